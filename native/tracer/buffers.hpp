// Arrays as they go into and come out of a call: lists that may be null, and out-buffers that show
// what the library left untouched or wrote past the end.
#pragma once

#include <cstring>
#include <string>
#include <vector>

#include "text.hpp"

namespace tracer {

// What a call is given; data may be null although count is not zero.
template <class T> struct List {
  const T *data = nullptr;
  size_t count = 0;

  List() = default;
  List(const T *data, size_t count) : data(data), count(count) {}
  List(const std::vector<T> &values) : data(values.data()), count(values.size()) {}

  std::string text() const {
    if (!data)
      return "null*" + std::to_string(count);
    std::string result = "[";
    for (size_t i = 0; i < count; i++)
      result += (i ? " " : "") + textOf(data[i]);
    return result + "]";
  }
};

inline const char *untouchedString() {
  static const char untouched[] = "untouched";
  return untouched;
}

template <class T> T untouchedValue() {
  T value;
  memset(&value, 0xA5, sizeof value);
  return value;
}
template <> inline fmi2String untouchedValue<fmi2String>() { return untouchedString(); }

template <class T> bool isUntouched(const T &value) {
  const T untouched = untouchedValue<T>();
  return memcmp(&value, &untouched, sizeof value) == 0;
}

template <class T> std::string textOfOut(const T &value) {
  return isUntouched(value) ? "untouched" : textOf(value);
}

// What a call fills: a guard element stands behind the last one.
template <class T> class Out {
public:
  explicit Out(size_t count, bool null = false)
      : values_(count + 1, untouchedValue<T>()), null_(null) {}

  T *data() { return null_ ? nullptr : values_.data(); }
  std::vector<T> values() const { return {values_.begin(), values_.end() - 1}; }
  std::string text() const {
    if (null_)
      return "";
    std::string result = " [";
    for (size_t i = 0; i + 1 < values_.size(); i++)
      result += (i ? " " : "") + textOfOut(values_[i]);
    return result + (isUntouched(values_.back()) ? "]" : "] WROTE PAST THE END");
  }

private:
  std::vector<T> values_;
  bool null_;
};

} // namespace tracer
