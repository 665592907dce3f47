// What an old C library does when the start code of a new one hands it no function that runs the
// constructors: nothing.
#include <stdlib.h>
#include <unistd.h>

int __libc_start_main(int (*program)(int, char **, char **), int argc, char **argv,
                      void (*init)(void), void (*fini)(void), void (*loader)(void), void *stack);

int __libc_start_main(int (*program)(int, char **, char **), int argc, char **argv,
                      void (*init)(void), void (*fini)(void), void (*loader)(void), void *stack) {
  (void)fini, (void)loader, (void)stack;
  if (init)
    abort(); // the start code does it: there is nothing to be tested
  exit(program(argc, argv, environ));
}
