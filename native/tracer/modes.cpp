// Three instances at once, many one after the other, and one that waits to be killed.
#include "modes.hpp"

#include <chrono>
#include <iostream>

#include "platform.hpp"

namespace tracer {

namespace {

void stepOnce(Session &session, int round) {
  Instance &instance = session.instance;
  const Scenario &scenario = session.scenario;
  if (scenario.type == fmi2CoSimulation) {
    inputs(scenario).set(instance, round);
    if (instance.doStep(session.time, scenario.step, fmi2True) <= fmi2Warning)
      session.time += scenario.step;
  } else {
    continuousInputs(scenario).set(instance, round);
    session.time += scenario.step;
    instance.setTime(session.time);
    if (scenario.states > 0)
      instance.getDerivatives(scenario.states);
  }
  outputs(scenario).get(instance);
}

// To where steps can be made.
void start(Session &session) {
  session.initializeQuickly();
  if (session.scenario.type == fmi2ModelExchange) {
    session.instance.newDiscreteStates();
    session.instance.enterContinuousTimeMode();
  }
}

void say(const std::string &line) { writeOut((line + "\n").data(), line.size() + 1); }

} // namespace

void runThree(const Functions &functions, const Scenario &scenario, const Options &options) {
  static const char *const names[] = {"a", "b", "c"};
  std::vector<Scenario> scenarios(3, scenario);
  std::vector<std::unique_ptr<Session>> sessions;
  for (int i = 0; i < 3; i++) {
    scenarios[i].name = names[i];
    sessions.push_back(
        std::make_unique<Session>(functions, scenarios[i], options, std::string(names[i]) + ": "));
    sessions[i]->instantiate();
  }
  for (const auto &session : sessions)
    if (session->instance.exists())
      start(*session);
  for (int round = 0; round < scenario.steps; round++)
    for (int i = 0; i < 3; i++)
      if (sessions[i]->instance.exists())
        stepOnce(*sessions[i], round + 100 * i);
  // The middle one goes first: the others must not notice.
  for (int i : {1, 0, 2})
    if (sessions[i]->instance.exists()) {
      outputs(scenario).get(sessions[i]->instance);
      sessions[i]->instance.terminate();
      sessions[i]->instance.freeInstance();
    }
}

int runCycles(const Functions &f, const Scenario &scenario, const Options &options) {
  using Clock = std::chrono::steady_clock;
  int good = 0;
  for (int i = 0; i < options.cycles; i++) {
    const auto begin = Clock::now();
    Environment environment("", options.callbacks, options.masks);
    fmi2Component c = f.fmi2Instantiate(scenario.name.c_str(), scenario.type, scenario.guid.c_str(),
                                        scenario.resources.c_str(), environment.functions(),
                                        fmi2False, fmi2False);
    bool fine = c && f.fmi2SetupExperiment(c, 0, 0, scenario.start, 0, 0) <= fmi2Warning &&
                f.fmi2EnterInitializationMode(c) <= fmi2Warning &&
                f.fmi2ExitInitializationMode(c) <= fmi2Warning;
    if (fine && scenario.type == fmi2CoSimulation)
      fine = f.fmi2DoStep(c, scenario.start, scenario.step, fmi2True) <= fmi2Warning;
    if (fine)
      f.fmi2Terminate(c);
    if (c)
      f.fmi2FreeInstance(c);
    good += fine;
    const auto took =
        std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begin).count();
    if (options.times)
      say("cycle " + std::to_string(i) + " " + std::to_string(took) + " us");
  }
  say("cycles " + std::to_string(options.cycles) + " good " + std::to_string(good));
  return good == options.cycles ? 0 : 1;
}

int runHold(const Functions &functions, const Scenario &scenario, const Options &options) {
  Session session(functions, scenario, options);
  if (!session.instantiate())
    return 1;
  start(session);
  say("ready " + std::to_string(processId()));
  std::string line;
  for (int round = 0; std::getline(std::cin, line); round++) {
    if (line == "quit")
      break;
    stepOnce(session, round);
    say("done " + std::to_string(round));
  }
  session.freeInstance();
  say("over");
  return 0;
}

} // namespace tracer
