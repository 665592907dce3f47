// The importer's side of the callbacks: each instance has an environment that writes down what
// comes.
#pragma once

#include <condition_variable>
#include <cstdarg>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "masks.hpp"

namespace tracer {

// Which of them the importer gives.
enum class Callbacks { full, noLogger, noStepFinished, noMemory, none, null };

class Environment {
public:
  Environment(const std::string &label, const Masks &masks);
  ~Environment();
  Environment(const Environment &) = delete;
  Environment &operator=(const Environment &) = delete;

  // Called from within a logger callback, once per outermost call.
  std::function<void()> nested;
  // Called from within an intermediate update: whether the step shall return early.
  std::function<bool()> intermediate;
  // Waits for onFinished() and prints what has come from other threads.
  void awaitFinished();
  // Prints what has come from other threads until now.
  void printQueued();
  void print(const std::string &line);

  // What a model has to say: the line in the trace.
  void onLog(const std::string &line);
  // An intermediate update; true: the step shall return early.
  bool onUpdate(const std::string &line);
  // A step that was pending is over: what is in the trace when it has been waited for.
  void onFinished(const std::string &line);
  // A logger's text without what differs between two runs.
  std::string masked(std::string text) const;
  // The environment that a callback was given; null: there is none.
  static Environment *find(void *environment);

  // FMI 1.0 knows no environment, its callbacks are given the instance. Until it is there, the
  // first one that calls is taken for it.
  static Environment *ofInstance(void *instance);
  void awaitInstance();
  void knowInstance(void *instance);

private:
  // False: it comes from another thread and is printed later.
  bool printOrQueue(const std::string &line);

  std::string label_;
  void *instance_ = nullptr;
  bool isAwaitingInstance_ = false;
  const Masks &masks_;
  std::thread::id owner_ = std::this_thread::get_id();
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> queued_;
  std::string finished_;
  bool nesting_ = false;
};

// The text of a message with its arguments.
std::string formatted(const char *format, va_list arguments);

// Memory of the importer, and how many blocks the library holds.
void *allocateMemory(size_t count, size_t size);
void freeMemory(void *memory);
long blocksHeld();

} // namespace tracer
