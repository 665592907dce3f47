// A model-exchange simulation with explicit Euler from instantiation to the end.
#include "session.hpp"

namespace tracer::fmi3 {

namespace {

class ModelExchange : public Session {
public:
  using Session::Session;

  void start() override {
    initializeQuickly();
    instance.call<fmi3UpdateDiscreteStates>();
    instance.call<fmi3EnterContinuousTimeMode>();
  }
  void advance() override {
    time += scenario.step;
    instance.call<fmi3SetTime>(time);
  }
  void step(int round) override {
    continuousInputs().set(instance, round);
    advance();
    valuesOf<fmi3GetContinuousStateDerivatives>(scenario.states);
    outputs().get(instance);
  }

protected:
  bool create(fmi3String name, fmi3String token, fmi3Boolean loggingOn) override {
    return instance.create<fmi3InstantiateModelExchange>(
        name, token, hidden(scenario.resources.c_str()), false, loggingOn,
        static_cast<void *>(&environment), functions.log);
  }

  void simulate() override {
    countAll();
    bool isOver = event();
    probe();
    exerciseStates([] {});
    instance.call<fmi3EnterContinuousTimeMode>();
    probe();
    vectors();
    for (int i = 0; i < scenario.steps && !isOver; i++)
      isOver = fullStep(i);
    exerciseStates([this] { advance(); });
    exerciseDerivatives();
    instance.call<fmi3EnterEventMode>();
    configure();
    for (int action = 1; action <= 5; action++) {
      log(action);
      instance.call<fmi3UpdateDiscreteStates>();
    }
    log(0);
  }

private:
  // Event indicators are counted by the model itself.
  void countAll() {
    instance.call<fmi3GetNumberOfContinuousStates>();
    const auto called = instance.call<fmi3GetNumberOfEventIndicators>();
    indicators_ = called.status <= fmi3Warning ? called.out<1>() : 0;
  }

  // One value for each; none where the model gives none.
  template <class Row> std::vector<double> valuesOf(size_t count) {
    if (count == 0)
      return {};
    const auto called = instance.call<Row>(count);
    return called.status <= fmi3Warning ? called.template out<1>() : std::vector<double>();
  }

  void vectors() {
    valuesOf<fmi3GetNominalsOfContinuousStates>(scenario.states);
    valuesOf<fmi3GetContinuousStates>(scenario.states);
    valuesOf<fmi3GetContinuousStateDerivatives>(scenario.states);
    valuesOf<fmi3GetEventIndicators>(indicators_);
  }

  // A step of explicit Euler: whether there was an event.
  bool integrate() {
    const auto before = valuesOf<fmi3GetEventIndicators>(indicators_);
    auto states = valuesOf<fmi3GetContinuousStates>(scenario.states);
    const auto slopes = valuesOf<fmi3GetContinuousStateDerivatives>(scenario.states);
    advance();
    const bool known = !states.empty() && !slopes.empty();
    for (size_t i = 0; known && i < states.size(); i++)
      states[i] += scenario.step * slopes[i];
    if (known)
      instance.call<fmi3SetContinuousStates>(states);
    const auto after = valuesOf<fmi3GetEventIndicators>(indicators_);
    const auto completed = instance.call<fmi3CompletedIntegratorStep>(true);
    bool event = completed.status <= fmi3Warning && completed.out<2>();
    for (size_t i = 0; i < std::min(before.size(), after.size()); i++)
      event = event || (before[i] > 0) != (after[i] > 0);
    return event || isTimeEvent();
  }

  // Whether the model wants to end.
  bool fullStep(int round) {
    continuousInputs().set(instance, round);
    outputs().get(instance);
    const bool hasEvent = integrate();
    everything().get(instance);
    if (!hasEvent && round % 4 != 3)
      return false;
    instance.call<fmi3EnterEventMode>();
    tunableParameters().set(instance, -1);
    const bool isOver = event();
    vectors();
    instance.call<fmi3EnterContinuousTimeMode>();
    return isOver;
  }

  size_t indicators_ = 0;
};

} // namespace

std::unique_ptr<tracer::Session> openModelExchange(const Setting &setting) {
  return std::make_unique<ModelExchange>(setting);
}

} // namespace tracer::fmi3
