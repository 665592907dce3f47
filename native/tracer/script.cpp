// Runs the calls that the scenario's script lines name, one instance after the other or several
// side by side.
#include <cstdlib>

#include "modes.hpp"

namespace tracer {

namespace {

fmi2ValueReference referenceOf(const std::string &word) {
  return static_cast<fmi2ValueReference>(strtoul(word.c_str(), nullptr, 10));
}

std::string rest(const std::vector<std::string> &parts, size_t from) {
  std::string result;
  for (size_t i = from; i < parts.size(); i++)
    result += (i > from ? " " : "") + parts[i];
  return result;
}

// set real <reference> <bits> | set integer|boolean <reference> <n> | set string <reference>
// <escaped text>
bool set(Instance &instance, const std::vector<std::string> &parts) {
  if (parts.size() < 3)
    return false;
  const fmi2ValueReference reference = referenceOf(parts[2]);
  const References_ one(&reference, 1);
  const std::string text = unescaped(rest(parts, 3));
  const int integer = static_cast<int>(strtol(text.c_str(), nullptr, 10));
  if (parts[1] == "real") {
    const double value = realOfBits(text);
    instance.setReal(one, Reals(&value, 1));
  } else if (parts[1] == "string") {
    const fmi2String value = text.c_str();
    instance.setString(one, Strings(&value, 1));
  } else if (parts[1] == "boolean") {
    instance.setBoolean(one, Integers(&integer, 1));
  } else {
    instance.setInteger(one, Integers(&integer, 1));
  }
  return true;
}

// get real|integer|boolean|string <reference ...>
bool get(Instance &instance, const std::vector<std::string> &parts) {
  if (parts.size() < 2)
    return false;
  std::vector<fmi2ValueReference> references;
  for (size_t i = 2; i < parts.size(); i++)
    references.push_back(referenceOf(parts[i]));
  if (parts[1] == "real")
    instance.getReal(references);
  else if (parts[1] == "string")
    instance.getString(references);
  else if (parts[1] == "boolean")
    instance.getBoolean(references);
  else
    instance.getInteger(references);
  return true;
}

void status(Instance &instance) {
  instance.getStatus(fmi2DoStepStatus);
  instance.getStringStatus(fmi2PendingStatus);
  instance.getRealStatus(fmi2LastSuccessfulTime);
  instance.getBooleanStatus(fmi2Terminated);
  instance.getIntegerStatus(fmi2DoStepStatus);
}

bool state(Instance &instance, const std::vector<std::string> &parts) {
  if (parts.size() < 3)
    return false;
  const size_t place = strtoul(parts[2].c_str(), nullptr, 10);
  const std::string &what = parts[1];
  if (what == "get")
    instance.getState(place);
  else if (what == "set")
    instance.setState(place);
  else if (what == "free")
    instance.freeState(place);
  else if (what == "serialize")
    instance.serializedSize(place), instance.serialize(place);
  else if (what == "deserialize")
    instance.deserialize(place, instance.serialized());
  else
    return false;
  return true;
}

bool command(Session &session, const std::vector<std::string> &parts) {
  Instance &instance = session.instance;
  const Scenario &scenario = session.scenario;
  const std::string &verb = parts[0];
  if (verb == "instantiate")
    session.instantiate();
  else if (verb == "setup")
    instance.setupExperiment(fmi2False, 0, session.time = scenario.start, fmi2False, 0);
  else if (verb == "enter")
    instance.enterInitializationMode();
  else if (verb == "exit")
    instance.exitInitializationMode();
  else if (verb == "initialize")
    session.initializeQuickly();
  else if (verb == "logging")
    instance.setDebugLogging(parts.size() > 1 && parts[1] == "on", Strings());
  else if (verb == "set")
    return set(instance, parts);
  else if (verb == "get")
    return get(instance, parts);
  else if (verb == "step") {
    if (instance.doStep(session.time, scenario.step, fmi2True) <= fmi2Warning)
      session.time += scenario.step;
  } else if (verb == "await") {
    instance.awaitStep();
    session.time += scenario.step;
  } else if (verb == "cancel")
    instance.cancelStep();
  else if (verb == "status")
    status(instance);
  else if (verb == "state")
    return state(instance, parts);
  else if (verb == "event")
    instance.enterEventMode();
  else if (verb == "discrete")
    instance.newDiscreteStates();
  else if (verb == "continuous")
    instance.enterContinuousTimeMode();
  else if (verb == "terminate")
    instance.terminate();
  else if (verb == "reset")
    instance.reset();
  else if (verb == "free")
    instance.freeInstance();
  else
    return false;
  return true;
}

} // namespace

int runScript(const Functions &functions, const Scenario &scenario, const Options &options) {
  Session session(functions, scenario, options);
  for (const std::string &line : scenario.script) {
    const std::vector<std::string> parts = words(line);
    if (parts.empty() || !command(session, parts)) {
      session.environment.print("tracer: bad script line: " + line);
      return 2;
    }
  }
  return 0;
}

} // namespace tracer
