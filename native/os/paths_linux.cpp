#include "os/paths.hpp"

#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

namespace os {

char *fileOf(const void *address) {
  Dl_info info;
  if (dladdr(address, &info) == 0 || !info.dli_fname)
    return nullptr;
  return realpath(info.dli_fname, nullptr);
}

char *readFile(const char *path, size_t limit) {
  const int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0)
    return nullptr;
  auto *data = static_cast<char *>(malloc(limit + 1));
  size_t size = 0;
  while (data && size < limit) {
    const ssize_t part = read(file, data + size, limit - size);
    if (part <= 0)
      break;
    size += static_cast<size_t>(part);
  }
  if (data)
    data[size] = '\0';
  close(file);
  return data;
}

bool isFile(const char *path) { return access(path, F_OK) == 0; }

} // namespace os
