#include "os/processes_linux.hpp"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace os {
namespace {

// getdents64(2), whose structure the C library does not show everywhere.
struct Entry {
  uint64_t inode;
  int64_t next;
  uint16_t size;
  uint8_t type;
  char name[];
};

uint64_t numberAt(const char *text) {
  uint64_t number = 0;
  for (; *text >= '0' && *text <= '9'; ++text)
    number = number * 10 + static_cast<uint64_t>(*text - '0');
  return number;
}

} // namespace

unsigned killChildrenOf(pid_t parent) {
  const int folder = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  unsigned killed = 0;
  alignas(Entry) char entries[4096];
  for (long size;
       folder >= 0 && (size = syscall(SYS_getdents64, folder, entries, sizeof entries)) > 0;) {
    for (long at = 0; at < size;) {
      const auto *entry = reinterpret_cast<const Entry *>(entries + at);
      at += entry->size;
      const auto process = static_cast<pid_t>(numberAt(entry->name));
      ProcessFacts facts;
      if (process > 0 && lookAt(process, facts) && facts.parent == parent && facts.state != 'Z' &&
          kill(process, SIGKILL) == 0)
        ++killed;
    }
  }
  if (folder >= 0)
    close(folder);
  return killed;
}

bool lookAt(pid_t process, ProcessFacts &facts) {
  char path[32], text[1024];
  snprintf(path, sizeof path, "/proc/%d/stat", static_cast<int>(process));
  const int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0)
    return false;
  const ssize_t size = read(file, text, sizeof text - 1);
  close(file);
  if (size <= 0)
    return false;
  text[size] = '\0';
  // The name in brackets may have brackets and blanks in it.
  const char *field = strrchr(text, ')');
  constexpr int state = 3, parent = 4, started = 22; // proc(5) counts from 1
  for (int number = state; field && (field = strchr(field, ' ')); ++number) {
    ++field;
    if (number == state)
      facts.state = *field;
    else if (number == parent)
      facts.parent = static_cast<pid_t>(numberAt(field));
    else if (number == started)
      return facts.started = numberAt(field), true;
  }
  return false;
}

void endDescendants() {
  for (;;) {
    pid_t ended;
    while ((ended = waitpid(-1, nullptr, WNOHANG | __WALL)) > 0) {
    }
    if (ended < 0 && errno != EINTR) // ECHILD: there are none
      return;
    if (killChildrenOf(getpid()) == 0) {
      // Either they have all ended meanwhile, or they are another user's.
      ended = waitpid(-1, nullptr, WNOHANG | __WALL);
      if (ended <= 0)
        return;
      continue;
    }
    waitpid(-1, nullptr, __WALL);
  }
}

} // namespace os
