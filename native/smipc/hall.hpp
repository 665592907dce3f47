// Where a server sleeps until one of its clients, or a thread of its own, has something for it. A
// client has its own way of ringing here and its own flag that says when to (see ConnectionBlock):
// what one client does to either reaches no other.
#pragma once

#include <atomic>
#include <stdint.h>
#ifdef _WIN32
#include "smipc/token_windows.hpp"
#endif

namespace smipc {

struct Failure;

class Hall {
public:
  // Null: see `failure`. The maker's reference is given back by release(), and so is the one that
  // each way of ringing holds. `name` is the server's.
  static Hall *make(const char *name, Failure &failure);
  void retain() { references_.fetch_add(1, std::memory_order_relaxed); }
  void release();

  // From now on wake() has to wake; to be followed by a look at what has come, then by sleep().
  void expect() {
    waiting_.store(1);
    std::atomic_thread_fence(std::memory_order_seq_cst);
  }
  void stopExpecting() { waiting_.store(0); }
  // Until a client rings or a thread wakes it, or for so many milliseconds; may return early.
  void sleep(uint32_t milliseconds);
  // For the server's own threads.
  void wake() {
    if (waiting_.load(std::memory_order_relaxed) != 0 && waiting_.exchange(0) != 0)
      signal();
  }

#ifdef _WIN32
  // What the event that clients ring has in its name.
  const Token &token() const { return token_; }
#else
  // Makes an event descriptor by which one client rings; -1, errno: there are no more. It is heard
  // until it is dismissed, even if the client keeps a copy of it.
  int makeBell();
  void dismiss(int bell);
#endif

private:
  Hall() = default;
  ~Hall();
  void signal();

  std::atomic<uint32_t> references_{1};
  std::atomic<uint32_t> waiting_{0};
#ifdef _WIN32
  Token token_ = "";
  void *event_ = nullptr;
#else
  int epoll_ = -1, own_ = -1;
#endif
};

} // namespace smipc
