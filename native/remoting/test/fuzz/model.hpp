// The model of the server's harness: instead of a library that is loaded.
#pragma once

#include <deque>
#include <stdint.h>

namespace fuzz {

// How the calls behave, one byte each, again and again.
extern std::deque<uint8_t> behaviours;

} // namespace fuzz
