// Paths are UTF-8 with forward slashes inside the native core; these functions meet the operating
// system.
#pragma once

#include <stddef.h>

namespace os {

// All of these return memory from malloc, or null.

// The file of the library or executable that contains `address`.
char *fileOf(const void *address);

// The folder part of `path`, without its last slash.
char *folderOf(const char *path);

// `relative` (with ../ steps) seen from `folder`; an absolute one is returned as it is.
char *resolve(const char *folder, const char *relative);

// The contents of a file of at most `limit` bytes, terminated by a zero byte.
char *readFile(const char *path, size_t limit);

bool isFile(const char *path);

#ifdef _WIN32
// The path as Windows calls want it: UTF-16, backslashes, and beyond 247 characters in the form
// that is not limited to 260.
wchar_t *nativePath(const char *path);
#endif

} // namespace os
