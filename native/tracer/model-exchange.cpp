// A model-exchange simulation with explicit Euler from instantiation to the end, twice.
#include <algorithm>

#include "session.hpp"

namespace tracer {

namespace {

const int mostIterations = 20;

class ModelExchange {
public:
  explicit ModelExchange(Session &session)
      : s(session), scenario(session.scenario), instance(session.instance) {}

  void run() {
    if (!s.instantiate())
      return;
    vectors(true);
    s.initialize();
    inputs(scenario).set(instance, 3);
    outputs(scenario).get(instance);
    s.exerciseExtremes();
    s.exerciseDirectionalDerivatives();
    s.probe(LegalIn::event);
    logs();
    iterate();
    s.exerciseStates([] {});
    instance.enterContinuousTimeMode();
    s.probe(LegalIn::continuous);
    vectors(false);
    for (int i = 0; i < scenario.steps && !over_; i++)
      step(i);
    s.exerciseStates([this] {
      s.time += scenario.step;
      instance.setTime(s.time);
    });
    s.exerciseDirectionalDerivatives();
    instance.terminate();
    everything(scenario).get(instance);
    s.probe(LegalIn::terminated);
    instance.reset();
    again();
    instance.freeInstance();
  }

private:
  void vectors(bool nominalsOnly) {
    if (scenario.states > 0)
      instance.getNominals(scenario.states);
    if (nominalsOnly)
      return;
    if (scenario.states > 0) {
      instance.getContinuousStates(scenario.states);
      instance.getDerivatives(scenario.states);
    }
    if (scenario.indicators > 0)
      instance.getEventIndicators(scenario.indicators);
  }

  void iterate() {
    for (int i = 0; i < mostIterations; i++) {
      if (instance.newDiscreteStates() > fmi2Warning)
        break;
      over_ = instance.eventInfo.terminateSimulation == fmi2True;
      if (instance.eventInfo.newDiscreteStatesNeeded != fmi2True)
        break;
    }
    if (instance.eventInfo.valuesOfContinuousStatesChanged == fmi2True && scenario.states > 0)
      instance.getContinuousStates(scenario.states);
    if (instance.eventInfo.nominalsOfContinuousStatesChanged == fmi2True && scenario.states > 0)
      instance.getNominals(scenario.states);
  }

  std::vector<double> indicators() {
    if (scenario.indicators == 0)
      return {};
    instance.getEventIndicators(scenario.indicators);
    return instance.reals;
  }

  bool integrate() {
    const std::vector<double> before = indicators();
    std::vector<double> states, derivatives;
    if (scenario.states > 0) {
      instance.getContinuousStates(scenario.states);
      states = instance.reals;
      instance.getDerivatives(scenario.states);
      derivatives = instance.reals;
    }
    s.time += scenario.step;
    instance.setTime(s.time);
    for (size_t i = 0; i < states.size(); i++)
      states[i] += scenario.step * derivatives[i];
    if (!states.empty())
      instance.setContinuousStates(states);
    const std::vector<double> after = indicators();
    instance.completedIntegratorStep(fmi2True);
    bool event = instance.enterEvent == fmi2True;
    for (size_t i = 0; i < before.size(); i++)
      event = event || (before[i] > 0) != (after[i] > 0);
    const fmi2EventInfo &info = instance.eventInfo;
    return event || (info.nextEventTimeDefined == fmi2True && s.time >= info.nextEventTime);
  }

  void step(int round) {
    continuousInputs(scenario).set(instance, round);
    outputs(scenario).get(instance);
    const bool event = integrate();
    everything(scenario).get(instance);
    if (!event && round % 4 != 3)
      return;
    instance.enterEventMode();
    inputs(scenario).set(instance, round);
    tunableParameters(scenario).set(instance, -1);
    iterate();
    everything(scenario).get(instance);
    vectors(false);
    instance.enterContinuousTimeMode();
  }

  void logs() {
    if (!scenario.hasLogAction)
      return;
    for (int action : {1, 2, 3, 5, 0}) {
      instance.setInteger(References_(&scenario.logAction, 1), Integers(&action, 1));
      instance.newDiscreteStates();
    }
  }

  void again() {
    settableInstantiated(scenario).set(instance, -1);
    s.initializeQuickly();
    iterate();
    instance.enterContinuousTimeMode();
    over_ = false;
    for (int i = 0; i < std::min(scenario.steps, 3) && !over_; i++)
      integrate();
    outputs(scenario).get(instance);
    instance.terminate();
  }

  Session &s;
  const Scenario &scenario;
  Instance &instance;
  bool over_ = false;
};

} // namespace

void runModelExchange(Session &session) { ModelExchange(session).run(); }

} // namespace tracer
