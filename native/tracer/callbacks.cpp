// What is the same in the callbacks of every version.
#include "callbacks.hpp"

#include <algorithm>
#include <atomic>
#include <cctype>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "platform.hpp"

namespace tracer {

namespace {

const auto longestWait = std::chrono::seconds(30);

std::mutex environmentsMutex;
std::vector<Environment *> environments;
std::atomic<long> blocks{0};

// In each line that has the mark in it, numbers become #.
std::string withoutNumbers(std::string text, const char *mark) {
  size_t at = 0;
  while ((at = text.find(mark, at)) != std::string::npos)
    for (; at < text.size() && text[at] != '\n'; at++)
      if (isdigit(static_cast<unsigned char>(text[at])))
        text[at] = '#';
  // Not even how many digits there are is the same each time.
  for (size_t i = text.find('#'); i != std::string::npos; i = text.find('#', i + 1))
    while (i + 1 < text.size() && strchr("#.+-e", text[i + 1]))
      text.erase(i + 1, 1);
  return text;
}

} // namespace

std::string formatted(const char *format, va_list arguments) {
  va_list copy;
  va_copy(copy, arguments);
  int size = vsnprintf(nullptr, 0, format, copy);
  va_end(copy);
  if (size < 0)
    return "(the format is wrong)";
  std::string text(static_cast<size_t>(size) + 1, '\0');
  vsnprintf(text.data(), text.size(), format, arguments);
  text.resize(static_cast<size_t>(size));
  return text;
}

void *allocateMemory(size_t count, size_t size) {
  blocks++;
  return calloc(count ? count : 1, size ? size : 1);
}

void freeMemory(void *memory) {
  if (memory)
    blocks--;
  free(memory);
}

long blocksHeld() { return blocks; }

Environment::Environment(const std::string &label, const Masks &masks)
    : label_(label), masks_(masks) {
  std::lock_guard lock(environmentsMutex);
  environments.push_back(this);
}

Environment::~Environment() {
  std::lock_guard lock(environmentsMutex);
  environments.erase(std::find(environments.begin(), environments.end(), this));
}

Environment *Environment::find(void *environment) {
  std::lock_guard lock(environmentsMutex);
  auto found = std::find(environments.begin(), environments.end(), environment);
  return found == environments.end() ? nullptr : *found;
}

Environment *Environment::ofInstance(void *instance) {
  std::lock_guard lock(environmentsMutex);
  for (Environment *each : environments)
    if (each->instance_ == instance)
      return each;
  for (Environment *each : environments)
    if (std::exchange(each->isAwaitingInstance_, false)) {
      each->instance_ = instance;
      return each;
    }
  return nullptr;
}

void Environment::awaitInstance() {
  std::lock_guard lock(environmentsMutex);
  instance_ = nullptr;
  isAwaitingInstance_ = true;
}

void Environment::knowInstance(void *instance) {
  std::lock_guard lock(environmentsMutex);
  isAwaitingInstance_ = false;
  if (!instance_)
    instance_ = instance;
}

void Environment::print(const std::string &line) {
  std::string text = label_ + line + "\n";
  writeOut(text.data(), text.size());
}

bool Environment::printOrQueue(const std::string &line) {
  if (std::this_thread::get_id() == owner_) {
    print(line);
    return true;
  }
  std::lock_guard lock(mutex_);
  queued_.push_back(line);
  return false;
}

bool Environment::onUpdate(const std::string &line) {
  return printOrQueue(line) && intermediate && intermediate();
}

void Environment::onLog(const std::string &line) {
  if (!printOrQueue(line) || !nested || nesting_)
    return;
  nesting_ = true;
  nested();
  nesting_ = false;
}

void Environment::onFinished(const std::string &line) {
  std::lock_guard lock(mutex_);
  finished_ = line;
  changed_.notify_all();
}

void Environment::printQueued() {
  std::lock_guard lock(mutex_);
  for (const std::string &line : queued_)
    print(line);
  queued_.clear();
}

void Environment::awaitFinished() {
  std::string line;
  {
    std::unique_lock lock(mutex_);
    const bool came = changed_.wait_for(lock, longestWait, [this] { return !finished_.empty(); });
    line = came ? std::exchange(finished_, "") : "stepFinished DID NOT COME";
  }
  printQueued();
  print(line);
}

std::string Environment::masked(std::string text) const {
  if (masks_.cpuTime)
    for (const char *mark : {"CPU-time", "Simulation time"})
      if (text.find(mark) != std::string::npos)
        text = withoutNumbers(text, mark);
  if (masks_.strayArguments && text.rfind("Rejected count", 0) == 0)
    text = "Rejected count (masked)";
  if (masks_.strayArguments && text.find("Jacobian-evaluations") != std::string::npos)
    text = withoutNumbers(text, "Jacobian-evaluations");
  return text;
}

} // namespace tracer
