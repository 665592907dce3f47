// What one thread waits at until another says that it may go on. Waiting polls first, then gives
// the processor away, and blocks only then: a thread that blocks is woken on another processor,
// which takes longer than a quick model's step.
#pragma once

#include "os/bell.hpp"
#include "os/clock.hpp"

#ifdef _WIN32
#include <windows.h>
#endif

namespace runner {

class Gate {
public:
#ifdef _WIN32
  Gate() : event_(CreateEventW(nullptr, FALSE, FALSE, nullptr)), bell_(event_, nullptr) {}
  ~Gate() {
    if (event_)
      CloseHandle(event_);
  }
  bool made() const { return event_ != nullptr; }
#else
  Gate() = default;
  bool made() const { return true; }
#endif
  Gate(const Gate &) = delete;
  Gate &operator=(const Gate &) = delete;

  // Waits until `open()`; false: the deadline (os::nanoseconds, 0: none) has come first. `yield` is
  // how long to go on without blocking, in nanoseconds.
  template <class Open> bool wait(Open open, uint64_t yield, uint64_t deadline) {
    constexpr uint64_t spin = 2000;
    const uint64_t begun = os::nanoseconds();
    for (;;) {
      if (open())
        return true;
      const uint64_t now = os::nanoseconds();
      if (deadline != 0 && now >= deadline)
        return false;
      if (now - begun < spin)
        os::relax();
      else if (now - begun < yield)
        os::yield();
      else
        block(open, deadline == 0 ? 0 : deadline - now);
    }
  }

  // After what `open` looks at has been changed.
  void ring() {
    std::atomic_thread_fence(std::memory_order_seq_cst);
    bell_.ring(waiting_);
  }

private:
  template <class Open> void block(Open open, uint64_t nanoseconds) {
    constexpr uint32_t longest = 3600000; // milliseconds
    const uint64_t left = nanoseconds / 1000000 + 1;
    waiting_.store(1);
    std::atomic_thread_fence(std::memory_order_seq_cst);
    if (!open())
      bell_.wait(waiting_,
                 nanoseconds == 0 || left > longest ? longest : static_cast<uint32_t>(left));
    waiting_.store(0);
  }

#ifdef _WIN32
  void *event_;
#endif
  std::atomic<uint32_t> waiting_{0};
  os::Bell bell_;
};

} // namespace runner
