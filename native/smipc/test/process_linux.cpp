#include "process.hpp"

#include <signal.h>
#include <stddef.h>
#include <sys/wait.h>
#include <unistd.h>

namespace check {

bool Process::start(const char *program, const char *role, const char *name, const char *more) {
  const pid_t pid = fork();
  if (pid == 0) {
    const char *file = program ? program : "/proc/self/exe";
    execl(file, file, "--role", role, name, more, static_cast<char *>(nullptr));
    _exit(127);
  }
  handle_ = pid > 0 ? pid : 0;
  return pid > 0;
}

void Process::kill() { ::kill(static_cast<pid_t>(handle_), SIGKILL); }

void Process::pause(bool stopped) {
  ::kill(static_cast<pid_t>(handle_), stopped ? SIGSTOP : SIGCONT);
}

int Process::wait() {
  int status = 0;
  waitpid(static_cast<pid_t>(handle_), &status, 0);
  handle_ = 0;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

} // namespace check
