// The server process of one instance, as its client sees it: started with the shared memory in its
// hands, watched, and gone when the instance is.
#pragma once

#include "os/bell.hpp"
#include "os/text.hpp"
#include "remoting/shared.hpp"
#include "smipc/endpoint.hpp"

namespace remoting {

class ServerProcess {
public:
  ServerProcess() = default;
  ServerProcess(const ServerProcess &) = delete;
  ServerProcess &operator=(const ServerProcess &) = delete;
  ~ServerProcess() { release(); }

  // The channels: first the one of the importer's calls, then the one of the callbacks while a step
  // is pending, then those of the extra lanes.
  static constexpr unsigned channels = smipc::channelCount + extraLanes;

  // Makes the segment and starts the executable; `libraryFolder` is searched first for the model's
  // companions. `lanes`: how many extra lanes there will be.
  bool start(const char *executable, const char *libraryFolder, unsigned lanes, os::Text &why);

  smipc::Segment *segment() const { return segment_; }
  smipc::Channel &channel(unsigned index) const {
    return index < smipc::channelCount ? segment_->channel[index]
                                       : Shared::of(segment_)->lane[index - smipc::channelCount];
  }
  // Null before start().
  const Output *output() const { return segment_ ? &Shared::of(segment_)->output : nullptr; }
  // What the model's process has written until now is in output() when this returns, unless no
  // process is left that puts it there.
  void settleOutput() const;
  os::Bell ownBell(unsigned channel) const;
  os::Bell theirBell(unsigned channel) const;

  bool gone() const;
  smipc::Peer peer() {
    return {[](void *self) { return static_cast<ServerProcess *>(self)->gone(); }, this};
  }

  // How it ended: "ended with exit status 3", "was killed by signal 11 (...)".
  void describeEnd(os::Text &text) const;

  // Whether it ended by itself, with exit status 0.
  bool endedWell() const;

  bool waitForEnd(unsigned milliseconds) const;

  // Ends the process if it still runs; nothing of it is left in the system's tables.
  void end();

  // Ends it and gives everything back.
  void release();

  // Gives everything back and leaves the process alone: it is another one's.
  void forget();

private:
  smipc::Segment *segment_ = nullptr;
  size_t size_ = 0; // of what is shared
#ifdef _WIN32
  void *mapping_ = nullptr;
  void *bells_[channels][2] = {};
  void *process_ = nullptr;
  void *job_ = nullptr;
  void *printed_ = nullptr; // where what the model prints is read
  void endJob(bool well);
  void drain();
#else
  int run(const char *executable, const char *libraryFolder, int memory, int lifeline);
  void awaken() const;
  void killModel(bool left) const;

  int keeper_ = -1;   // the process between us and the server, where one is needed
  int lifeline_ = -1; // a socket whose other end only the server's processes hold
#endif
};

} // namespace remoting
