// The importer's side of the callbacks: each instance has an environment that writes down what
// comes.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "fmi/fmi2.h"
#include "masks.hpp"

namespace tracer {

enum class Callbacks { full, noLogger, noStepFinished, noMemory, none, null };

class Environment {
public:
  Environment(const std::string &label, Callbacks callbacks, const Masks &masks);
  ~Environment();
  Environment(const Environment &) = delete;
  Environment &operator=(const Environment &) = delete;

  // What to give to fmi2Instantiate; null for Callbacks::null.
  const fmi2CallbackFunctions *functions() const { return given_; }
  bool hasStepFinished() const { return given_ && given_->stepFinished; }

  // Called from within a logger callback, once per outermost call.
  std::function<void()> nested;
  // Waits for stepFinished and prints what has come from other threads. False: it did not come.
  bool awaitStepFinished();
  // Prints what has come from other threads until now.
  void printQueued();
  void print(const std::string &line);
  // Blocks held by the library now, and whether a block was freed that is none.
  static long blocksHeld();

  void onLog(fmi2String instanceName, fmi2Status status, fmi2String category,
             const std::string &text);
  void onStepFinished(fmi2Status status);
  static Environment *find(fmi2ComponentEnvironment environment);

private:
  void add(const std::string &line);

  std::string label_;
  Masks masks_;
  fmi2CallbackFunctions functions_{};
  const fmi2CallbackFunctions *given_ = nullptr;
  std::thread::id owner_ = std::this_thread::get_id();
  std::mutex mutex_;
  std::vector<std::string> queued_;
  std::atomic<bool> finished_{false};
  std::atomic<int> finishedStatus_{0};
  bool nesting_ = false;
};

} // namespace tracer
