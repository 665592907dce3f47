// A file of its own, because its loops are worth the most that the compiler can do.
#include "remoting/untouched.hpp"

namespace remoting {

void Untouched<double>::fill(double *array, size_t count) {
#if defined(__x86_64__)
  // The processor's own loop stores more at a time than the compiler may assume that it can.
  __asm__ volatile("rep stosq" : "+D"(array), "+c"(count) : "a"(mark) : "memory");
#else
  for (size_t i = 0; i < count; ++i)
    memcpy(array + i, &mark, sizeof mark);
#endif
}

// First by halves, several at a time; the exact look is needed when one has been seen.
bool Untouched<double>::any(const double *array, size_t count) {
  typedef uint32_t Halves __attribute__((vector_size(16)));
  constexpr size_t perVector = sizeof(Halves) / sizeof(double), step = 4 * perVector;
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

} // namespace remoting
