// A message on its way out of the ring: its packets go into the caller's memory while they fit, and
// into memory of our own, which grows with what has really come, when they do not.
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

namespace smipc {

class Assembly {
public:
  explicit Assembly(size_t longest) : longest_(longest) {}
  ~Assembly() { free(own_); }
  Assembly(const Assembly &) = delete;
  Assembly &operator=(const Assembly &) = delete;

  // Memory of the caller that may be used until detach().
  void attach(uint8_t *memory, size_t capacity) {
    if (used_ == 0) {
      lent_ = memory;
      lentCapacity_ = capacity;
    }
  }

  // The caller's memory is taken away again: moves what is there into our own. False: no memory.
  bool detach() {
    if (!lent_)
      return true;
    const uint8_t *from = lent_;
    lent_ = nullptr;
    if (used_ == 0)
      return true;
    const size_t used = used_;
    used_ = 0;
    if (!reserve(used))
      return false;
    memcpy(own_, from, used);
    used_ = used;
    return true;
  }

  bool tooLong(size_t more) const { return more > longest_ - used_; }

  // Room for `more` bytes, or null without memory.
  uint8_t *room(size_t more) {
    if (lent_ && more <= lentCapacity_ - used_)
      return lent_ + used_;
    return detach() && reserve(used_ + more) ? own_ + used_ : nullptr;
  }

  void add(size_t more) { used_ += more; }
  void complete() { complete_ = true; }
  bool isComplete() const { return complete_; }
  size_t size() const { return used_; }
  bool inLent() const { return lent_ != nullptr; }
  const uint8_t *data() const { return lent_ ? lent_ : own_; }

  // Hands our own memory over, with the message in it.
  uint8_t *take() {
    uint8_t *data = own_;
    own_ = nullptr;
    capacity_ = 0;
    clear();
    return data;
  }

  void clear() {
    used_ = 0;
    complete_ = false;
    lent_ = nullptr;
    if (capacity_ > kept) { // a single large message must not hold its memory for ever
      free(own_);
      own_ = nullptr;
      capacity_ = 0;
    }
  }

private:
  static constexpr size_t kept = 65536;

  bool reserve(size_t size) {
    if (own_ && size <= capacity_)
      return true;
    size_t capacity = capacity_ * 2 > size ? capacity_ * 2 : size;
    capacity = capacity > 64 ? capacity : 64;
    auto *memory = static_cast<uint8_t *>(realloc(own_, capacity));
    if (!memory)
      return false;
    own_ = memory;
    capacity_ = capacity;
    return true;
  }

  size_t longest_;
  uint8_t *lent_ = nullptr;
  size_t lentCapacity_ = 0;
  uint8_t *own_ = nullptr;
  size_t capacity_ = 0;
  size_t used_ = 0;
  bool complete_ = false;
};

} // namespace smipc
