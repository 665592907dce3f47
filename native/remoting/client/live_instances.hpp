// The instances that the importer has not freed. When the library is unloaded under them, their
// servers end.
#pragma once

namespace remoting {

class Instance;

// A place in the list of live instances; its owner's lifetime is the membership.
class LiveInstance {
public:
  explicit LiveInstance(Instance *instance);
  ~LiveInstance();
  LiveInstance(const LiveInstance &) = delete;
  LiveInstance &operator=(const LiveInstance &) = delete;

  // For the end of the library: every live instance loses its server.
  static void abandonAll();

private:
  Instance *instance_;
  LiveInstance *before_ = nullptr;
  LiveInstance *after_ = nullptr;
};

} // namespace remoting
