// What a server may be called: something that is harmless in the names of every operating system.
#pragma once

#include <stddef.h>

namespace smipc {

constexpr size_t longestName = 64;

inline bool isName(const char *name) {
  if (!name || !*name)
    return false;
  for (size_t i = 0; name[i]; ++i) {
    const char c = name[i];
    const bool fine = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '.' || c == '_' || c == '-';
    if (!fine || i >= longestName)
      return false;
  }
  return true;
}

} // namespace smipc
