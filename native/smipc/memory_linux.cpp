#include "smipc/memory_linux.hpp"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace smipc {
namespace {

constexpr unsigned closeOnExec = 1, allowSealing = 2; // MFD_*
constexpr int addSeals = 1024 + 9;                    // F_ADD_SEALS
constexpr int seal = 1, shrink = 2, grow = 4;         // F_SEAL_*

int anonymousFile() {
  const long file = syscall(SYS_memfd_create, "smipc", closeOnExec | allowSealing);
  if (file >= 0 || errno != ENOSYS)
    return static_cast<int>(file);
  // Kernels before 3.17: a file that loses its name at once.
  char name[] = "/dev/shm/smipc-XXXXXX";
  const int named = mkostemp(name, O_CLOEXEC);
  if (named >= 0)
    unlink(name);
  return named;
}

} // namespace

int makeMemory(size_t size, int &file, void *&place) {
  file = anonymousFile();
  if (file < 0)
    return errno;
  // Taken now, so that a full memory is an error here and no SIGBUS later.
  int error = posix_fallocate(file, 0, static_cast<off_t>(size));
  if (error == 0) {
    fcntl(file, addSeals, shrink | grow | seal); // else a client could cut the server's memory off
    error = mapMemory(file, size, place);
  }
  if (error != 0) {
    close(file);
    file = -1;
  }
  return error;
}

int mapMemory(int file, size_t size, void *&place) {
  struct stat info;
  if (fstat(file, &info) != 0)
    return errno;
  if (info.st_size < static_cast<off_t>(size))
    return EINVAL;
  void *memory = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (memory == MAP_FAILED)
    return errno;
  place = memory;
  return 0;
}

void unmapMemory(void *place, size_t size) {
  if (place)
    munmap(place, size);
}

} // namespace smipc
