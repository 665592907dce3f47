// Our clone() starts a process on another stack, says how it ended, and tells an error by errno.
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static _Alignas(16) char stack[65536];

struct Seen {
  uintptr_t place;
  pid_t parent;
};

static int body(void *argument) {
  struct Seen *seen = argument;
  double aligned[2] = {1, 2}; // on the stack, with instructions that insist on alignment
  char text[64];
  snprintf(text, sizeof text, "%g %g", aligned[0], aligned[1]);
  if (strcmp(text, "1 2") != 0)
    return 1;
  seen->place = (uintptr_t)&aligned;
  seen->parent = getppid();
  return 42;
}

int main(void) {
  struct Seen seen = {0, 0};
  // SIGCHLD, because the emulator for aarch64 knows no other; it copies the memory, so nothing is
  // seen then.
  const pid_t process = clone(body, stack + sizeof stack, CLONE_VM | CLONE_VFORK | SIGCHLD, &seen);
  int status = 0;
  if (process <= 0 || waitpid(process, &status, 0) != process || !WIFEXITED(status) ||
      WEXITSTATUS(status) != 42) {
    fprintf(stderr, "process %d, status %d\n", (int)process, status);
    return 1;
  }
  if (seen.place != 0 && (seen.parent != getpid() || seen.place < (uintptr_t)stack ||
                          seen.place >= (uintptr_t)stack + sizeof stack)) {
    fprintf(stderr, "ran elsewhere\n");
    return 1;
  }
  errno = 0;
  if (clone(body, stack + sizeof stack, CLONE_THREAD, &seen) != -1 || errno != EINVAL) {
    fprintf(stderr, "no EINVAL\n");
    return 1;
  }
  return 0;
}
