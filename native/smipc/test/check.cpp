#include "check.hpp"

#ifdef _WIN32
#include <windows.h>
#else
#include <unistd.h>
#endif

namespace check {
namespace {

#ifndef CHECK_DEADLINE
#define CHECK_DEADLINE 120 // seconds that one test may take before the program is ended
#endif

std::atomic<uint64_t> testBegan{0};
const char *running = "";
uint32_t seed = 0;
std::atomic<bool> isRandom{false}; // the running test

// Zero: none is asked for.
uint32_t askedSeed() {
  const char *text = getenv("FMUTOOL_TEST_SEED");
  return text ? static_cast<uint32_t>(strtoul(text, nullptr, 10)) : 0;
}

// After a test has failed.
void sayHowToRepeat() {
  if (isRandom)
    printf("  once more the same: FMUTOOL_TEST_SEED=%u and the argument %s\n", seed, running);
}

void watch(void *) {
  for (;;) {
    os::sleepMilliseconds(500);
    const uint64_t began = testBegan.load();
    if (began != 0 && os::nanoseconds() - began > uint64_t{CHECK_DEADLINE} * 1000000000u) {
      printf("FAILED %s: still running after %d s\n", running, CHECK_DEADLINE);
      sayHowToRepeat();
      printf("0 passed, 1 failed\n");
      fflush(stdout);
      _exit(1);
    }
  }
}

unsigned processNumber() {
#ifdef _WIN32
  return GetCurrentProcessId();
#else
  return static_cast<unsigned>(getpid());
#endif
}

} // namespace

int run(int argc, char **argv) {
  static os::Thread watchdog;
  watchdog.start(watch, nullptr);
  seed = askedSeed();
  if (seed == 0)
    seed = static_cast<uint32_t>(os::nanoseconds() / 1000) | 1;
  unsigned passed = 0, failures = 0, skipped = 0;
  for (Test *test = first; test; test = test->next) {
    if (argc > 1 && !strstr(test->name, argv[1]))
      continue;
    bool failed = false;
    skipReason = nullptr;
    isRandom = false;
    running = test->name;
    testBegan = os::nanoseconds();
    test->body(failed);
    const double seconds = static_cast<double>(os::nanoseconds() - testBegan.load()) / 1e9;
    testBegan = 0;
    if (failed) {
      printf("FAILED %s\n", test->name);
      sayHowToRepeat();
    } else if (skipReason) {
      printf("skipped %s (%s)\n", test->name, skipReason);
    } else {
      printf("ok %s (%.2f s)\n", test->name, seconds);
    }
    fflush(stdout);
    passed += !failed && !skipReason;
    skipped += skipReason != nullptr;
    failures += failed;
  }
  if (skipped)
    printf("%u passed, %u failed, %u skipped\n", passed, failures, skipped);
  else
    printf("%u passed, %u failed\n", passed, failures);
  fflush(stdout);
  _exit(failures > 0 || passed + skipped == 0); // the watchdog is still there
}

const char *freshName() {
  static char name[48];
  static unsigned count = 0;
  snprintf(name, sizeof name, "test-%u-%u", processNumber(), ++count);
  return name;
}

Random::Random() : state_(seed) { isRandom = true; }

uint32_t Random::next() {
  state_ = state_ * 6364136223846793005u + 1442695040888963407u;
  return static_cast<uint32_t>(state_ >> 33);
}

void fill(void *data, size_t size, uint32_t number) {
  auto *bytes = static_cast<uint8_t *>(data);
  for (size_t i = 0; i < size; ++i)
    bytes[i] = byteOf(i, number);
}

bool filled(const void *data, size_t size, uint32_t number) {
  const auto *bytes = static_cast<const uint8_t *>(data);
  for (size_t i = 0; i < size; ++i) {
    if (bytes[i] != byteOf(i, number))
      return false;
  }
  return true;
}

} // namespace check
