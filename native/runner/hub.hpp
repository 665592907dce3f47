// Which instances are done that an event loop waits for, and the descriptor by which it learns that
// there are some.
#pragma once

#include "os/threads.hpp"
#include "runner/gate.hpp"

#include <atomic>

namespace runner {

class Hub;

// A place in the hub's list.
struct Waited {
  uint32_t number = 0;
  bool listed = false; // guarded by the hub
  Waited *next = nullptr;
};

class Hub {
public:
  static Hub *make(int &descriptor);
  void close();

  void add(Waited &instance);
  void remove(Waited &instance);
  // See runner_done().
  int take(uint32_t *numbers, int capacity, uint64_t deadline);

private:
  Hub() = default;
  ~Hub() = default;
  void tell();

  os::Mutex lock_;
  Waited *first_ = nullptr;
  Waited **last_ = &first_;
  std::atomic<bool> any_{false};
  Gate gate_; // for a thread that waits instead of an event loop
  int socket_ = -1;
};

} // namespace runner
