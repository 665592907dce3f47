// The server executable on Linux. It is two processes: the one that was started is the supervisor,
// which watches the importer and learns how the model's process ends; its child is the one that
// loads the model.
#include "remoting/server/session.hpp"
#include "smipc/segment.hpp"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <new>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

constexpr int lookAtImporter =
    200; // milliseconds, where the kernel has no descriptors of processes

// Nothing of the importer's stays open here: only the standard streams, on /dev/null, and what is
// needed.
void closeInherited(int memory, int lifeline) {
  const int nothing = open("/dev/null", O_RDWR);
  for (int stream = 0; stream <= 2 && nothing >= 0; ++stream)
    dup2(nothing, stream);
  DIR *folder = opendir("/proc/self/fd");
  if (!folder)
    return;
  while (const dirent *entry = readdir(folder)) {
    const int file = atoi(entry->d_name);
    if (file > 2 && file != memory && file != lifeline && file != dirfd(folder))
      close(file);
  }
  closedir(folder);
  fcntl(memory, F_SETFD, FD_CLOEXEC);
  fcntl(lifeline, F_SETFD, FD_CLOEXEC);
}

// The client has put the model's folder in front; the model sees the importer's own value.
void restoreEnvironment() {
  const char *saved = getenv("FMUTOOL_LD_LIBRARY_PATH");
  if (saved)
    setenv("LD_LIBRARY_PATH", saved, 1);
  else
    unsetenv("LD_LIBRARY_PATH");
  unsetenv("FMUTOOL_LD_LIBRARY_PATH");
}

void report(smipc::Segment *segment, int status) {
  const bool signalled = WIFSIGNALED(status);
  segment->ending.code = static_cast<uint32_t>(signalled ? WTERMSIG(status) : WEXITSTATUS(status));
  segment->ending.state = signalled ? 2 : 1;
  for (auto &channel : segment->channel)
    syscall(SYS_futex, &channel.bell[0].waiting, FUTEX_WAKE, 1, nullptr, nullptr, 0);
}

// Waits for whatever ends first: the model's process, the importer, or the importer's interest.
int supervise(smipc::Segment *segment, pid_t model, int lifeline, pid_t importer,
              const sigset_t *unblocked) {
  const int process = static_cast<int>(syscall(SYS_pidfd_open, importer, 0));
  for (;;) {
    int status = 0;
    if (waitpid(model, &status, WNOHANG) == model) {
      report(segment, status);
      return 0;
    }
    pollfd watched[] = {{lifeline, POLLIN, 0}, {process, POLLIN, 0}};
    const timespec pause{0, lookAtImporter * 1000000L};
    const int events =
        ppoll(watched, process >= 0 ? 2 : 1, process >= 0 ? nullptr : &pause, unblocked);
    const bool importerGone = process < 0 && ::kill(importer, 0) != 0 && errno == ESRCH;
    if ((events > 0 && (watched[0].revents | watched[1].revents) != 0) || importerGone) {
      ::kill(model, SIGKILL);
      waitpid(model, &status, 0);
      return 0;
    }
  }
}

} // namespace

int main(int argc, char **argv) {
  if (argc != 5 || strcmp(argv[1], "session") != 0) {
    fputs("This is the remoting server of an FMU made by fmutool; the FMU's library starts it.\n",
          stderr);
    return 2;
  }
  const int memory = atoi(argv[2]), lifeline = atoi(argv[3]), importer = atoi(argv[4]);
  struct stat info;
  if (fstat(memory, &info) != 0)
    return 2;
  void *place =
      mmap(nullptr, sizeof(smipc::Segment), PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0);
  smipc::Segment *segment =
      place == MAP_FAILED ? nullptr : smipc::open(place, static_cast<uint64_t>(info.st_size));
  if (!segment)
    return 2;
  // A copy in memory would be listed by the number of its descriptor.
  prctl(PR_SET_NAME, "server_sm");
  closeInherited(memory, lifeline);
  close(memory);
  restoreEnvironment();

  // Signals were blocked while the importer started us. SIGCHLD only has to interrupt the
  // supervisor.
  sigset_t none, child;
  sigemptyset(&none);
  sigemptyset(&child);
  sigaddset(&child, SIGCHLD);
  struct sigaction interrupt = {};
  interrupt.sa_handler = [](int) {};
  sigaction(SIGCHLD, &interrupt, nullptr);
  sigprocmask(SIG_SETMASK, &child, nullptr);

  const pid_t supervisor = getpid();
  const pid_t model = fork();
  if (model != 0)
    return model < 0 ? 2 : supervise(segment, model, lifeline, importer, &none);

  signal(SIGCHLD, SIG_DFL);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != supervisor)
    return 0;
  close(lifeline);
  static bool (*const never)(void *) = [](void *) {
    return false;
  }; // the supervisor watches the importer
  alignas(remoting::Session) static uint8_t room[sizeof(remoting::Session)];
  auto *session = new (room) remoting::Session(segment, {}, {}, {}, {}, {never, nullptr});
  return session->run();
}
