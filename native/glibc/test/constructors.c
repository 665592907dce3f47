// Every constructor has run, once, before main, and has seen the arguments.
#include <stdio.h>

static int runs[2];
static int arguments;

__attribute__((constructor)) static void first(int argc) {
  ++runs[0];
  arguments = argc;
}
__attribute__((constructor(200))) static void second(void) { ++runs[1]; }

int main(int argc, char **argv) {
  if (runs[0] == 1 && runs[1] == 1 && arguments == argc && argv[argc] == NULL)
    return 0;
  fprintf(stderr, "constructors ran %d and %d times, with %d arguments\n", runs[0], runs[1],
          arguments);
  return 1;
}
