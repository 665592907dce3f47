// Runs the constructors of an executable where the C library does not. The start code of glibc 2.34
// and newer, which is linked in, leaves them to the C library; the C libraries before it leave them
// to the start code.
#include <stddef.h>

typedef void Constructor(int argc, char **argv, char **environment);

extern Constructor *const __init_array_start[] __attribute__((visibility("hidden")));
extern Constructor *const __init_array_end[] __attribute__((visibility("hidden")));

static int constructed;

// Among the first of them, so that none of the program's own has run before it.
__attribute__((constructor(101))) static void note(void) { constructed = 1; }

// The linker puts __wrap_main where main is asked for (--wrap=main).
int __real_main(int argc, char **argv, char **environment);

int __wrap_main(int argc, char **argv, char **environment) {
  if (!constructed) {
    const size_t count = (size_t)(__init_array_end - __init_array_start);
    for (size_t i = 0; i < count; ++i)
      __init_array_start[i](argc, argv, environment);
  }
  return __real_main(argc, argv, environment);
}
