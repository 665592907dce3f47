// Frames and their values as bytes (RFMI 0.91, 1.1.3, 1.1.4 and 3.2.4), in the byte order of the
// machine: see frames.ts and frame-values.ts in src/runtime. Nothing in them is believed.
//
// A frame: u32 number of sub-frames, then each: u16 type, u16 0, u32 count, count u32 references.
// Of arrays (FMI 3.0) the second number is 1, and u32 numbers of elements follow, one per
// reference. Its values: each sub-frame's values, aligned to the size of one; texts are a u32
// length with the zero byte at their end, the text, and a gap to a multiple of 4.
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <string.h>

namespace runner {

enum class ValueType : uint16_t {
  boolean1 = 0x0011, // of FMI 1.0: one byte
  boolean = 0x0012,
  integer = 0x0021,
  real = 0x0031,
  string = 0x0041,
  binary = 0x0051,
  // Of FMI 3.0, not in RFMI 0.91.
  int8 = 0x0121,
  uint8 = 0x0122,
  int16 = 0x0123,
  uint16 = 0x0124,
  uint32 = 0x0125,
  int64 = 0x0126,
  uint64 = 0x0127,
  float32 = 0x0131,
  clock = 0x0161,       // one byte
  enumeration = 0x8021, // an integer that the model has as one of 64 bits; never in a frame itself
};

struct SubFrame {
  ValueType type;
  uint32_t count;
  const unsigned *references;
  const unsigned *elements; // of arrays, how many each has; null: there are no arrays
  size_t values;            // how many these are in all
  size_t *sizes;            // of binaries, in bytes
};

// Takes one part after the other from bytes that begin at a multiple of 8.
class Reader {
public:
  Reader(const uint8_t *data, size_t size) : at_(data), start_(data), left_(size) {}

  // The next bytes; null if there are not that many.
  const uint8_t *take(size_t size) {
    if (size > left_)
      return nullptr;
    const uint8_t *taken = at_;
    at_ += size;
    left_ -= size;
    return taken;
  }
  bool align(size_t unit) {
    const auto passed = static_cast<size_t>(at_ - start_);
    return take((unit - passed % unit) % unit) != nullptr;
  }
  template <class T> bool value(T &to) {
    const uint8_t *from = take(sizeof to);
    if (from)
      memcpy(&to, from, sizeof to);
    return from != nullptr;
  }
  // `count` values where they lie.
  template <class T> const T *array(size_t count) {
    return count <= left_ / sizeof(T) ? reinterpret_cast<const T *>(take(count * sizeof(T)))
                                      : nullptr;
  }
  size_t left() const { return left_; }

private:
  const uint8_t *at_;
  const uint8_t *start_;
  size_t left_;
};

// The sub-frames of a frame, one after the other.
class Frame {
public:
  Frame(const uint8_t *data, size_t size) : reader_(data, size), sound_(reader_.value(more_)) {}

  // False: there are no more, or the frame is damaged.
  bool next(SubFrame &to) {
    uint16_t type = 0, arrays = 0;
    if (!sound_ || more_ == 0)
      return false;
    sound_ = reader_.value(type) && reader_.value(arrays) && reader_.value(to.count);
    to.type = static_cast<ValueType>(type);
    to.sizes = nullptr;
    to.elements = nullptr;
    to.references = sound_ ? reader_.array<unsigned>(to.count) : nullptr;
    sound_ = to.references != nullptr;
    if (sound_ && arrays == 1)
      sound_ = (to.elements = reader_.array<unsigned>(to.count)) != nullptr;
    sound_ = sound_ && count(to);
    --more_;
    return sound_;
  }

  // Works out how many values a sub-frame has. False: too many.
  static bool count(SubFrame &to) {
    constexpr uint64_t most = uint64_t{1} << 30;
    uint64_t values = to.elements ? 0 : to.count;
    for (uint32_t i = 0; to.elements && i < to.count; ++i)
      values += to.elements[i]; // no more than 2^64
    to.values = static_cast<size_t>(values);
    return values <= most;
  }
  bool sound() const { return sound_; }

private:
  Reader reader_;
  uint32_t more_ = 0;
  bool sound_;
};

} // namespace runner
