#include "ping_pong.hpp"

#include "os/clock.hpp"

void PingPong::serve() {
  for (uint32_t seen = 0;;) {
    while (shared_->running == asleep)
      sleep();
    if (shared_->running == end)
      return;
    while (shared_->running == polling) {
      const uint32_t ping = shared_->there.load(std::memory_order_acquire);
      if (ping != seen) {
        seen = ping;
        shared_->back.store(ping, std::memory_order_release);
      }
    }
  }
}

double PingPong::measure(unsigned rounds) {
  wake(polling);
  uint32_t number = shared_->there;
  uint64_t start = 0;
  const unsigned warmUp = rounds / 10 + 100;
  for (unsigned i = 0; i < rounds + warmUp; ++i) {
    if (i == warmUp)
      start = os::nanoseconds();
    shared_->there.store(++number, std::memory_order_release);
    while (shared_->back.load(std::memory_order_acquire) != number) {
    }
  }
  const auto spent = static_cast<double>(os::nanoseconds() - start);
  shared_->running = asleep;
  return spent / rounds;
}
