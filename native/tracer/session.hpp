// One instance in a scenario, and the pieces that the runs are made of.
#pragma once

#include "instance.hpp"
#include "options.hpp"
#include "probes.hpp"
#include "selection.hpp"

namespace tracer {

class Session {
public:
  Session(const Functions &functions, const Scenario &scenario, const Options &options,
          const std::string &label = "");

  bool instantiate();
  // From instantiated to the end of initialization mode, with everything that is legal on the way.
  void initialize();
  // The same with as few calls as possible.
  void initializeQuickly();
  void freeInstance() { instance.freeInstance(); }

  // FMU states: kept, serialized, gone on, restored, compared by reading all.
  void exerciseStates(const std::function<void()> &goOn);
  void exerciseDirectionalDerivatives();
  // Extreme values through the inputs to the outputs, without a step.
  void exerciseExtremes();
  // Illegal calls, where they were asked for.
  void probe(LegalIn mode);

  const Scenario &scenario;
  const Options &options;
  Environment environment;
  Instance instance;
  Probes probes;
  double time = 0;
};

void runCoSimulation(Session &session);
void runModelExchange(Session &session);

} // namespace tracer
