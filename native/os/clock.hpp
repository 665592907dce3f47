// Time, the processor we run on, and giving it away: what the waiting loops of smipc are made of.
#pragma once

#include <stdint.h>

#ifdef _WIN32
#include <windows.h>
#else
#include <sched.h>
#include <time.h>
#endif

namespace os {

#ifdef _WIN32
inline uint64_t nanoseconds() {
  static uint64_t frequency = 0;
  LARGE_INTEGER value;
  if (frequency == 0) {
    QueryPerformanceFrequency(&value);
    frequency = static_cast<uint64_t>(value.QuadPart);
  }
  QueryPerformanceCounter(&value);
  const auto ticks = static_cast<uint64_t>(value.QuadPart);
  return ticks / frequency * 1000000000u + ticks % frequency * 1000000000u / frequency;
}
inline void yield() { SwitchToThread(); }
inline uint32_t cpu() { return GetCurrentProcessorNumber(); }
inline void sleepMilliseconds(uint32_t ms) { Sleep(ms); }
inline void sleepNanoseconds(uint64_t ns) { Sleep(static_cast<DWORD>((ns + 999999) / 1000000)); }
#else
inline uint64_t nanoseconds() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<uint64_t>(now.tv_sec) * 1000000000u + static_cast<uint64_t>(now.tv_nsec);
}
inline void yield() { sched_yield(); }
inline uint32_t cpu() { return static_cast<uint32_t>(sched_getcpu()); }
inline void sleepMilliseconds(uint32_t ms) {
  const timespec time{static_cast<time_t>(ms / 1000), static_cast<long>(ms % 1000) * 1000000};
  nanosleep(&time, nullptr);
}
inline void sleepNanoseconds(uint64_t ns) {
  const timespec time{static_cast<time_t>(ns / 1000000000u), static_cast<long>(ns % 1000000000u)};
  nanosleep(&time, nullptr);
}
#endif

// Tells the processor that this is a waiting loop.
inline void relax() {
#if defined(__i386__) || defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

} // namespace os
