#include "guest/models.hpp"

#include <atomic>
#include <condition_variable>
#include <cstdarg>
#include <cstdlib>

#include "guest/system.hpp"

namespace guest {

namespace {

std::mutex holdMutex;
std::condition_variable holdChanged;
bool holdNext = false, held = false;
std::atomic<bool> nested{false};

void waitIfHeld(const Model &model) {
  std::unique_lock lock(holdMutex);
  if (!holdNext)
    return;
  holdNext = false;
  held = true;
  writeAnswer("! held " + model.name + "\n");
  holdChanged.wait(lock, [] { return !held; });
}

// One line, whatever the text has in it.
std::string inOneLine(const std::string &text) {
  std::string line;
  for (const char c : text)
    line += c == '\n' || c == '\r' ? std::string("\\n") : std::string(1, c);
  return line;
}

void logger(fmi2ComponentEnvironment environment, fmi2String, fmi2Status status,
            fmi2String category, fmi2String form, ...) {
  auto &model = *static_cast<Model *>(environment);
  va_list list, again;
  va_start(list, form);
  va_copy(again, list);
  std::string text(static_cast<size_t>(vsnprintf(nullptr, 0, form, list)) + 1, '\0');
  vsnprintf(text.data(), text.size(), form, again);
  text.pop_back();
  va_end(again);
  va_end(list);
  writeAnswer("! log " + model.name + " " + std::to_string(status) + " " + category + " " +
              inOneLine(text) + "\n");
  waitIfHeld(model);
  if (nested && model.component) {
    const fmi2ValueReference reference = 2;
    double value = 0;
    const int result = model.functions->fmi2GetReal(model.component, &reference, 1, &value);
    writeAnswer("! nested " + model.name + " " + std::to_string(result) + "\n");
  }
}

void stepFinished(fmi2ComponentEnvironment environment, fmi2Status status) {
  auto &model = *static_cast<Model *>(environment);
  writeAnswer("! finished " + model.name + " " + std::to_string(status) + "\n");
  waitIfHeld(model);
}

} // namespace

Model::Model(const std::string &given) : name(given) {
  callbacks = {logger, calloc, free, stepFinished, this};
}

void holdNextCallback() {
  const std::lock_guard lock(holdMutex);
  holdNext = true;
}

void letGo() {
  const std::lock_guard lock(holdMutex);
  held = false;
  holdChanged.notify_all();
}

void callInCallbacks() { nested = true; }

std::string Models::load() {
  library_ = std::make_unique<tracer::Library>(path_, "");
  if (!library_->loaded())
    return library_->error();
  functions_ = std::make_unique<Functions>(*library_);
  return "loaded";
}

void Models::unload() { library_.reset(); }

bool Models::add(const std::string &name, bool modelExchange, bool logging) {
  auto model = std::make_unique<Model>(name);
  model->functions = &functions();
  model->component = functions().fmi2Instantiate(
      name.c_str(), modelExchange ? fmi2ModelExchange : fmi2CoSimulation, guid_.c_str(),
      resources_.c_str(), &model->callbacks, fmi2False, logging);
  const bool made = model->component != nullptr;
  const std::lock_guard lock(mutex_);
  models_[name] = std::move(model);
  return made;
}

Model *Models::find(const std::string &name) {
  const std::lock_guard lock(mutex_);
  const auto found = models_.find(name);
  return found == models_.end() || !found->second->component ? nullptr : found->second.get();
}

void Models::remove(const std::string &name) {
  const std::lock_guard lock(mutex_);
  models_.erase(name);
}

} // namespace guest
