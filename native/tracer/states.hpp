// The FMU states of an instance, which have numbers in a trace, and the bytes of the last one that
// was serialized.
#pragma once

#include <string>
#include <vector>

namespace tracer {

// The number of a state; 0 is never filled, and the place that is none is a null pointer.
struct Place {
  size_t number;
};
inline constexpr Place nowhere{static_cast<size_t>(-1)};

class States {
public:
  void **slot(Place place) {
    if (place.number == nowhere.number)
      return nullptr;
    if (slots_.size() <= place.number)
      slots_.resize(place.number + 1, nullptr);
    return &slots_[place.number];
  }
  std::string text(Place place) {
    void **its = slot(place);
    return !its ? "null" : "#" + std::to_string(place.number) + (*its ? "=state" : "=null");
  }
  void clear() { slots_.clear(); }

  std::vector<char> serialized;
  size_t serializedSize = 0;

private:
  std::vector<void *> slots_;
};

} // namespace tracer
