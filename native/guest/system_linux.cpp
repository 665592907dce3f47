#include "guest/system.hpp"

#include <cerrno>
#include <ctime>
#include <dirent.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace guest {

namespace {

int answers = STDOUT_FILENO;
int commands = STDIN_FILENO;
constexpr int farAway = 100; // descriptors that nothing else uses

int descriptors(bool inheritableOnly) {
  int count = 0;
  DIR *folder = opendir("/proc/self/fd");
  while (const dirent *entry = folder ? readdir(folder) : nullptr) {
    const int file = atoi(entry->d_name);
    if (entry->d_name[0] == '.' || file == dirfd(folder))
      continue;
    const int flags = fcntl(file, F_GETFD);
    count += inheritableOnly ? file > 2 && flags >= 0 && (flags & FD_CLOEXEC) == 0 : 1;
  }
  if (folder)
    closedir(folder);
  return count;
}

} // namespace

uint64_t now() {
  timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<uint64_t>(time.tv_sec) * 1000000000u + static_cast<uint64_t>(time.tv_nsec);
}

bool readLine(std::string &line) {
  line.clear();
  char c;
  ssize_t size;
  while ((size = read(commands, &c, 1)) == 1 || (size < 0 && errno == EINTR)) {
    if (size == 1 && c == '\n')
      return true;
    if (size == 1)
      line += c;
  }
  return false;
}

bool limit(const std::string &what, unsigned long amount) {
  const bool files = what == "files";
  const rlim_t value = files ? amount : amount << 20;
  const rlimit both{value, value};
  return setrlimit(files ? RLIMIT_NOFILE : RLIMIT_AS, &both) == 0;
}

int inCopy(const std::function<int()> &body) {
  const pid_t child = fork();
  if (child == 0)
    _exit(body());
  int status = 0;
  while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return child > 0 && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int endServers(unsigned) { return 0; }
int inheritable() { return descriptors(true); }
int openHandles() { return descriptors(false); }

void closeStandardStreams() {
  answers = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, farAway);
  commands = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, farAway);
  for (int stream = 0; stream <= 2; stream++)
    close(stream);
}

void writeAnswer(const std::string &text) {
  size_t written = 0;
  while (written < text.size()) {
    const ssize_t size = write(answers, text.data() + written, text.size() - written);
    if (size <= 0 && errno != EINTR)
      return;
    written += size > 0 ? static_cast<size_t>(size) : 0;
  }
}

void endAtOnce(int status) { _exit(status); }

} // namespace guest
