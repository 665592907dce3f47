// The limit: two processes that poll one shared cache line each, with nothing in between.
#pragma once

#include <atomic>
#include <stdint.h>

class PingPong {
public:
  PingPong();
  ~PingPong();
  PingPong(const PingPong &) = delete;
  PingPong &operator=(const PingPong &) = delete;

  // Nanoseconds per round trip, over `rounds` of them. The partner polls only while this runs.
  double measure(unsigned rounds);

  // Where a process has to be told that it is the partner: true once it has been and has ended.
  static bool wasPartner(int argc, char **argv);

private:
  enum : uint32_t { asleep, polling, end };
  struct Shared {
    alignas(64) std::atomic<uint32_t> there;
    alignas(64) std::atomic<uint32_t> back;
    alignas(64) std::atomic<uint32_t> running;
  };
  // What the operating system has of the partner.
  struct Partner;

  PingPong(Shared *shared, Partner *partner) : shared_(shared), partner_(partner) {}
  void serve();
  void sleep();
  void wake(uint32_t state);

  Shared *shared_;
  Partner *partner_;
};
