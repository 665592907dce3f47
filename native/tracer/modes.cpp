// One run through everything, three instances at once, many one after the other, and one that waits
// to be killed.
#include "modes.hpp"

#include <chrono>
#include <iostream>

#include "platform.hpp"

namespace tracer {

int runWhole(const Setting &setting) {
  for (const char *name : setting.version.table.locals) {
    auto *function = reinterpret_cast<const char *(*)()>(setting.library.find(name));
    writeLine(name);
    writeLine("  = " + textOf(function ? function() : nullptr));
  }
  open(setting)->run();
  return 0;
}

int runThree(const Setting &setting) {
  static const char *const names[] = {"a", "b", "c"};
  std::vector<Scenario> scenarios(3, setting.scenario);
  std::vector<std::unique_ptr<Session>> sessions;
  for (int i = 0; i < 3; i++) {
    scenarios[i].name = names[i];
    sessions.push_back(open({setting.version, setting.library, scenarios[i], setting.options,
                             std::string(names[i]) + ": "}));
    sessions[i]->instantiate();
  }
  for (const auto &session : sessions)
    if (session->instance.exists())
      session->start();
  for (int round = 0; round < setting.scenario.steps; round++)
    for (int i = 0; i < 3; i++)
      if (sessions[i]->instance.exists())
        sessions[i]->step(round + 100 * i);
  // The middle one goes first: the others must not notice.
  for (int i : {1, 0, 2})
    if (Session &session = *sessions[i]; session.instance.exists()) {
      session.outputs().get(session.instance);
      session.terminate();
      session.freeInstance();
    }
  return 0;
}

int runCycles(const Setting &setting) {
  using Clock = std::chrono::steady_clock;
  const Options &options = setting.options;
  int good = 0;
  for (int i = 0; i < options.cycles; i++) {
    const auto begin = Clock::now();
    good += open(setting)->cycle();
    const auto took =
        std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begin).count();
    if (options.times)
      writeLine("cycle " + std::to_string(i) + " " + std::to_string(took) + " us");
  }
  writeLine("cycles " + std::to_string(options.cycles) + " good " + std::to_string(good));
  return good == options.cycles ? 0 : 1;
}

int runHold(const Setting &setting) {
  const auto session = open(setting);
  if (!session->instantiate())
    return 1;
  session->start();
  writeLine("ready " + std::to_string(processId()));
  std::string line;
  for (int round = 0; std::getline(std::cin, line); round++) {
    if (line == "quit")
      break;
    session->step(round);
    writeLine("done " + std::to_string(round));
  }
  session->freeInstance();
  writeLine("over");
  return 0;
}

} // namespace tracer
