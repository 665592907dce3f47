// What the model prints on its standard output and error, as a ring of bytes: it keeps the last of
// them, so that a model may print as much as it likes. One process writes, another one reads; what
// stands in it is the model's, so nothing but the bytes is taken from it.
#pragma once

#include "smipc/layout.hpp"

#include <string.h>

namespace remoting {

struct alignas(smipc::lineSize) Output {
  static constexpr uint32_t capacity = 1u << 17;
  static constexpr uint32_t piece = 4096;                // most that is written at once
  static constexpr uint32_t readable = capacity - piece; // where nothing is being written

  std::atomic<uint32_t> written; // bytes in all, modulo 2^32
  alignas(smipc::lineSize) char text[capacity];

  void add(const char *from, uint32_t size) {
    const uint32_t at = written.load(std::memory_order_relaxed);
    for (uint32_t done = 0; done < size;) {
      const uint32_t place = (at + done) % capacity;
      const uint32_t part = size - done < capacity - place ? size - done : capacity - place;
      memcpy(text + place, from + done, part);
      done += part;
    }
    written.store(at + size, std::memory_order_release);
  }

  // Copies the last bytes before `end`, a value of `written`, and returns how many: `size` at most,
  // less if they have been overwritten meanwhile.
  uint32_t copy(uint32_t end, char *to, uint32_t size) const {
    if (size > readable)
      size = readable;
    const uint32_t begin = end - size;
    for (uint32_t done = 0; done < size;) {
      const uint32_t place = (begin + done) % capacity;
      const uint32_t part = size - done < capacity - place ? size - done : capacity - place;
      memcpy(to + done, text + place, part);
      done += part;
    }
    std::atomic_thread_fence(std::memory_order_acquire);
    const uint32_t behind = written.load(std::memory_order_relaxed) - begin;
    const uint32_t gone = behind > readable ? behind - readable : 0;
    if (gone >= size)
      return 0;
    memmove(to, to + gone, size - gone);
    return size - gone;
  }
};
static_assert(sizeof(Output) == smipc::lineSize + Output::capacity);

} // namespace remoting
