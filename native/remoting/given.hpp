// Which functions of the structure of callback functions (FMI 1.0, 2.0) the importer has given, as
// bits.
#pragma once

#include <stdint.h>

namespace remoting::bits {

constexpr uint32_t structure = 1; // the structure itself
constexpr uint32_t logger = 2;
constexpr uint32_t allocateMemory = 4;
constexpr uint32_t freeMemory = 8;
constexpr uint32_t stepFinished = 16;

// Those that all such structures have.
template <class T> uint32_t ofMemoryAndLogger(const T &callbacks) {
  return structure | (callbacks.logger ? logger : 0) |
         (callbacks.allocateMemory ? allocateMemory : 0) | (callbacks.freeMemory ? freeMemory : 0);
}

} // namespace remoting::bits
