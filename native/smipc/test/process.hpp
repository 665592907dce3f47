// A second process for a test: this very program, or another build of it, in one of the roles of
// roles.cpp.
#pragma once

#include <stdint.h>

namespace check {

class Process {
public:
  ~Process() { stop(); }
  // Starts `program` (null: this one) with these arguments.
  bool start(const char *program, const char *role, const char *name, const char *more = nullptr);
  void kill();
  // Waits; the exit status, or -1 if it was killed.
  int wait();
  void stop() {
    if (handle_ != 0) {
      kill();
      wait();
    }
  }
  bool running() const { return handle_ != 0; }
  // Linux: stops it with SIGSTOP or lets it go on. Does nothing elsewhere.
  void pause(bool stopped);

private:
  intptr_t handle_ = 0;
};

// If the arguments name a role, plays it and returns its exit status; else -1.
int playRole(int argc, char **argv);

} // namespace check
