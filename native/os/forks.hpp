// Tells whether this process is a copy that fork() has made of the one that loaded the library.
#pragma once

#include <stdint.h>

namespace os {

#ifdef _WIN32
inline uint32_t forks() { return 0; }
#else
// How many forks lie between the process that called this first and the one that calls it now.
uint32_t forks();
#endif

} // namespace os
