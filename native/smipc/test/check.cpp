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

void watch(void *) {
  for (;;) {
    os::sleepMilliseconds(500);
    const uint64_t began = testBegan.load();
    if (began != 0 && os::nanoseconds() - began > uint64_t{CHECK_DEADLINE} * 1000000000u) {
      printf("FAILED %s: still running after %d s\n0 passed, 1 failed\n", running, CHECK_DEADLINE);
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
  unsigned passed = 0, failures = 0, skipped = 0;
  for (Test *test = first; test; test = test->next) {
    if (argc > 1 && !strstr(test->name, argv[1]))
      continue;
    bool failed = false;
    skipReason = nullptr;
    running = test->name;
    testBegan = os::nanoseconds();
    test->body(failed);
    const double seconds = static_cast<double>(os::nanoseconds() - testBegan.load()) / 1e9;
    testBegan = 0;
    if (failed)
      printf("FAILED %s\n", test->name);
    else if (skipReason)
      printf("skipped %s (%s)\n", test->name, skipReason);
    else
      printf("ok %s (%.2f s)\n", test->name, seconds);
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
