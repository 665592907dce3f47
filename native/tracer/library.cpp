// Loading a library: dlopen on Linux, LoadLibraryExW on Windows.
#include "library.hpp"

#include "platform.hpp"

#ifndef _WIN32
#include <dlfcn.h>
#endif

namespace tracer {

#ifdef _WIN32

Library::Library(const std::string &path, const std::string &without, const std::string &prefix)
    : handle_(LoadLibraryExW(fullPath(path).c_str(), nullptr, LOAD_WITH_ALTERED_SEARCH_PATH)),
      without_("," + without + ","), prefix_(prefix) {
  if (!handle_)
    error_ = "LoadLibraryExW failed with " + std::to_string(GetLastError());
}

Library::~Library() {
  if (handle_)
    FreeLibrary(static_cast<HMODULE>(handle_));
}

static void *symbol(void *library, const char *name) {
  return reinterpret_cast<void *>(GetProcAddress(static_cast<HMODULE>(library), name));
}

void loadMathematics() {}

#else

Library::Library(const std::string &path, const std::string &without, const std::string &prefix)
    : handle_(dlopen((path.find('/') == std::string::npos ? "./" + path : path).c_str(),
                     RTLD_LAZY | RTLD_LOCAL)),
      without_("," + without + ","), prefix_(prefix) {
  if (!handle_)
    error_ = dlerror();
}

Library::~Library() {
  if (handle_)
    dlclose(handle_);
}

static void *symbol(void *library, const char *name) { return dlsym(library, name); }

void loadMathematics() { dlopen("libm.so.6", RTLD_NOW | RTLD_GLOBAL); }

#endif

void *Library::find(const char *name) const {
  const bool withheld = without_.find("," + std::string(name) + ",") != std::string::npos;
  return withheld ? nullptr : symbol(handle_, (prefix_ + name).c_str());
}

} // namespace tracer
