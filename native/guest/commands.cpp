#include "guest/commands.hpp"

#include <algorithm>
#include <cstdlib>
#include <thread>

#include "guest/system.hpp"

namespace guest {

namespace {

using Words = std::vector<std::string>;

std::string word(const Words &words, size_t at) { return at < words.size() ? words[at] : ""; }
unsigned long number(const Words &words, size_t at) {
  return strtoul(word(words, at).c_str(), nullptr, 10);
}

int initialize(Model &model) {
  const Functions &f = *model.functions;
  int worst = f.fmi2SetupExperiment(model.component, fmi2False, 0, 0, fmi2False, 0);
  worst = std::max<int>(worst, f.fmi2EnterInitializationMode(model.component));
  return std::max<int>(worst, f.fmi2ExitInitializationMode(model.component));
}

int step(Model &model, unsigned long count) {
  constexpr double size = 0.125;
  int worst = fmi2OK;
  for (unsigned long i = 0; i < count; i++) {
    const int status = model.functions->fmi2DoStep(model.component, model.time, size, fmi2True);
    if (status <= fmi2Warning || status == fmi2Pending)
      model.time += size;
    worst = std::max(worst, status);
  }
  return worst;
}

// set NAME type REFERENCE VALUE
std::string set(Model &model, const Words &words) {
  const Functions &f = *model.functions;
  const auto reference = static_cast<fmi2ValueReference>(number(words, 3));
  const std::string text = word(words, 4);
  if (words[2] == "real") {
    const double value = atof(text.c_str());
    return std::to_string(f.fmi2SetReal(model.component, &reference, 1, &value));
  }
  if (words[2] == "string") {
    const fmi2String value = text.c_str();
    return std::to_string(f.fmi2SetString(model.component, &reference, 1, &value));
  }
  const int value = atoi(text.c_str());
  return std::to_string(f.fmi2SetInteger(model.component, &reference, 1, &value));
}

// get NAME type REFERENCE: the status and, if there is one, the value.
std::string get(Model &model, const Words &words) {
  const Functions &f = *model.functions;
  const auto reference = static_cast<fmi2ValueReference>(number(words, 3));
  if (words[2] == "real") {
    double value = 0;
    const int status = f.fmi2GetReal(model.component, &reference, 1, &value);
    return std::to_string(status) + " " + std::to_string(value);
  }
  if (words[2] == "string") {
    fmi2String value = nullptr;
    const int status = f.fmi2GetString(model.component, &reference, 1, &value);
    return std::to_string(status) + " " + (value ? value : "null");
  }
  int value = 0;
  const int status = f.fmi2GetInteger(model.component, &reference, 1, &value);
  return std::to_string(status) + " " + std::to_string(value);
}

// Takes a state, goes back to it, and gives it up.
std::string state(Model &model) {
  const Functions &f = *model.functions;
  fmi2FMUstate state = nullptr;
  const int taken = f.fmi2GetFMUstate(model.component, &state);
  const int restored = f.fmi2SetFMUstate(model.component, state);
  const int given = f.fmi2FreeFMUstate(model.component, &state);
  return std::to_string(taken) + " " + std::to_string(restored) + " " + std::to_string(given);
}

// Whether the pending step still runs, and the status that the model gives it.
std::string status(Model &model) {
  fmi2Status value = fmi2OK;
  const int status = model.functions->fmi2GetStatus(model.component, fmi2DoStepStatus, &value);
  return std::to_string(status) + " " + std::to_string(value);
}

std::string cycles(Models &models, unsigned long count) {
  std::vector<uint64_t> took;
  for (unsigned long i = 0; i < count; i++) {
    const uint64_t begun = now();
    const bool made = models.add("cycle", false, false);
    Model *model = models.find("cycle");
    if (!made || initialize(*model) > fmi2Warning || step(*model, 1) > fmi2Warning)
      break;
    models.functions().fmi2FreeInstance(model->component);
    models.remove("cycle");
    took.push_back(now() - begun);
  }
  std::string answer = "good " + std::to_string(took.size());
  std::sort(took.begin(), took.end());
  for (const size_t percent : {50, 99, 100})
    if (!took.empty())
      answer += " " + std::to_string(took[(took.size() - 1) * percent / 100] / 1000);
  return answer;
}

// What the copy may do with the instance: everything fails, and nothing disturbs the original.
std::string useInCopy(Model &model) {
  const int status = inCopy([&model] {
    const int failed = step(model, 1);
    model.functions->fmi2FreeInstance(model.component);
    return failed;
  });
  return std::to_string(status);
}

std::string withInstance(Models &models, Model &model, const Words &words) {
  const Functions &f = *model.functions;
  const std::string &verb = words[0];
  if (verb == "init")
    return std::to_string(initialize(model));
  if (verb == "step")
    return std::to_string(step(model, words.size() > 2 ? number(words, 2) : 1));
  if (verb == "set" && words.size() > 3)
    return set(model, words);
  if (verb == "get" && words.size() > 3)
    return get(model, words);
  if (verb == "state")
    return state(model);
  if (verb == "status")
    return status(model);
  if (verb == "fork")
    return useInCopy(model);
  if (verb == "cancel")
    return std::to_string(f.fmi2CancelStep(model.component));
  if (verb == "terminate")
    return std::to_string(f.fmi2Terminate(model.component));
  if (verb == "reset")
    return std::to_string(f.fmi2Reset(model.component));
  if (verb == "free") {
    f.fmi2FreeInstance(model.component);
    models.remove(model.name);
    return "freed";
  }
  return "what is " + verb + "?";
}

} // namespace

std::string carryOut(Models &models, const Words &words) {
  const std::string verb = word(words, 0);
  if (verb == "apart") {
    std::string answer;
    std::thread([&] { answer = carryOut(models, Words(words.begin() + 1, words.end())); }).join();
    return answer;
  }
  if (verb == "load")
    return models.load();
  if (verb == "unload")
    return models.unload(), "unloaded";
  if (verb == "new")
    return models.add(word(words, 1), word(words, 2) == "me") ? "instance" : "null";
  if (verb == "cycles")
    return cycles(models, number(words, 1));
  if (verb == "limit")
    return limit(word(words, 1), number(words, 2)) ? "limited" : "not limited";
  if (verb == "hold")
    return holdNextCallback(), "holding";
  if (verb == "nest")
    return callInCallbacks(), "nesting";
  if (verb == "end-servers")
    return std::to_string(endServers(static_cast<unsigned>(number(words, 1))));
  if (verb == "handles")
    return std::to_string(openHandles());
  if (verb == "inheritable")
    return std::to_string(inheritable());
  if (verb == "close-streams")
    return closeStandardStreams(), "closed";
  if (verb == "exit")
    exit(static_cast<int>(number(words, 1)));
  if (verb == "exit-at-once")
    endAtOnce(static_cast<int>(number(words, 1)));
  Model *model = models.find(word(words, 1));
  return model ? withInstance(models, *model, words) : "there is no instance " + word(words, 1);
}

} // namespace guest
