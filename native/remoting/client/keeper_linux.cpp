// A process that ends sends its parent the signal that was chosen when it was created; running
// another executable or being inherited by another parent makes that SIGCHLD. So where the importer
// inherits orphans (process 1 of a container, a subreaper), the only parent that the server can
// have is a child of the importer that was created with no signal and never runs another
// executable: the keeper, a copy of the importer that gives the importer's memory and files back at
// once, waits for the server, and ends.
#include "remoting/client/keeper_linux.hpp"

#include "os/processes_linux.hpp"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace remoting {
namespace {

constexpr unsigned cannotStart = 3; // of smipc::Ending::state

struct Range {
  uintptr_t begin, end;
};

// Reads "7f00-7f10 rw-p ..." lines. Nothing of the C library that locks or allocates may be used
// here: another thread may have held the lock when the importer was copied.
class Mappings {
public:
  bool open() {
    file_ = ::open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
    return file_ >= 0;
  }
  bool next(Range &range) {
    range = {0, 0};
    uintptr_t *number = &range.begin;
    for (bool head = true;;) {
      char c;
      if (!take(c))
        return false;
      if (c == '\n')
        return true;
      if (!head)
        continue;
      if (c == '-')
        number = &range.end;
      else if (c == ' ')
        head = false;
      else
        *number = *number * 16 + static_cast<uintptr_t>(c <= '9' ? c - '0' : c - 'a' + 10);
    }
  }
  void close() { ::close(file_); }

private:
  bool take(char &c) {
    if (at_ == filled_) {
      filled_ = read(file_, buffer_, sizeof buffer_);
      at_ = 0;
      if (filled_ <= 0)
        return false;
    }
    c = buffer_[at_++];
    return true;
  }
  int file_ = -1;
  char buffer_[4096];
  ssize_t filled_ = 0, at_ = 0;
};

// Unmaps everything but what still runs: this code, the C library, what the kernel lends it for
// system calls, the stack, the thread's own data, the segment.
void giveMemoryBack(const smipc::Segment *segment) {
  const uintptr_t needed[] = {
      reinterpret_cast<uintptr_t>(&giveMemoryBack), reinterpret_cast<uintptr_t>(&munmap),
      reinterpret_cast<uintptr_t>(&needed),         reinterpret_cast<uintptr_t>(&errno),
      reinterpret_cast<uintptr_t>(segment),         getauxval(AT_SYSINFO_EHDR),
  };
  Mappings mappings;
  if (!mappings.open())
    return;
  // Unmapping changes the file that is being read, so the ranges are collected first.
  constexpr unsigned room = 8192;
  auto *ranges = static_cast<Range *>(mmap(nullptr, room * sizeof(Range), PROT_READ | PROT_WRITE,
                                           MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  if (ranges == MAP_FAILED)
    return;
  unsigned count = 0;
  while (count < room && mappings.next(ranges[count]))
    ++count;
  mappings.close();
  // The neighbours of what is needed stay too: a library is several mappings in a row.
  constexpr uintptr_t neighbourhood = 8u << 20;
  for (unsigned i = 0; i < count; ++i) {
    const Range range = ranges[i];
    bool keep = range.begin <= reinterpret_cast<uintptr_t>(ranges) &&
                reinterpret_cast<uintptr_t>(ranges) < range.end;
    for (const uintptr_t address : needed) {
      // Differences, because the stack of a 32-bit process is where sums would overflow.
      const uintptr_t distance = address < range.begin ? range.begin - address
                                 : address < range.end ? 0
                                                       : address - range.end;
      keep = keep || distance < neighbourhood;
    }
    if (!keep)
      munmap(reinterpret_cast<void *>(range.begin), range.end - range.begin);
  }
}

void closeAllFiles() {
  if (syscall(SYS_close_range, 0u, ~0u, 0u) == 0)
    return;
  const long limit = sysconf(_SC_OPEN_MAX);
  for (int file = 0; file < (limit > 0 && limit < 65536 ? limit : 65536); ++file)
    close(file);
}

[[noreturn]] void keep(const char *file, char **arguments, char **environment,
                       const int inherited[2], smipc::Segment *segment) {
  // What the server leaves behind if it is killed comes here too, and not to the importer.
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  // The signals stay blocked; a handler of the importer's must not run in its copy.
  const long server =
      syscall(SYS_clone, static_cast<unsigned long>(SIGCHLD), nullptr, nullptr, nullptr, nullptr);
  if (server == 0) {
    leaveForeground();
    fcntl(inherited[0], F_SETFD, 0);
    fcntl(inherited[1], F_SETFD, 0);
    execve(file, arguments, environment);
    segment->ending.code = static_cast<uint32_t>(errno);
    segment->ending.state = cannotStart;
    _exit(127);
  }
  prctl(PR_SET_NAME, "fmutool-keeper");
  closeAllFiles();
  giveMemoryBack(segment);
  while (waitpid(static_cast<pid_t>(server), nullptr, __WALL) < 0 && errno == EINTR) {
  }
  os::endDescendants();
  _exit(0);
}

} // namespace

void leaveForeground() {
  setpgid(0, 0);
  // A model that touches the terminal from the background gets an error and is not stopped.
  signal(SIGTTIN, SIG_IGN);
  signal(SIGTTOU, SIG_IGN);
}

bool adoptsOrphans() {
  int subreaper = 0;
  return getpid() == 1 || (prctl(PR_GET_CHILD_SUBREAPER, &subreaper) == 0 && subreaper != 0);
}

pid_t startKeeper(const char *file, char **arguments, char **environment, const int inherited[2],
                  smipc::Segment *segment) {
  long keeper = syscall(SYS_clone, 0ul, nullptr, nullptr, nullptr, nullptr);
  // An emulated machine (qemu-user) knows only processes that send SIGCHLD when they end.
  if (keeper < 0 && errno == EINVAL)
    keeper =
        syscall(SYS_clone, static_cast<unsigned long>(SIGCHLD), nullptr, nullptr, nullptr, nullptr);
  if (keeper == 0)
    keep(file, arguments, environment, inherited, segment);
  return static_cast<pid_t>(keeper);
}

} // namespace remoting
