// The limit: two processes that poll one shared cache line each, with nothing in between.
#pragma once

#include <atomic>
#include <stdint.h>
#include <sys/types.h>

class PingPong {
public:
  PingPong();
  ~PingPong();
  PingPong(const PingPong &) = delete;
  PingPong &operator=(const PingPong &) = delete;

  // Nanoseconds per round trip, over `rounds` of them. The partner polls only while this runs.
  double measure(unsigned rounds);

private:
  struct Shared {
    alignas(64) std::atomic<uint32_t> there;
    alignas(64) std::atomic<uint32_t> back;
    alignas(64) std::atomic<uint32_t> running; // 0 asleep, 1 polling, 2 end
  };
  void serve();
  Shared *shared_;
  pid_t partner_;
};

double nowNanoseconds();
