#include "os/library.hpp"

#include <dlfcn.h>
#include <string.h>
#include <sys/statvfs.h>

namespace os {

bool Library::open(const char *path, Text &why) {
  handle_ = dlopen(path, RTLD_LAZY | RTLD_LOCAL);
  if (handle_)
    return true;
  const char *said = dlerror();
  // The loader says that it "failed to map segment from shared object".
  struct statvfs place;
  if (statvfs(path, &place) == 0 && (place.f_flag & ST_NOEXEC) != 0) {
    const char *slash = strrchr(path, '/');
    why.format("nothing may be executed in %.*s, it is mounted noexec (have the FMU unpacked "
               "elsewhere, for example by TMPDIR=/var/tmp)",
               slash ? static_cast<int>(slash - path) : 1, slash ? path : ".");
  } else {
    why.format("%s", said);
  }
  return false;
}

void *Library::symbol(const char *name) const { return dlsym(handle_, name); }

void Library::close() {
  if (handle_)
    dlclose(handle_);
  handle_ = nullptr;
}

} // namespace os
