// Logger, stepFinished and memory as an importer gives them.
#include "callbacks.hpp"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "platform.hpp"
#include "text.hpp"

namespace tracer {

namespace {

const auto longestWait = std::chrono::seconds(30);

std::mutex environmentsMutex;
std::vector<Environment *> environments;
std::atomic<long> blocks{0};

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

std::string masked(std::string text, const Masks &masks) {
  if (masks.cpuTime)
    for (const char *mark : {"CPU-time", "Simulation time"})
      if (text.find(mark) != std::string::npos)
        text = withoutNumbers(text, mark);
  if (masks.strayArguments && text.rfind("Rejected count", 0) == 0)
    text = "Rejected count (masked)";
  if (masks.strayArguments && text.find("Jacobian-evaluations") != std::string::npos)
    text = withoutNumbers(text, "Jacobian-evaluations");
  return text;
}

void logger(fmi2ComponentEnvironment environment, fmi2String instanceName, fmi2Status status,
            fmi2String category, fmi2String message, ...) {
  va_list arguments;
  va_start(arguments, message);
  std::string text = message ? formatted(message, arguments) : "(null)";
  va_end(arguments);
  if (Environment *found = Environment::find(environment)) {
    found->onLog(instanceName, status, category, text);
  } else {
    std::string line = "  log WITH A WRONG ENVIRONMENT " + text + "\n";
    writeOut(line.data(), line.size());
  }
}

void stepFinished(fmi2ComponentEnvironment environment, fmi2Status status) {
  if (Environment *found = Environment::find(environment))
    found->onStepFinished(status);
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

} // namespace

Environment::Environment(const std::string &label, Callbacks callbacks, const Masks &masks)
    : label_(label), masks_(masks) {
  const bool all = callbacks != Callbacks::none;
  functions_.componentEnvironment = this;
  if (all && callbacks != Callbacks::noLogger)
    functions_.logger = logger;
  if (all && callbacks != Callbacks::noStepFinished)
    functions_.stepFinished = stepFinished;
  if (all && callbacks != Callbacks::noMemory) {
    functions_.allocateMemory = allocateMemory;
    functions_.freeMemory = freeMemory;
  }
  if (callbacks != Callbacks::null)
    given_ = &functions_;
  std::lock_guard lock(environmentsMutex);
  environments.push_back(this);
}

Environment::~Environment() {
  std::lock_guard lock(environmentsMutex);
  environments.erase(std::find(environments.begin(), environments.end(), this));
}

Environment *Environment::find(fmi2ComponentEnvironment environment) {
  std::lock_guard lock(environmentsMutex);
  auto found = std::find(environments.begin(), environments.end(), environment);
  return found == environments.end() ? nullptr : *found;
}

long Environment::blocksHeld() { return blocks; }

void Environment::print(const std::string &line) {
  std::string text = label_ + line + "\n";
  writeOut(text.data(), text.size());
}

void Environment::add(const std::string &line) {
  if (std::this_thread::get_id() == owner_) {
    print(line);
    return;
  }
  std::lock_guard lock(mutex_);
  queued_.push_back(line);
}

void Environment::onLog(fmi2String instanceName, fmi2Status status, fmi2String category,
                        const std::string &text) {
  add("  log " + textOf(instanceName) + " " + textOfStatus(status) + " " + textOf(category) + " " +
      textOf(masked(text, masks_).c_str()));
  if (!nested || nesting_ || std::this_thread::get_id() != owner_)
    return;
  nesting_ = true;
  nested();
  nesting_ = false;
}

void Environment::onStepFinished(fmi2Status status) {
  finishedStatus_ = status;
  finished_ = true;
}

void Environment::printQueued() {
  std::lock_guard lock(mutex_);
  for (const std::string &line : queued_)
    print(line);
  queued_.clear();
}

bool Environment::awaitStepFinished() {
  const auto deadline = std::chrono::steady_clock::now() + longestWait;
  while (!finished_ && std::chrono::steady_clock::now() < deadline)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  printQueued();
  const bool came = finished_;
  print(came ? "stepFinished " + textOfStatus(finishedStatus_) : "stepFinished DID NOT COME");
  finished_ = false;
  return came;
}

} // namespace tracer
