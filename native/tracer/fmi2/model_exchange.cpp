// A model-exchange simulation with explicit Euler from instantiation to the end, twice.
#include <algorithm>

#include "session.hpp"

namespace tracer::fmi2 {

namespace {

const int mostIterations = 20;

class ModelExchange : public Session {
public:
  using Session::Session;

  void start() override {
    initializeQuickly();
    instance.call<fmi2NewDiscreteStates>();
    instance.call<fmi2EnterContinuousTimeMode>();
  }

  void step(int round) override {
    continuousInputs().set(instance, round);
    setTime();
    if (scenario.states > 0)
      instance.call<fmi2GetDerivatives>(scenario.states);
    outputs().get(instance);
  }

protected:
  void runFromInstantiation() override {
    if (scenario.states > 0)
      instance.call<fmi2GetNominalsOfContinuousStates>(scenario.states);
    initialize();
    inputs().set(instance, 3);
    outputs().get(instance);
    exerciseExtremes();
    exerciseDirectionalDerivatives();
    probe(LegalIn::event);
    logs();
    iterate();
    exerciseStates([] {});
    instance.call<fmi2EnterContinuousTimeMode>();
    probe(LegalIn::continuous);
    if (options.illegal)
      info_ = {}; // the last event iteration was a refused one
    vectors();
    for (int i = 0; i < scenario.steps && !over_; i++)
      fullStep(i);
    exerciseStates([this] { setTime(); });
    exerciseDirectionalDerivatives();
    terminate();
    everything().get(instance);
    probe(LegalIn::terminated);
    instance.call<fmi2Reset>();
    again();
    freeInstance();
  }

private:
  void setTime() {
    time += scenario.step;
    instance.call<fmi2SetTime>(time);
  }

  void vectors() {
    if (scenario.states > 0) {
      instance.call<fmi2GetNominalsOfContinuousStates>(scenario.states);
      instance.call<fmi2GetContinuousStates>(scenario.states);
      instance.call<fmi2GetDerivatives>(scenario.states);
    }
    indicators();
  }

  void iterate() {
    for (int i = 0; i < mostIterations; i++) {
      const auto called = instance.call<fmi2NewDiscreteStates>();
      info_ = called.out<1>();
      if (called.status > fmi2Warning)
        break;
      over_ = info_.terminateSimulation == fmi2True;
      if (info_.newDiscreteStatesNeeded != fmi2True)
        break;
    }
    if (info_.valuesOfContinuousStatesChanged == fmi2True && scenario.states > 0)
      instance.call<fmi2GetContinuousStates>(scenario.states);
    if (info_.nominalsOfContinuousStatesChanged == fmi2True && scenario.states > 0)
      instance.call<fmi2GetNominalsOfContinuousStates>(scenario.states);
  }

  std::vector<double> indicators() {
    if (scenario.indicators == 0)
      return {};
    return instance.call<fmi2GetEventIndicators>(scenario.indicators).out<1>();
  }

  // One value for each state; none where the model gives none.
  template <class Row> std::vector<double> valuesOf() {
    const auto called = instance.call<Row>(scenario.states);
    return called.status <= fmi2Warning ? called.template out<1>() : std::vector<double>();
  }

  // A step of explicit Euler: whether there was an event.
  bool integrate() {
    const std::vector<double> before = indicators();
    std::vector<double> states, derivatives;
    if (scenario.states > 0) {
      states = valuesOf<fmi2GetContinuousStates>();
      derivatives = valuesOf<fmi2GetDerivatives>();
    }
    setTime();
    const bool known = !states.empty() && !derivatives.empty();
    for (size_t i = 0; known && i < states.size(); i++)
      states[i] += scenario.step * derivatives[i];
    if (known)
      instance.call<fmi2SetContinuousStates>(states);
    const std::vector<double> after = indicators();
    bool event = instance.call<fmi2CompletedIntegratorStep>(fmi2True).out<2>() == fmi2True;
    for (size_t i = 0; i < before.size(); i++)
      event = event || (before[i] > 0) != (after[i] > 0);
    return event || (info_.nextEventTimeDefined == fmi2True && time >= info_.nextEventTime);
  }

  void fullStep(int round) {
    continuousInputs().set(instance, round);
    outputs().get(instance);
    const bool event = integrate();
    everything().get(instance);
    if (!event && round % 4 != 3)
      return;
    instance.call<fmi2EnterEventMode>();
    inputs().set(instance, round);
    tunableParameters().set(instance, -1);
    iterate();
    everything().get(instance);
    vectors();
    instance.call<fmi2EnterContinuousTimeMode>();
  }

  void logs() {
    if (!scenario.hasLogAction)
      return;
    for (int action : {1, 2, 3, 5, 0}) {
      set(scenario.logAction, action);
      info_ = instance.call<fmi2NewDiscreteStates>().out<1>();
    }
  }

  void again() {
    settableInstantiated().set(instance, -1);
    initializeQuickly();
    iterate();
    instance.call<fmi2EnterContinuousTimeMode>();
    over_ = false;
    for (int i = 0; i < std::min(scenario.steps, 3) && !over_; i++)
      integrate();
    outputs().get(instance);
    terminate();
  }

  fmi2EventInfo info_{};
  bool over_ = false;
};

} // namespace

std::unique_ptr<tracer::Session> openModelExchange(const Setting &setting) {
  return std::make_unique<ModelExchange>(setting);
}

} // namespace tracer::fmi2
