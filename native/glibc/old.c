// What the native code uses and glibc 2.17 has not, or has under another name. Hidden in what it is
// linked into, so that no other library's calls end up here.
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

// Up to glibc 2.32 these were inline functions over the two below, which every glibc still has.
// They are told which layout of struct stat is meant; with 64-bit file offsets, struct stat is what
// they call struct stat64.
#if defined(__x86_64__)
enum { statLayout = 1 };
#elif defined(__i386__)
enum { statLayout = 3 };
#elif defined(__aarch64__)
enum { statLayout = 0 };
#else
#error which layout of struct stat?
#endif
int __fxstat64(int layout, int file, struct stat *result);
int __xstat64(int layout, const char *path, struct stat *result);

int fstat(int file, struct stat *result) { return __fxstat64(statLayout, file, result); }
int stat(const char *restrict path, struct stat *restrict result) {
  return __xstat64(statLayout, path, result);
}

// With 64-bit file offsets the headers say fcntl64, which is newer. The old fcntl hands all
// commands on as they are.
int oldFcntl(int file, int command, ...) __asm__("fcntl");

int fcntl(int file, int command, ...) {
  va_list rest;
  va_start(rest, command);
  void *argument =
      va_arg(rest, void *); // an int in some commands; the C library itself reads it so
  va_end(rest);
  return oldFcntl(file, command, argument);
}

// Linked into every library of its own, so that the handlers go when the library does.
extern void *__dso_handle __attribute__((visibility("hidden")));
int __register_atfork(void (*prepare)(void), void (*parent)(void), void (*child)(void),
                      void *library);

int pthread_atfork(void (*prepare)(void), void (*parent)(void), void (*child)(void)) {
  return __register_atfork(prepare, parent, child, __dso_handle);
}

// Only the kernel has to know these; one that does not says ENOSYS, and the callers go on without.
int memfd_create(const char *name, unsigned flags) {
  return (int)syscall(SYS_memfd_create, name, flags);
}
ssize_t getrandom(void *to, size_t size, unsigned flags) {
  return syscall(SYS_getrandom, to, size, flags);
}
int pidfd_open(pid_t process, unsigned flags) {
  return (int)syscall(SYS_pidfd_open, process, flags);
}
