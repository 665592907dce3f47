// Which functions of fmi2CallbackFunctions the importer has given, as bits.
#pragma once

#include <stdint.h>

namespace remoting::givenFmi2 {

constexpr uint32_t structure = 1; // the structure itself
constexpr uint32_t logger = 2;
constexpr uint32_t allocateMemory = 4;
constexpr uint32_t freeMemory = 8;
constexpr uint32_t stepFinished = 16;

} // namespace remoting::givenFmi2
