// How values look in a trace.
#pragma once

#include <string>

#include "fmi/fmi2.h"

namespace tracer {

// 3ff8000000000000=1.5: all bits, and something to read.
std::string textOf(fmi2Real);
std::string textOf(fmi2Integer);
std::string textOf(fmi2ValueReference);
// "text" with escapes; of a long one length, hash and beginning; null for a null pointer.
std::string textOf(fmi2String);
std::string textOfStatus(int status);
std::string textOfBytes(const char *bytes, size_t size);

} // namespace tracer
