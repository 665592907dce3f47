#include "os/library.hpp"

#include <dlfcn.h>

namespace os {

bool Library::open(const char *path, Text &why) {
  handle_ = dlopen(path, RTLD_LAZY | RTLD_LOCAL);
  if (!handle_)
    why.format("%s", dlerror());
  return handle_ != nullptr;
}

void *Library::symbol(const char *name) const { return dlsym(handle_, name); }

void Library::close() {
  if (handle_)
    dlclose(handle_);
  handle_ = nullptr;
}

} // namespace os
