// What a model does not write must keep the importer's value, as it would without remoting. Short
// integers travel both ways for that. Reals, which are many, do not: the server fills the array
// with a mark that no computation produces, a NaN of unlikely payload, and the client skips the
// elements that still have it.
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <string.h>

namespace remoting {

template <class T> struct Untouched { static constexpr bool hasMark = false; };

template <> struct Untouched<double> {
  static constexpr bool hasMark = true;
  // Both halves are equal, so that it can be looked for by halves.
  static constexpr uint32_t half = 0x7ffc9d3au;
  static constexpr uint64_t mark = uint64_t{half} << 32 | half;

  static bool is(const double &value) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits == mark;
  }

  static void fill(double *array, size_t count);
  static bool any(const double *array, size_t count);
};

} // namespace remoting
