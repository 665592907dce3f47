// Arrays as they go into and come out of a call: lists that may be null, and out-buffers that show
// what the library left untouched or wrote past the end.
#pragma once

#include <algorithm>
#include <cstring>
#include <memory>
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

inline constexpr unsigned char untouchedByte = 0xA5;
inline const char untouchedString[] = "untouched";

// Memory as a call finds it that shall fill it. Where the model is to store a pointer, one stands
// that may be followed; a bool can hold nothing but its two values.
template <class T> void makeUntouched(T *values, size_t count) {
  if constexpr (std::is_same_v<T, const char *>)
    std::fill_n(values, count, untouchedString);
  else if constexpr (std::is_same_v<T, bool>)
    std::fill_n(values, count, true);
  else
    memset(values, untouchedByte, count * sizeof(T));
}

template <class T> bool isUntouched(const T &value) {
  if constexpr (std::is_same_v<T, const char *>)
    return value == untouchedString;
  if constexpr (std::is_same_v<T, bool>)
    return value;
  const auto *bytes = reinterpret_cast<const unsigned char *>(&value);
  return std::all_of(bytes, bytes + sizeof value, [](auto byte) { return byte == untouchedByte; });
}

// Of a structure, each version says itself which fields it has.
template <class T> std::string textOfOut(const T &value) {
  return isUntouched(value) && !std::is_same_v<T, bool> ? untouchedString : textOf(value);
}

// What a call fills: a guard element stands behind the last one.
template <class T> class Out {
public:
  explicit Out(size_t count = 0) : count_(count), values_(new T[count + 1]) {
    makeUntouched(values_.get(), count + 1);
  }

  T *data() const { return values_.get(); }
  size_t count() const { return count_; }
  bool overrun() const { return !isUntouched(values_[count_]); }
  bool untouched() const {
    return std::all_of(data(), data() + count_, [](const T &value) { return isUntouched(value); });
  }
  std::vector<T> values() const { return std::vector<T>(data(), data() + count_); }
  std::string text() const {
    std::string result = "[";
    for (size_t i = 0; i < count_; i++)
      result += (i ? " " : "") + textOfOut(values_[i]);
    return result + (overrun() ? "] WROTE PAST THE END" : "]");
  }

private:
  size_t count_;
  std::unique_ptr<T[]> values_;
};

} // namespace tracer
