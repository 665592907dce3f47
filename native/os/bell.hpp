// What a process blocks on until its peer rings. The flag that says whether a thread is blocked
// lives in shared memory (smipc::Doorbell). The bell is each process's own handle to the operating
// system's part of it: nothing on Linux, where the flag itself is the futex, an event on Windows.
#pragma once

#include <atomic>
#include <stdint.h>

namespace os {

// Nanoseconds. Bells count in milliseconds: a thread with less than one to wait does without.
constexpr uint64_t shortestSleep = 1000000;

class Bell {
public:
#ifdef _WIN32
  // `event`: auto-reset event shared with the peer. `peer`: a handle of the peer's process or null;
  // when it ends, wait() returns.
  Bell(void *event, void *peer) : event_(event), peer_(peer) {}
#else
  Bell() = default;
#endif

  // Wakes the process that is blocked on `flag`, if one is.
  void ring(std::atomic<uint32_t> &flag) const {
    if (flag.load(std::memory_order_relaxed) != 0 && flag.exchange(0) != 0)
      wake(flag);
  }

  // Blocks while `flag` is not 0, for at most `milliseconds`; may return early.
  void wait(std::atomic<uint32_t> &flag, uint32_t milliseconds) const;

private:
  void wake(std::atomic<uint32_t> &flag) const;
#ifdef _WIN32
  void *event_;
  void *peer_;
#endif
};

} // namespace os
