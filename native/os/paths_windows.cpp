#include "os/paths.hpp"

#include <stdlib.h>
#include <string.h>
#include <windows.h>

namespace os {
namespace {

constexpr DWORD longestPath = 32768;

char *utf8(const wchar_t *path) {
  if (wcsncmp(path, L"\\\\?\\UNC\\", 8) == 0) {
    path += 6; // leaves one backslash of the two that a share's name begins with
  } else if (wcsncmp(path, L"\\\\?\\", 4) == 0) {
    path += 4;
  }
  const int size = WideCharToMultiByte(CP_UTF8, 0, path, -1, nullptr, 0, nullptr, nullptr);
  auto *text = static_cast<char *>(malloc(static_cast<size_t>(size) + 2));
  if (!text)
    return nullptr;
  WideCharToMultiByte(CP_UTF8, 0, path, -1, text, size, nullptr, nullptr);
  for (char *c = text; *c; ++c) {
    if (*c == '\\')
      *c = '/';
  }
  if (path[0] == L'\\' && path[1] != L'\\') { // a share: give it its second slash back
    memmove(text + 1, text, strlen(text) + 1);
  }
  return text;
}

} // namespace

char *fileOf(const void *address) {
  HMODULE module = nullptr;
  if (!GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS |
                              GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
                          static_cast<LPCWSTR>(address), &module))
    return nullptr;
  auto *path = static_cast<wchar_t *>(malloc(longestPath * sizeof(wchar_t)));
  if (!path)
    return nullptr;
  const DWORD length = GetModuleFileNameW(module, path, longestPath);
  char *result = length > 0 && length < longestPath ? utf8(path) : nullptr;
  free(path);
  return result;
}

wchar_t *nativePath(const char *path) {
  constexpr size_t longestPlain = 247;
  const int size = MultiByteToWideChar(CP_UTF8, 0, path, -1, nullptr, 0);
  if (size <= 0)
    return nullptr;
  const bool share = path[0] == '/' && path[1] == '/';
  const wchar_t *prefix = L"";
  if (static_cast<size_t>(size) > longestPlain)
    prefix = share ? L"\\\\?\\UNC" : L"\\\\?\\";
  const size_t prefixed = wcslen(prefix);
  auto *wide =
      static_cast<wchar_t *>(malloc((prefixed + static_cast<size_t>(size)) * sizeof(wchar_t)));
  if (!wide)
    return nullptr;
  const char *from = share && prefixed ? path + 1 : path;
  memcpy(wide, prefix, prefixed * sizeof(wchar_t));
  MultiByteToWideChar(CP_UTF8, 0, from, -1, wide + prefixed, size);
  for (wchar_t *c = wide; *c; ++c) {
    if (*c == L'/')
      *c = L'\\';
  }
  return wide;
}

char *readFile(const char *path, size_t limit) {
  wchar_t *wide = nativePath(path);
  if (!wide)
    return nullptr;
  const HANDLE file = CreateFileW(wide, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_DELETE, nullptr,
                                  OPEN_EXISTING, 0, nullptr);
  free(wide);
  if (file == INVALID_HANDLE_VALUE)
    return nullptr;
  auto *data = static_cast<char *>(malloc(limit + 1));
  DWORD size = 0;
  if (data) {
    if (!ReadFile(file, data, static_cast<DWORD>(limit), &size, nullptr))
      size = 0;
    data[size] = '\0';
  }
  CloseHandle(file);
  return data;
}

bool isFile(const char *path) {
  wchar_t *wide = nativePath(path);
  const DWORD attributes = wide ? GetFileAttributesW(wide) : INVALID_FILE_ATTRIBUTES;
  free(wide);
  return attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) == 0;
}

} // namespace os
