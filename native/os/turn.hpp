// A lock that is waited for with a time limit, and that says when the calling thread already holds
// it: for operations that take long, where a second thread wants to try, or to give up.
#pragma once

#include "os/clock.hpp"
#include "os/threads.hpp"

#ifndef _WIN32
#include <errno.h>
#endif

namespace os {

enum class Taken { yes, mine, late };

// Times are those of nanoseconds(); 0 means without limit, and any time that has passed means
// without waiting.
class Turn {
public:
#ifdef _WIN32
  Turn() {
    InitializeCriticalSection(&mutex_);
    InitializeConditionVariable(&free_);
  }
  ~Turn() { DeleteCriticalSection(&mutex_); }
#else
  Turn() {
    pthread_mutex_init(&mutex_, nullptr);
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&free_, &attributes);
    pthread_condattr_destroy(&attributes);
  }
  ~Turn() {
    pthread_cond_destroy(&free_);
    pthread_mutex_destroy(&mutex_);
  }
#endif
  Turn(const Turn &) = delete;
  Turn &operator=(const Turn &) = delete;

  Taken acquire(uint64_t deadline) {
    lock();
    if (held_ && equal(owner_, thisThread())) {
      unlock();
      return Taken::mine;
    }
    while (held_) {
      if (!wait(deadline) && held_) {
        unlock();
        return Taken::late;
      }
    }
    held_ = true;
    owner_ = thisThread();
    unlock();
    return Taken::yes;
  }

  void release() {
    lock();
    held_ = false;
    wakeOne();
    unlock();
  }

  // Whether the calling thread holds it.
  bool mine() {
    lock();
    const bool answer = held_ && equal(owner_, thisThread());
    unlock();
    return answer;
  }

  // Whether any thread holds it.
  bool held() {
    lock();
    const bool answer = held_;
    unlock();
    return answer;
  }

private:
#ifdef _WIN32
  static bool equal(ThreadId a, ThreadId b) { return a == b; }
  void lock() { EnterCriticalSection(&mutex_); }
  void unlock() { LeaveCriticalSection(&mutex_); }
  void wakeOne() { WakeConditionVariable(&free_); }
  bool wait(uint64_t deadline) {
    DWORD milliseconds = INFINITE;
    if (deadline != 0) {
      const uint64_t now = nanoseconds();
      if (now >= deadline)
        return false;
      milliseconds = static_cast<DWORD>((deadline - now + 999999) / 1000000);
    }
    return SleepConditionVariableCS(&free_, &mutex_, milliseconds) != 0;
  }
  CRITICAL_SECTION mutex_;
  CONDITION_VARIABLE free_;
#else
  static bool equal(ThreadId a, ThreadId b) { return pthread_equal(a, b) != 0; }
  void lock() { pthread_mutex_lock(&mutex_); }
  void unlock() { pthread_mutex_unlock(&mutex_); }
  void wakeOne() { pthread_cond_signal(&free_); }
  bool wait(uint64_t deadline) {
    if (deadline == 0)
      return pthread_cond_wait(&free_, &mutex_) == 0;
    if (nanoseconds() >= deadline)
      return false;
    const timespec until{static_cast<time_t>(deadline / 1000000000u),
                         static_cast<long>(deadline % 1000000000u)};
    return pthread_cond_timedwait(&free_, &mutex_, &until) != ETIMEDOUT;
  }
  pthread_mutex_t mutex_;
  pthread_cond_t free_;
#endif
  bool held_ = false;
  ThreadId owner_{};
};

} // namespace os
