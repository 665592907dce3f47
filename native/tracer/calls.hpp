// The frame of a traced call, for the files that implement Instance.
#pragma once

#include "instance.hpp"

// Calls function with the instance and the remaining arguments; `results` is evaluated after the
// call.
#define TRACED(function, arguments, results, ...)                                                  \
  do {                                                                                             \
    begin(#function, arguments);                                                                   \
    if (!f.function)                                                                               \
      return absent();                                                                             \
    const fmi2Status status = f.function(component_ __VA_OPT__(, ) __VA_ARGS__);                   \
    return end(status, results);                                                                   \
  } while (0)

namespace tracer {

template <class... Parts> std::string join(const Parts &...parts) {
  std::string result;
  ((result += " " + parts), ...);
  return result;
}

} // namespace tracer
