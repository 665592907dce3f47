// A buffer that grows, for results: its beginning and every output in it lie at multiples of 8, so
// that a model can write its numbers straight into it. When memory is short it stays as it is.
#pragma once

#include "runner/program.hpp"

#include <stdlib.h>
#include <string.h>

namespace runner {

class Bytes {
public:
  Bytes() = default;
  Bytes(const Bytes &) = delete;
  Bytes &operator=(const Bytes &) = delete;
  ~Bytes() { free(data_); }

  uint8_t *data() const { return data_; }
  size_t size() const { return size_; }
  void cut(size_t size) { size_ = size; }

  // `size` more bytes, all zero; null: too many, or there is no memory. Moves what is there.
  uint8_t *add(size_t size) {
    if (size > longest - size_ || !reserve(size_ + size))
      return nullptr;
    uint8_t *place = data_ + size_;
    memset(place, 0, size);
    size_ += size;
    return place;
  }

  // Zeros up to the next multiple of `unit`.
  bool align(size_t unit) { return add((unit - size_ % unit) % unit) != nullptr; }

  // What has grown large for one program is not kept for the next.
  void clear() {
    size_ = 0;
    if (room_ <= kept)
      return;
    free(data_);
    data_ = nullptr;
    room_ = 0;
  }

private:
  static constexpr size_t longest = size_t{1} << 30;
  static constexpr size_t kept = 65536;

  bool reserve(size_t size) {
    if (size <= room_ && data_)
      return true;
    size_t room = room_ < 256 ? 256 : room_;
    while (room < size)
      room *= 2;
    auto *larger = static_cast<uint8_t *>(realloc(data_, room));
    if (!larger)
      return false;
    data_ = larger;
    room_ = room;
    return true;
  }

  uint8_t *data_ = nullptr;
  size_t size_ = 0;
  size_t room_ = 0;
};

} // namespace runner
