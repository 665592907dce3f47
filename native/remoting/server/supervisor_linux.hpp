// The process that watches over the model's on Linux: it learns how that one ends and tells the
// importer, ends it when the importer is gone, takes what it prints, and ends what it leaves
// behind.
#pragma once

#include "remoting/shared.hpp"

#include <signal.h>
#include <sys/types.h>

namespace remoting {

class Supervisor {
public:
  // `lifeline` is the importer's, `importer` its process.
  Supervisor(Shared &shared, int lifeline, pid_t importer)
      : shared_(shared), lifeline_(lifeline), importer_(importer) {}
  Supervisor(const Supervisor &) = delete;
  Supervisor &operator=(const Supervisor &) = delete;

  // Makes what the model's process prints into. False: it cannot be had.
  bool open();

  // In the model's process: what it prints goes there from now on, and it ends with its supervisor.
  // False: that has ended already.
  bool becomeModel() const;

  // Returns when nothing of the model's is left. `unblocked`: the signals that may interrupt.
  void watch(pid_t model, const sigset_t *unblocked);

private:
  bool reap();
  bool hear();
  void drain(unsigned pieces);
  void tell(int status);
  void letGo(const sigset_t *unblocked);

  Shared &shared_;
  int lifeline_;
  pid_t importer_;
  pid_t self_ = 0;
  pid_t model_ = 0;
  int status_ = 0;
  int output_[2] = {-1, -1}; // a pipe
};

} // namespace remoting
