// The server executable on Linux. It is two processes: the one that was started is the supervisor,
// which watches the importer and learns how the model's process ends; its child is the one that
// loads the model.
#include "os/processes_linux.hpp"
#include "remoting/server/session.hpp"
#include "remoting/server/supervisor_linux.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <new>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

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

// A model that stops its supervisor is not watched any more; an importer that ends would leave it.
bool supervisorIsLeft(void *) {
  os::ProcessFacts facts;
  const pid_t supervisor = getppid();
  if (os::lookAt(supervisor, facts) && facts.state == 'T')
    kill(supervisor, SIGCONT);
  return false; // the supervisor watches the importer
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
  const auto size = static_cast<size_t>(info.st_size);
  void *place = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0);
  smipc::Segment *segment =
      place == MAP_FAILED || size < remoting::Shared::size(0) ? nullptr : smipc::open(place, size);
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

  remoting::Supervisor supervisor(*remoting::Shared::of(segment), lifeline, importer);
  if (!supervisor.open())
    return 2;
  const pid_t model = fork();
  if (model < 0)
    return 2;
  if (model != 0) {
    supervisor.watch(model, &none);
    return 0;
  }

  signal(SIGCHLD, SIG_DFL);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  if (!supervisor.becomeModel())
    return 0;
  alignas(remoting::Session) static uint8_t room[sizeof(remoting::Session)];
  const unsigned lanes =
      size >= remoting::Shared::size(remoting::extraLanes) ? remoting::extraLanes : 0;
  auto *session = new (room)
      remoting::Session(*remoting::Shared::of(segment), lanes, {}, {}, {supervisorIsLeft, nullptr});
  return session->run();
}
