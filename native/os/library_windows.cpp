#include "os/library.hpp"

#include "os/paths.hpp"

#include <stdlib.h>
#include <windows.h>

namespace os {
namespace {

const char *meaning(DWORD code) {
  switch (code) {
  case ERROR_FILE_NOT_FOUND:
  case ERROR_PATH_NOT_FOUND:
    return "the file is not there";
  case ERROR_MOD_NOT_FOUND:
    return "the file or a library that it needs is not there";
  case ERROR_BAD_EXE_FORMAT:
    return "it is not a library for this processor";
  case ERROR_DLL_INIT_FAILED:
    return "its initialization failed";
  case ERROR_NOACCESS:
  case ERROR_STACK_OVERFLOW:
    return "its initialization crashed";
  case ERROR_PROC_NOT_FOUND:
    return "a library that it needs lacks a function";
  case ERROR_ACCESS_DENIED:
    return "access denied";
  default:
    return "Windows refused it";
  }
}

} // namespace

bool Library::open(const char *path, Text &why) {
  wchar_t *wide = nativePath(path);
  handle_ = wide ? LoadLibraryExW(wide, nullptr, LOAD_WITH_ALTERED_SEARCH_PATH) : nullptr;
  const DWORD code = GetLastError();
  free(wide);
  if (!handle_)
    why.format("%s (error %lu)", meaning(code), code);
  return handle_ != nullptr;
}

void *Library::symbol(const char *name) const {
  return reinterpret_cast<void *>(GetProcAddress(static_cast<HMODULE>(handle_), name));
}

void Library::close() {
  if (handle_)
    FreeLibrary(static_cast<HMODULE>(handle_));
  handle_ = nullptr;
}

} // namespace os
