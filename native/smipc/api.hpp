// What the functions of the C interface have in common.
#pragma once

#include "os/clock.hpp"
#include "smipc/smipc.h"

namespace smipc {

// The time at which a wait of so many microseconds ends: 0 never, 1 has passed already.
inline uint64_t deadlineAfter(int64_t microseconds) {
  if (microseconds < 0)
    return 0;
  if (microseconds == 0)
    return 1;
  constexpr int64_t longest = INT64_C(1000000) * 86400 * 365; // a year, so that nothing overflows
  const int64_t limited = microseconds < longest ? microseconds : longest;
  return os::nanoseconds() + static_cast<uint64_t>(limited) * 1000;
}

// Keeps an object alive while a call of it is under way.
template <class Object> class Use {
public:
  explicit Use(Object *object) : object_(object) { object_->retain(); }
  ~Use() { object_->release(); }
  Use(const Use &) = delete;
  Use &operator=(const Use &) = delete;

private:
  Object *object_;
};

} // namespace smipc
