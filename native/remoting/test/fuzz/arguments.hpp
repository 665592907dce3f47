// Looks at what a function was given and overwrites what it may write, as far as the memory goes.
#pragma once

#include "fmi/fmi2.h"
#include "fmi/kinds.hpp"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

namespace fuzz {

// What was read goes here, so that no compiler leaves the reading out.
inline volatile uint8_t seen;

template <class T> void look(const T &value) {
  uint8_t bytes[sizeof(T)];
  memcpy(bytes, &value, sizeof value);
  uint8_t sum = seen;
  for (const uint8_t byte : bytes)
    sum = static_cast<uint8_t>(sum + byte);
  seen = sum;
}

inline void look(const char *text) {
  if (text)
    seen = static_cast<uint8_t>(seen + strlen(text));
}

// Calls `visit` for the elements at both ends of an array.
template <class Visit> void ends(size_t count, Visit visit) {
  constexpr size_t most = 32;
  for (size_t i = 0; i < count && i < most; ++i)
    visit(i);
  for (size_t i = count > most ? count - 1 : 0; i > 0 && i > most && i + most > count; --i)
    visit(i);
}

} // namespace fuzz
