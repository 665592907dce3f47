// On Linux the server inherits a memory file that has no name and one end of a socket pair, the
// lifeline. It is started by a process in between that ends at once and is waited for here: the
// server is no child of the importer, which therefore sees no SIGCHLD and keeps no zombie.
#include "remoting/client/server_process.hpp"

#include "os/processes_linux.hpp"
#include "remoting/client/keeper_linux.hpp"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

namespace remoting {
namespace {

// Milliseconds that a killed process may take to go, that one which watches over it may take before
// it is helped, and that its answer may take.
constexpr unsigned longestEnd = 1000, promptEnd = 100, promptAnswer = 2000;
constexpr unsigned closeOnExec = 1;   // MFD_CLOEXEC
constexpr unsigned sealable = 2;      // MFD_ALLOW_SEALING
constexpr unsigned executable = 0x10; // MFD_EXEC, Linux 6.3

// Why a program could not be started: the kernel's word for it, and what that means for one that
// was put there by fmutool.
void describeStart(os::Text &text, const char *what, int error) {
  const char *meaning =
      error == ENOEXEC  ? " (it is damaged, or this kernel runs no programs of its kind)"
      : error == ENOENT ? " (it, or what starts programs of its kind: for 32 bits "
                          "that is libc6:i386 on Debian)"
      : error == EACCES ? " (it is not executable, or its file system is mounted "
                          "noexec)"
                        : "";
  text.format("%s: %s%s", what, strerror(error), meaning);
}

int memoryFile(unsigned flags) {
  return static_cast<int>(syscall(SYS_memfd_create, "fmutool", flags));
}

// A file in memory without a name; on kernels before 3.17 one that loses its name at once.
int anonymousFile() {
  const int file = memoryFile(closeOnExec | sealable);
  if (file >= 0)
    return file;
  char name[] = "/dev/shm/fmutool-XXXXXX";
  const int named = mkostemp(name, O_CLOEXEC);
  if (named >= 0)
    unlink(name);
  return named;
}

// The same file under a number that no standard stream has: an importer may have closed those, and
// its own or the server's output must not end up here.
int besideStandardStreams(int file) {
  if (file < 0 || file > STDERR_FILENO)
    return file;
  const int other = fcntl(file, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  const int error = errno;
  close(file);
  errno = error;
  return other;
}

// A copy of an executable in memory, for files that were unzipped without the executable bit or lie
// where nothing may be executed.
int executableCopy(const char *path) {
  const int from = open(path, O_RDONLY | O_CLOEXEC);
  if (from < 0)
    return -1;
  int to = memoryFile(closeOnExec | executable);
  if (to < 0)
    to = memoryFile(closeOnExec);
  struct stat info;
  if (to >= 0 && fstat(from, &info) == 0) {
    off_t offset = 0;
    while (offset < info.st_size) {
      if (sendfile(to, from, &offset, static_cast<size_t>(info.st_size - offset)) <= 0)
        break;
    }
    if (offset == info.st_size) {
      close(from);
      return to;
    }
  }
  close(from);
  if (to >= 0)
    close(to);
  return -1;
}

struct Launch {
  const char *file;
  char **arguments;
  char **environment;
  int inherited[2];
  void *stack; // for the second process
  int error;
};

// Starts a process that sends no signal when it ends. An emulated machine (qemu-user) knows only
// such as send SIGCHLD, and copies the memory instead of lending it, so that errors stay unseen.
int cloneSilently(int (*body)(void *), void *stack, Launch *launch) {
  constexpr int flags = CLONE_VM | CLONE_VFORK;
  const int process = clone(body, stack, flags, launch);
  return process < 0 && errno == EINVAL ? clone(body, stack, flags | SIGCHLD, launch) : process;
}

int becomeServer(void *argument) {
  auto *launch = static_cast<Launch *>(argument);
  leaveForeground();
  for (const int file : launch->inherited)
    fcntl(file, F_SETFD, 0);
  execve(launch->file, launch->arguments, launch->environment);
  launch->error = errno;
  _exit(127);
}

int startServer(void *argument) {
  auto *launch = static_cast<Launch *>(argument);
  if (cloneSilently(becomeServer, launch->stack, launch) < 0)
    launch->error = errno;
  _exit(0);
}

// The importer's environment with the model's folder in front of the library search path; the
// server puts the importer's own value back before it loads the model.
struct Environment {
  char **entries = nullptr;
  char *path = nullptr;
  char *saved = nullptr;

  bool make(const char *folder) {
    static constexpr char name[] = "LD_LIBRARY_PATH=";
    static constexpr char savedName[] = "FMUTOOL_LD_LIBRARY_PATH=";
    size_t count = 0;
    const char *before = nullptr;
    for (; environ && environ[count]; ++count) {
      if (strncmp(environ[count], name, sizeof name - 1) == 0)
        before = environ[count] + sizeof name - 1;
    }
    entries = static_cast<char **>(malloc((count + 3) * sizeof *entries));
    const size_t room = strlen(folder) + (before ? strlen(before) : 0) + 64;
    path = static_cast<char *>(malloc(room));
    saved = static_cast<char *>(malloc(room));
    if (!entries || !path || !saved)
      return false;
    snprintf(path, room, "%s%s%s%s", name, folder, before && *before ? ":" : "",
             before ? before : "");
    size_t used = 0;
    for (size_t i = 0; i < count; ++i) {
      if (strncmp(environ[i], name, sizeof name - 1) != 0 &&
          strncmp(environ[i], savedName, sizeof savedName - 1) != 0)
        entries[used++] = environ[i];
    }
    entries[used++] = path;
    if (before) {
      snprintf(saved, room, "%s%s", savedName, before);
      entries[used++] = saved;
    }
    entries[used] = nullptr;
    return true;
  }
  ~Environment() {
    free(entries);
    free(path);
    free(saved);
  }
};

// Runs the executable in a process whose parent has ended. Returns 0 or the error.
int startOrphan(const char *file, char **arguments, char **environment, const int inherited[2]) {
  constexpr size_t stackSize = 65536;
  auto *stacks = static_cast<uint8_t *>(mmap(nullptr, 2 * stackSize, PROT_READ | PROT_WRITE,
                                             MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0));
  if (stacks == MAP_FAILED)
    return ENOMEM;
  Launch launch{file, arguments, environment, {inherited[0], inherited[1]}, stacks + stackSize, 0};
  const pid_t helper = cloneSilently(startServer, stacks + 2 * stackSize, &launch);
  int error = helper < 0 ? errno : 0;
  while (helper > 0 && waitpid(helper, nullptr, __WALL) < 0 && errno == EINTR) {
  }
  if (error == 0)
    error = launch.error;
  munmap(stacks, 2 * stackSize);
  return error;
}

const char *signalName(uint32_t number) {
  switch (number) {
  case SIGSEGV:
    return "SIGSEGV, an invalid memory access";
  case SIGABRT:
    return "SIGABRT, it called abort";
  case SIGFPE:
    return "SIGFPE, an arithmetic error";
  case SIGILL:
    return "SIGILL, an illegal instruction";
  case SIGBUS:
    return "SIGBUS, a bad memory access";
  case SIGKILL:
    return "SIGKILL";
  case SIGTERM:
    return "SIGTERM";
  default:
    return "see man 7 signal";
  }
}

// The process that this mark is of; 0 if there is none any more. The model may have written the
// mark: what it names is as little safe from the model as from us.
pid_t marked(const ProcessMark &mark, char *state = nullptr) {
  const auto process = static_cast<pid_t>(mark.pid.load());
  const uint64_t started = mark.started[0].load() | uint64_t{mark.started[1].load()} << 32;
  os::ProcessFacts facts;
  if (process <= 1 || process == getpid() || !os::lookAt(process, facts) ||
      facts.started != started)
    return 0;
  if (state)
    *state = facts.state;
  return process;
}

} // namespace

// Returns 0 or the error.
int ServerProcess::run(const char *executable, const char *libraryFolder, int memory,
                       int lifeline) {
  char session[] = "session", memoryText[16], lifelineText[16], importer[16], name[] = "server_sm";
  snprintf(memoryText, sizeof memoryText, "%d", memory);
  snprintf(lifelineText, sizeof lifelineText, "%d", lifeline);
  snprintf(importer, sizeof importer, "%d", static_cast<int>(getpid()));
  char *arguments[] = {name, session, memoryText, lifelineText, importer, nullptr};

  Environment environment;
  if (!environment.make(libraryFolder))
    return ENOMEM;
  char copyPath[64];
  int copy = -1;
  const bool direct = access(executable, X_OK) == 0;
  if (!direct) {
    copy = executableCopy(executable);
    if (copy < 0)
      return errno;
    snprintf(copyPath, sizeof copyPath, "/proc/self/fd/%d", copy);
  }
  const int inherited[] = {memory, lifeline};
  const char *file = direct ? executable : copyPath;
  // Signals stay blocked until the new process runs the executable, so that no handler of the
  // importer's runs in it.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  int error = 0;
  if (adoptsOrphans()) {
    keeper_ = startKeeper(file, arguments, environment.entries, inherited, segment_);
    error = keeper_ < 0 ? errno : 0;
  } else {
    error = startOrphan(file, arguments, environment.entries, inherited);
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (copy >= 0)
    close(copy);
  return error;
}

bool ServerProcess::start(const char *executable, const char *libraryFolder, unsigned lanes,
                          os::Text &why) {
  const int before = errno;
  int ends[2] = {-1, -1};
  const int memory = besideStandardStreams(anonymousFile());
  size_ = Shared::size(lanes);
  int error = memory < 0 ? errno : posix_fallocate(memory, 0, static_cast<off_t>(size_));
  // A model that cut it off would end the importer: memory without a file behind it is SIGBUS. The
  // file of an old kernel knows no seals.
  if (error == 0)
    fcntl(memory, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL);
  if (error == 0) {
    void *place = mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0);
    if (place == MAP_FAILED)
      error = errno;
    else
      segment_ = smipc::format(place);
  }
  if (error != 0) {
    why.format("cannot make shared memory: %s", strerror(error));
  } else if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
    why.format("cannot make a socket pair: %s", strerror(error = errno));
  } else if ((ends[0] = besideStandardStreams(ends[0])) < 0 ||
             (ends[1] = besideStandardStreams(ends[1])) < 0) {
    why.format("cannot make a socket pair: %s", strerror(error = errno));
  } else {
    error = run(executable, libraryFolder, memory, ends[1]);
    if (error != 0) {
      os::Text what;
      what.format("cannot start %s", executable);
      describeStart(why, what.text, error);
    }
  }
  if (memory >= 0)
    close(memory);
  if (ends[1] >= 0)
    close(ends[1]);
  lifeline_ = ends[0];
  if (error != 0)
    release();
  errno = before;
  return error == 0;
}

os::Bell ServerProcess::ownBell(unsigned) const { return {}; }
os::Bell ServerProcess::theirBell(unsigned) const { return {}; }

bool ServerProcess::gone() const {
  const int before = errno;
  const bool ended = segment_->ending.state.load(std::memory_order_acquire) != 0 || waitForEnd(0);
  if (!ended)
    awaken();
  errno = before;
  return ended;
}

// A model may stop the process that watches over it, which then learns of nothing.
void ServerProcess::awaken() const {
  char state = 0;
  const pid_t supervisor = marked(Shared::of(segment_)->supervisor, &state);
  if (supervisor != 0 && state == 'T')
    kill(supervisor, SIGCONT);
}

// The model's process, and what it has started: what has lost its parent is the supervisor's.
// `left`: there is no supervisor any more.
void ServerProcess::killModel(bool left) const {
  const Shared *shared = Shared::of(segment_);
  const pid_t supervisor = left ? 0 : marked(shared->supervisor);
  const pid_t model = marked(shared->model);
  if (model != 0) {
    os::killChildrenOf(model);
    kill(model, SIGKILL);
  }
  if (supervisor != 0)
    os::killChildrenOf(supervisor);
}

void ServerProcess::settleOutput() const {
  const int before = errno;
  awaken();
  char word = 'd';
  pollfd answer{lifeline_, POLLIN, 0};
  while (recv(lifeline_, &word, 1, MSG_DONTWAIT) == 1) { // of a question given up
  }
  if (send(lifeline_, &word, 1, MSG_NOSIGNAL | MSG_DONTWAIT) == 1)
    poll(&answer, 1, promptAnswer);
  errno = before;
}

void ServerProcess::describeEnd(os::Text &text) const {
  const smipc::Ending &ending = segment_->ending;
  const uint32_t code = ending.code.load();
  switch (ending.state.load(std::memory_order_acquire)) {
  case 1:
    text.format("ended with exit status %u", code);
    break;
  case 2:
    text.format("was ended by signal %u (%s)", code, signalName(code));
    break;
  case 3:
    describeStart(text, "could not be started", static_cast<int>(code));
    break;
  default:
    text.format("has disappeared");
  }
}

bool ServerProcess::endedWell() const {
  const smipc::Ending &ending = segment_->ending;
  return ending.state.load(std::memory_order_acquire) == 1 && ending.code.load() == 0;
}

bool ServerProcess::waitForEnd(unsigned milliseconds) const {
  const int before = errno;
  pollfd end{lifeline_, 0, 0};
  const bool ended =
      poll(&end, 1, static_cast<int>(milliseconds)) > 0 && (end.revents & POLLHUP) != 0;
  errno = before;
  return ended;
}

void ServerProcess::end() {
  const int before = errno;
  if (lifeline_ >= 0 && !waitForEnd(0)) {
    send(lifeline_, "k", 1, MSG_NOSIGNAL);
    // It may have been stopped, again and again, or be busy.
    for (unsigned waited = 0; waited < longestEnd && !waitForEnd(promptEnd); waited += promptEnd) {
      killModel(false);
      awaken();
    }
  }
  // It ends before the model only where that has ended it.
  if (segment_ && segment_->ending.state.load() == 0)
    killModel(true);
  while (keeper_ > 0 && waitpid(keeper_, nullptr, __WALL) < 0 && errno == EINTR) {
  }
  keeper_ = -1;
  errno = before;
}

void ServerProcess::release() {
  end();
  forget();
}

void ServerProcess::forget() {
  keeper_ = -1;
  if (lifeline_ >= 0)
    close(lifeline_);
  lifeline_ = -1;
  if (segment_)
    munmap(segment_, size_);
  segment_ = nullptr;
}

} // namespace remoting
