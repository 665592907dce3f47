// The thread that receives callbacks while a step is pending and no call waits.
#pragma once

#include "os/threads.hpp"
#include "remoting/callee.hpp"

namespace remoting {

class Instance;

class Listener {
public:
  explicit Listener(Instance &instance) : instance_(instance) {}
  Listener(const Listener &) = delete;
  Listener &operator=(const Listener &) = delete;

  // There is a server to listen to.
  void connect(Endpoint &wire) { wire_ = &wire; }

  // A step is pending: its end will be reported.
  void expect();
  // It is not pending any more.
  void cancel();
  // After this no callback comes any more. The instance is closing.
  void stop();

private:
  void listen();
  bool ends();
  bool serve(Tag tag);

  Instance &instance_;
  Endpoint *wire_ = nullptr;
  Arena arena_;
  States states_;
  ReferenceLists references_;
  os::Mutex mutex_;
  os::Thread thread_;
  bool stepPending_ = false; // guarded by mutex_
  bool done_ = false;        // guarded by mutex_
};

} // namespace remoting
