// What the logger was told, until it is taken. It is bounded, because models have been seen to say
// the same thing a million times. The thread that ends a model may add to it at any time.
#pragma once

#include "os/threads.hpp"
#include "runner/bytes.hpp"

namespace runner {

class LogQueue {
public:
  // Texts need not end with a zero byte. What is not a status becomes an error.
  void add(int status, const char *category, const char *text, size_t length);

  // What the model has printed, piece by piece; lines and characters may go on in the next one.
  void addPrinted(const char *text, size_t size);

  // From now on until `false` nothing is kept but what is fatal.
  void mute(bool yes) {
    const os::Lock lock(lock_);
    muted_ = yes;
  }

  size_t size();
  // Copies and forgets everything if it fits into `capacity`, and returns its size. `to` may be
  // null.
  size_t take(uint8_t *to, size_t capacity);

private:
  static constexpr size_t limit = size_t{1} << 20;
  static constexpr size_t spare = size_t{1} << 14; // beyond it for fatal messages
  void store(uint32_t status, const char *category, const char *text, size_t length);
  void tellDropped();

  os::Mutex lock_;
  Bytes bytes_;
  uint32_t dropped_ = 0;
  bool muted_ = false;
};

} // namespace runner
