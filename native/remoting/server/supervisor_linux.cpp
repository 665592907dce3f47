#include "remoting/server/supervisor_linux.hpp"

#include "os/clock.hpp"
#include "os/processes_linux.hpp"

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <poll.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace remoting {
namespace {

constexpr int lookAtImporter =
    200; // milliseconds, where the kernel has no descriptors of processes
// Milliseconds that programs which the model has started may take to end after it has ended well.
constexpr uint64_t grace = 500;
constexpr unsigned piecesInTurn =
    16; // a model that prints for ever is not all that is looked after
constexpr unsigned piecesOfPipe = 32; // more than lie in a pipe

void mark(ProcessMark &which, pid_t process) {
  os::ProcessFacts facts;
  if (!os::lookAt(process, facts))
    return;
  which.started[0] = static_cast<uint32_t>(facts.started);
  which.started[1] = static_cast<uint32_t>(facts.started >> 32);
  which.pid = static_cast<uint32_t>(process);
}

} // namespace

bool Supervisor::open() {
  self_ = getpid();
  mark(shared_.supervisor, self_);
  // What has lost its parent, such as a daemon, comes here, where it is ended.
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  if (pipe2(output_, O_CLOEXEC) != 0)
    return false;
  fcntl(output_[0], F_SETFL, O_NONBLOCK);
  return true;
}

bool Supervisor::becomeModel() const {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != self_)
    return false;
  mark(shared_.model, getpid());
  dup2(output_[1], STDOUT_FILENO);
  dup2(output_[1], STDERR_FILENO);
  close(output_[0]);
  close(output_[1]);
  close(lifeline_);
  // As on a terminal: a model that crashes has printed the lines before.
  setvbuf(stdout, nullptr, _IOLBF, BUFSIZ);
  return true;
}

// Takes what the model has printed, so many pieces at most.
void Supervisor::drain(unsigned pieces) {
  char piece[Output::piece];
  for (unsigned taken = 0; taken < pieces; ++taken) {
    const ssize_t size = read(output_[0], piece, sizeof piece);
    if (size == 0) { // no process can print any more, and a closed pipe would be ready for ever
      close(output_[0]);
      output_[0] = -1;
    }
    if (size <= 0)
      return;
    shared_.output.add(piece, static_cast<uint32_t>(size));
  }
}

// What has ended. True: the model has.
bool Supervisor::reap() {
  int status = 0;
  for (pid_t ended; (ended = waitpid(-1, &status, WNOHANG | __WALL)) > 0;) {
    if (ended != model_)
      continue;
    model_ = 0;
    status_ = status;
  }
  return model_ == 0;
}

// What the importer has to say. False: it wants nothing any more.
bool Supervisor::hear() {
  char word = 0;
  if (recv(lifeline_, &word, 1, MSG_DONTWAIT) != 1 || word != 'd')
    return false;
  drain(piecesOfPipe);
  send(lifeline_, &word, 1, MSG_NOSIGNAL | MSG_DONTWAIT);
  return true;
}

void Supervisor::tell(int status) {
  const bool signalled = WIFSIGNALED(status);
  smipc::Segment &segment = shared_.segment;
  segment.ending.code = static_cast<uint32_t>(signalled ? WTERMSIG(status) : WEXITSTATUS(status));
  segment.ending.state = signalled ? 2 : 1;
  for (auto &channel : segment.channel)
    syscall(SYS_futex, &channel.bell[0].waiting, FUTEX_WAKE, 1, nullptr, nullptr, 0);
}

// Programs that have been told to end by the model, or see that it has ended, may do so by
// themselves: they may have licences to give back.
void Supervisor::letGo(const sigset_t *unblocked) {
  const uint64_t end = os::nanoseconds() + grace * 1000000;
  for (;;) {
    reap();
    if (waitpid(-1, nullptr, WNOHANG | __WALL) < 0 && errno == ECHILD)
      return;
    const uint64_t now = os::nanoseconds();
    if (now >= end)
      return;
    const timespec left{0, static_cast<long>(end - now)};
    pollfd watched[] = {{lifeline_, POLLIN, 0}, {output_[0], POLLIN, 0}};
    const int events = ppoll(watched, 2, &left, unblocked);
    if (events > 0 && watched[0].revents != 0 && !hear())
      return;
    drain(piecesInTurn);
  }
}

void Supervisor::watch(pid_t model, const sigset_t *unblocked) {
  model_ = model;
  close(output_[1]);
  const int process = static_cast<int>(syscall(SYS_pidfd_open, importer_, 0));
  bool wanted = true;
  while (wanted && !reap()) {
    pollfd watched[] = {{lifeline_, POLLIN, 0}, {output_[0], POLLIN, 0}, {process, POLLIN, 0}};
    const timespec pause{0, lookAtImporter * 1000000L};
    const int events =
        ppoll(watched, process >= 0 ? 3 : 2, process >= 0 ? nullptr : &pause, unblocked);
    drain(piecesInTurn);
    const bool importerGone = process >= 0 ? events > 0 && watched[2].revents != 0
                                           : ::kill(importer_, 0) != 0 && errno == ESRCH;
    wanted = !importerGone && !(events > 0 && watched[0].revents != 0 && !hear());
  }
  if (model_ != 0) {
    ::kill(model_, SIGKILL);
    while (waitpid(model_, nullptr, __WALL) < 0 && errno == EINTR) {
    }
  }
  drain(piecesOfPipe);
  if (wanted) {
    tell(status_);
    if (WIFEXITED(status_) && WEXITSTATUS(status_) == 0)
      letGo(unblocked);
  }
  os::endDescendants();
}

} // namespace remoting
