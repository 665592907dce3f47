#include "runner/worker.hpp"

#include "os/pages.hpp"

#include <new>

namespace runner {
namespace {

constexpr size_t stack = 256 * 1024;     // of an instance's thread, which recurses nowhere
constexpr uint64_t workYield = 200000;   // nanoseconds until a thread without work blocks
constexpr uint64_t callerYield = 100000; // the same for a thread that waits for a result

} // namespace

Worker::Worker(Hub &hub, uint32_t number, int fmi, const Place &place, char *paths)
    : hub_(hub), paths_(paths), model_(makeModel(room_, fmi, place)), interpreter_(model_) {
  waited_.number = number;
}

Worker *Worker::make(Hub &hub, uint32_t number, int fmi, const Place &place) {
  const size_t first = strlen(place.server) + 1, second = strlen(place.library) + 1;
  auto *paths = static_cast<char *>(malloc(first + second));
  void *memory = os::takePages(sizeof(Worker));
  if (paths && memory) {
    memcpy(paths, place.server, first);
    memcpy(paths + first, place.library, second);
    auto *worker =
        new (memory) Worker(hub, number, fmi, {paths, paths + first, place.limit}, paths);
    if (worker->work_.made() && worker->done_.made() &&
        worker->thread_.start([](void *self) { static_cast<Worker *>(self)->live(); }, worker,
                              stack))
      return worker;
    worker->~Worker();
  } else {
    free(paths);
  }
  if (memory)
    os::givePages(memory, sizeof(Worker));
  return nullptr;
}

void Worker::close() {
  if (!idle())
    abort();
  closing_ = true;
  work_.ring();
  thread_.join();
  hub_.remove(waited_);
  this->~Worker();
  os::givePages(this, sizeof(Worker));
}

bool Worker::begin(const uint8_t *program, size_t size, Pace pace, bool &memory) {
  memory = true;
  if (!idle())
    return false;
  program_.clear();
  uint8_t *copy = program_.add(size);
  memory = copy != nullptr;
  if (!memory)
    return false;
  if (size > 0)
    memcpy(copy, program, size);
  interpreter_.begin(program_.data(), size);
  phase_.store(hurried);
  if (pace == Pace::later && hurry([this] { return interpreter_.send(); }))
    enter(sentAhead);
  else
    carryOut(pace != Pace::aside);
  return true;
}

void Worker::goOn() {
  if (phase_.load() != sentAhead)
    return;
  phase_.store(hurried);
  carryOut(true);
}

// The program as far as it goes without waiting, in the thread that brings it: two threads that
// take turns are slower than what they carry out. The rest is for our own.
void Worker::carryOut(bool here) {
  if (here && hurry([this] { return interpreter_.run(true); }))
    enter(done);
  else
    enter(running);
}

// From `hurried`, during which the thread leaves the model alone.
void Worker::enter(uint32_t phase) {
  phase_.store(phase);
  if (phase == running || aborted_.load())
    work_.ring();
}

template <class Part> bool Worker::hurry(Part part) {
  if (!model_.hurry(true))
    return false;
  const bool all = part();
  model_.hurry(false);
  return all;
}

bool Worker::wait(uint64_t deadline) {
  goOn();
  return done_.wait([this] { return idle(); }, callerYield, deadline);
}

// Either this sees that it is done, or the thread sees that another one waits.
bool Worker::arm() {
  goOn();
  armed_.store(true);
  std::atomic_thread_fence(std::memory_order_seq_cst);
  return !idle() || !armed_.exchange(false);
}

void Worker::abort() {
  model_.abort();
  aborted_ = true;
  work_.ring();
}

void Worker::endIfAborted() {
  if (aborted_.exchange(false))
    model_.end();
}

void Worker::live() {
  const auto wanted = [this] {
    const bool aborted = aborted_.load(); // before the phase: see enter()
    const uint32_t phase = phase_.load();
    return phase == running || (aborted && phase != hurried) || closing_.load();
  };
  for (;;) {
    work_.wait(wanted, workYield, 0);
    endIfAborted();
    if (phase_.load() == running) {
      interpreter_.run(false);
      endIfAborted();
      phase_.store(done);
      done_.ring();
      if (armed_.exchange(false))
        hub_.add(waited_);
    } else if (closing_) {
      break;
    }
  }
  if (model_.alive()) {
    model_.abort();
    model_.end();
    model_.release();
  }
}

} // namespace runner
