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

  static void fill(double *array, size_t count) {
#if defined(__x86_64__)
    // The processor's own loop stores more at a time than the compiler may assume that it can.
    __asm__ volatile("rep stosq" : "+D"(array), "+c"(count) : "a"(mark) : "memory");
#else
    for (size_t i = 0; i < count; ++i)
      memcpy(array + i, &mark, sizeof mark);
#endif
  }

  // First by halves, several at a time; the exact look is needed when one has been seen.
  static bool any(const double *array, size_t count) {
    constexpr size_t step = 4 * perVector;
    const Halves marks = {half, half, half, half};
    Halves seen = {};
    size_t i = 0;
    for (; i + step <= count; i += step) {
      Halves values[4];
      memcpy(values, array + i, sizeof values);
      seen |=
          (values[0] == marks) | (values[1] == marks) | (values[2] == marks) | (values[3] == marks);
    }
    uint64_t halves[2];
    memcpy(halves, &seen, sizeof halves);
    if ((halves[0] | halves[1]) != 0)
      i = 0;
    for (; i < count; ++i) {
      if (is(array[i]))
        return true;
    }
    return false;
  }

private:
  typedef uint32_t Halves __attribute__((vector_size(16)));
  static constexpr size_t perVector = sizeof(Halves) / sizeof(double);
};

} // namespace remoting
