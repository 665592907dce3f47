// A lock and a thread without the C++ library, whose versions would become a dependency of every
// importer.
#pragma once

#include <stddef.h>

#ifdef _WIN32
#include <windows.h>
#else
#include <pthread.h>
#endif

namespace os {

// May be taken again by the thread that holds it.
class Mutex {
public:
#ifdef _WIN32
  Mutex() { InitializeCriticalSection(&section_); }
  ~Mutex() { DeleteCriticalSection(&section_); }
  void lock() { EnterCriticalSection(&section_); }
  bool tryLock() { return TryEnterCriticalSection(&section_) != 0; }
  void unlock() { LeaveCriticalSection(&section_); }
#else
  Mutex() {
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(&mutex_, &attributes);
    pthread_mutexattr_destroy(&attributes);
  }
  ~Mutex() { pthread_mutex_destroy(&mutex_); }
  void lock() { pthread_mutex_lock(&mutex_); }
  bool tryLock() { return pthread_mutex_trylock(&mutex_) == 0; }
  void unlock() { pthread_mutex_unlock(&mutex_); }
#endif
  Mutex(const Mutex &) = delete;
  Mutex &operator=(const Mutex &) = delete;

private:
#ifdef _WIN32
  CRITICAL_SECTION section_;
#else
  pthread_mutex_t mutex_;
#endif
};

class Lock {
public:
  explicit Lock(Mutex &mutex) : mutex_(mutex) { mutex_.lock(); }
  ~Lock() { mutex_.unlock(); }
  Lock(const Lock &) = delete;
  Lock &operator=(const Lock &) = delete;

private:
  Mutex &mutex_;
};

// The calling thread's identity.
#ifdef _WIN32
using ThreadId = DWORD;
inline ThreadId thisThread() { return GetCurrentThreadId(); }
#else
using ThreadId = pthread_t;
inline ThreadId thisThread() { return pthread_self(); }
#endif

// A thread that takes none of the signals of the process it runs in.
class Thread {
public:
  using Body = void (*)(void *);
  // `stack`: bytes; 0: what the system gives.
  bool start(Body body, void *argument, size_t stack = 0);
  void join();
  bool running() const { return started_; }
  bool isThis() const;

private:
#ifdef _WIN32
  static DWORD WINAPI enter(void *self);
  HANDLE handle_ = nullptr;
  HMODULE library_ = nullptr;
  DWORD id_ = 0;
#else
  static void *enter(void *self);
  pthread_t handle_{};
#endif
  Body body_ = nullptr;
  void *argument_ = nullptr;
  bool started_ = false;
};

} // namespace os
