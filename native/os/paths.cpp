#include "os/paths.hpp"

#include <stdlib.h>
#include <string.h>

namespace os {
namespace {

char *copyOf(const char *text, size_t length) {
  auto *copy = static_cast<char *>(malloc(length + 1));
  if (copy) {
    memcpy(copy, text, length);
    copy[length] = '\0';
  }
  return copy;
}

size_t folderLength(const char *path, size_t length) {
  while (length > 0 && path[length - 1] != '/')
    --length;
  return length > 0 ? length - 1 : 0;
}

bool isAbsolute(const char *path) { return path[0] == '/' || (path[0] != '\0' && path[1] == ':'); }

} // namespace

char *folderOf(const char *path) { return copyOf(path, folderLength(path, strlen(path))); }

char *resolve(const char *folder, const char *relative) {
  if (isAbsolute(relative))
    return copyOf(relative, strlen(relative));
  size_t length = strlen(folder);
  for (;;) {
    if (strncmp(relative, "./", 2) == 0) {
      relative += 2;
    } else if (strncmp(relative, "../", 3) == 0) {
      relative += 3;
      length = folderLength(folder, length);
    } else {
      break;
    }
  }
  const size_t rest = strlen(relative);
  auto *path = static_cast<char *>(malloc(length + rest + 2));
  if (path) {
    memcpy(path, folder, length);
    path[length] = '/';
    memcpy(path + length + 1, relative, rest + 1);
  }
  return path;
}

} // namespace os
