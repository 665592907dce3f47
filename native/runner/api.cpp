// The C interface (runner.h) over hub and worker.
#include "runner/runner.h"

#include "os/forks.hpp"
#include "remoting/client/call_log.hpp"
#include "runner/worker.hpp"

using runner::Hub;
using runner::Worker;

namespace {

Hub *hubOf(runner_hub *hub) { return reinterpret_cast<Hub *>(hub); }
Worker *workerOf(runner_instance *instance) { return reinterpret_cast<Worker *>(instance); }

// The time at which a wait of so many microseconds ends: 0 never, 1 has passed already.
uint64_t deadlineAfter(int64_t microseconds) {
  constexpr int64_t longest = INT64_C(1000000) * 86400 * 365;
  if (microseconds <= 0)
    return microseconds < 0 ? 0 : 1;
  const int64_t limited = microseconds < longest ? microseconds : longest;
  return os::nanoseconds() + static_cast<uint64_t>(limited) * 1000;
}

} // namespace

// What the compiler puts where a class has no function of its own; nothing can call it.
extern "C" [[noreturn]] void __cxa_pure_virtual() { abort(); }

int runner_hub_open(runner_hub **hub, int *descriptor) {
  if (!hub || !descriptor)
    return RUNNER_INVALID;
  // What instances look up once, so that their threads do not do it at the same time.
  remoting::CallLog::ofProcess();
  os::forks();
  Hub *made = Hub::make(*descriptor);
  *hub = reinterpret_cast<runner_hub *>(made);
  return made ? RUNNER_OK : RUNNER_NO_MEMORY;
}

void runner_hub_close(runner_hub *hub) {
  if (hub)
    hubOf(hub)->close();
}

int runner_done(runner_hub *hub, uint32_t *numbers, int capacity, int64_t timeout) {
  return hub && numbers && capacity > 0
             ? hubOf(hub)->take(numbers, capacity, deadlineAfter(timeout))
             : 0;
}

int runner_open(runner_hub *hub, uint32_t number, int fmi, const char *server, const char *library,
                int64_t limit, runner_instance **instance) {
  constexpr int64_t longest = INT64_C(1000000) * 86400 * 365;
  if (!hub || !runner::knowsVersion(fmi) || !server || !library || limit < 0 || !instance)
    return RUNNER_INVALID;
  const auto nanoseconds = static_cast<uint64_t>(limit < longest ? limit : longest) * 1000;
  Worker *made = Worker::make(*hubOf(hub), number, fmi, {server, library, nanoseconds});
  *instance = reinterpret_cast<runner_instance *>(made);
  return made ? RUNNER_OK : RUNNER_NO_MEMORY;
}

int runner_begin(runner_instance *instance, const uint8_t *program, size_t size, int pace) {
  bool memory = true;
  if (!instance || (!program && size > 0) || pace < RUNNER_ASIDE || pace > RUNNER_LATER)
    return RUNNER_INVALID;
  if (workerOf(instance)->begin(program, size, static_cast<runner::Pace>(pace), memory))
    return workerOf(instance)->idle() ? RUNNER_OK : RUNNER_AGAIN;
  return memory ? RUNNER_INVALID : RUNNER_NO_MEMORY;
}

int runner_wait(runner_instance *instance, int64_t timeout) {
  if (!instance)
    return RUNNER_INVALID;
  return workerOf(instance)->wait(deadlineAfter(timeout)) ? RUNNER_OK : RUNNER_AGAIN;
}

int runner_arm(runner_instance *instance) {
  if (!instance)
    return RUNNER_INVALID;
  return workerOf(instance)->arm() ? RUNNER_AGAIN : RUNNER_OK;
}

int64_t runner_take(runner_instance *instance, uint8_t *to, size_t capacity) {
  if (!instance || !workerOf(instance)->idle() || workerOf(instance)->result().size() == 0)
    return -1;
  const runner::Bytes &result = workerOf(instance)->result();
  if (to && result.size() <= capacity)
    memcpy(to, result.data(), result.size());
  return static_cast<int64_t>(result.size());
}

int64_t runner_take_log(runner_instance *instance, uint8_t *to, size_t capacity) {
  if (!instance || !workerOf(instance)->idle())
    return -1;
  return static_cast<int64_t>(workerOf(instance)->log().take(to, capacity));
}

void runner_abort(runner_instance *instance) {
  if (instance)
    workerOf(instance)->abort();
}

void runner_close(runner_instance *instance) {
  if (instance)
    workerOf(instance)->close();
}
