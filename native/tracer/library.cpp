// Loading a library: dlopen on Linux, LoadLibraryExW on Windows.
#include "library.hpp"

#include "platform.hpp"

#ifndef _WIN32
#include <dlfcn.h>
#endif

namespace tracer {

#ifdef _WIN32

Library::Library(const std::string &path, const std::string &without) {
  HMODULE module = LoadLibraryExW(fullPath(path).c_str(), nullptr, LOAD_WITH_ALTERED_SEARCH_PATH);
  handle_ = module;
  if (!handle_)
    error_ = "LoadLibraryExW failed with " + std::to_string(GetLastError());
  else
    resolve(without);
}

Library::~Library() {
  if (handle_)
    FreeLibrary(static_cast<HMODULE>(handle_));
}

void *Library::find(const char *name) const {
  return reinterpret_cast<void *>(GetProcAddress(static_cast<HMODULE>(handle_), name));
}

void loadMathematics() {}

#else

Library::Library(const std::string &path, const std::string &without) {
  std::string file = path.find('/') == std::string::npos ? "./" + path : path;
  handle_ = dlopen(file.c_str(), RTLD_LAZY | RTLD_LOCAL);
  if (!handle_)
    error_ = dlerror();
  else
    resolve(without);
}

Library::~Library() {
  if (handle_)
    dlclose(handle_);
}

void *Library::find(const char *name) const { return dlsym(handle_, name); }

void loadMathematics() { dlopen("libm.so.6", RTLD_NOW | RTLD_GLOBAL); }

#endif

void Library::resolve(const std::string &without) {
  const std::string withheld = "," + without + ",";
  auto set = [&](auto &pointer, const char *name) {
    if (withheld.find("," + std::string(name) + ",") == std::string::npos)
      pointer = reinterpret_cast<std::remove_reference_t<decltype(pointer)>>(find(name));
  };
#define FMI_LOCAL(name, text) set(functions_.name, #name);
#define FMI_CALL(name, ...) set(functions_.name, #name);
#include "fmi/fmi2.inc"
  set(functions_.fmi2Instantiate, "fmi2Instantiate");
  set(functions_.fmi2FreeInstance, "fmi2FreeInstance");
}

} // namespace tracer
