// The functions that old.c adds do what those of a new C library do.
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

static int failures;

static void expect(int holds, const char *what) {
  if (!holds) {
    fprintf(stderr, "%s: %s\n", what, strerror(errno));
    ++failures;
  }
}

int main(void) {
  struct stat info;
  const int file = memfd_create("test", MFD_CLOEXEC);
  expect(file >= 0, "memfd_create");
  expect(ftruncate(file, 0x123456789) == 0, "ftruncate");
  memset(&info, 0xff, sizeof info);
  expect(fstat(file, &info) == 0 && info.st_size == 0x123456789 && S_ISREG(info.st_mode), "fstat");
  expect(info.st_uid == geteuid() && info.st_blocks == 0 && info.st_nlink == 0, "fstat: the rest");

  memset(&info, 0xff, sizeof info);
  expect(stat("/dev/null", &info) == 0 && S_ISCHR(info.st_mode) && info.st_size == 0, "stat");
  expect(stat("/dev/null/none", &info) == -1 && errno == ENOTDIR, "stat of nothing");

  unsigned char bytes[64] = {0}, sum = 0;
  expect(getrandom(bytes, sizeof bytes, 0) == sizeof bytes, "getrandom");
  for (size_t i = 0; i < sizeof bytes; ++i)
    sum |= bytes[i];
  expect(sum != 0, "getrandom: bytes");

  const int process = pidfd_open(getpid(), 0);
  expect(process >= 0 || errno == ENOSYS, "pidfd_open");
  return failures;
}
