// A harness of its own, small enough to be linked without the C++ library: TEST defines a test,
// CHECK and EQUAL end it when they fail, WATCHDOG ends the whole program when something hangs.
#pragma once

#include "os/clock.hpp"
#include "os/threads.hpp"
#include "smipc/smipc.h"

#include <atomic>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

namespace check {

struct Test {
  const char *name;
  void (*body)(bool &failed);
  Test *next;
};

inline Test *first = nullptr;
inline Test **last = &first;
inline const char *skipReason = nullptr;

struct Register {
  Test test;
  Register(const char *name, void (*body)(bool &)) : test{name, body, nullptr} {
    *last = &test;
    last = &test.next;
  }
};

// Runs all tests, or those whose names contain argv[1].
int run(int argc, char **argv);

// A name that no other run uses.
const char *freshName();

// Numbers that look random, the same in every test with the same seed. The seed is another one in
// each run, unless FMUTOOL_TEST_SEED says it; a test that fails says the one it had.
class Random {
public:
  Random();
  uint32_t next();
  // From 0 to `end` - 1.
  uint32_t below(uint32_t end) { return next() % end; }

private:
  uint64_t state_;
};

// What a message of this length and number consists of.
inline uint8_t byteOf(size_t index, uint32_t number) {
  return static_cast<uint8_t>((index * 2654435761u >> 13) ^ (number * 97u) ^ index);
}
void fill(void *data, size_t size, uint32_t number);
bool filled(const void *data, size_t size, uint32_t number);

// A thread that runs a function with an argument; joined at the end of its scope.
template <class Body> class Threaded {
public:
  explicit Threaded(Body body) : body_(body) {
    started_ = thread_.start([](void *self) { static_cast<Threaded *>(self)->body_(); }, this);
  }
  ~Threaded() { join(); }
  void join() {
    if (started_)
      thread_.join();
    started_ = false;
  }

private:
  Body body_;
  os::Thread thread_;
  bool started_;
};

} // namespace check

#define TEST(name)                                                                                 \
  static void test_##name(bool &);                                                                 \
  static check::Register register_##name(#name, test_##name);                                      \
  static void test_##name([[maybe_unused]] bool &failed_)

#define CHECK(condition)                                                                           \
  do {                                                                                             \
    if (!(condition)) {                                                                            \
      printf("  %s:%d: not true: %s\n", strrchr("/" __FILE__, '/') + 1, __LINE__, #condition);     \
      failed_ = true;                                                                              \
      return;                                                                                      \
    }                                                                                              \
  } while (false)

#define EQUAL(actual, expected)                                                                    \
  do {                                                                                             \
    const long long actual_ = static_cast<long long>(actual);                                      \
    const long long expected_ = static_cast<long long>(expected);                                  \
    if (actual_ != expected_) {                                                                    \
      printf("  %s:%d: %s is %lld, not %lld\n", strrchr("/" __FILE__, '/') + 1, __LINE__, #actual, \
             actual_, expected_);                                                                  \
      failed_ = true;                                                                              \
      return;                                                                                      \
    }                                                                                              \
  } while (false)

#define SKIP(reason)                                                                               \
  do {                                                                                             \
    check::skipReason = reason;                                                                    \
    return;                                                                                        \
  } while (false)
