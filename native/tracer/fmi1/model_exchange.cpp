// A model of FMI 1.0, simulated with explicit Euler from instantiation to the end, twice.
#include <algorithm>

#include "session.hpp"
#include "tracer/lists.hpp"

namespace tracer::fmi1 {

namespace {

const int mostIterations = 20;

class ModelExchange : public Session {
public:
  using Session::Session;

  void initializeQuickly() override { initialize(); }
  void advance() override {
    time += scenario.step;
    instance.call<fmiSetTime>(time);
  }
  void step(int round) override {
    inputs().set(instance, round);
    advance();
    derivatives();
    outputs().get(instance);
  }
  // No step of a model is ever pending.
  void awaitStep() override {}
  void terminate() override { instance.call<fmiTerminate>(); }
  void freeInstance() override { instance.free<fmiFreeModelInstance>(); }

protected:
  bool create(fmiString name, fmiString guid, fmiBoolean loggingOn) override {
    const auto its = functionsOf(options.callbacks);
    return instance.create<fmiInstantiateModel>(
        name, guid, fmiModelCallbackFunctions{its.logger, its.allocateMemory, its.freeMemory},
        loggingOn);
  }
  fmiStatus initialize() override {
    time = scenario.start;
    instance.call<fmiSetTime>(time);
    const auto called = instance.call<fmiInitialize>(scenario.toleranceDefined, scenario.tolerance);
    return take(called.status, called.out<3>());
  }
  bool quickStep() override { return true; }

  void runFromInstantiation() override {
    prepare();
    initialize();
    probe();
    vectors();
    for (int i = 0; i < scenario.steps && info_.terminateSimulation != fmiTrue; i++)
      fullStep(i);
    terminate();
    everything().getOneByOne(instance);
    probe();
    if (options.illegal)
      probeAll(table, instance);
    freeInstance();
    for (int action = 1; action <= 5; action++)
      again(action);
  }

private:
  fmiStatus take(fmiStatus status, const fmiEventInfo &info) {
    info_ = status <= fmiWarning ? info : fmiEventInfo{};
    return status;
  }

  // One value for each state; none where the model gives none.
  template <class Row> std::vector<double> valuesOf(size_t count) {
    if (count == 0)
      return {};
    const auto called = instance.call<Row>(count);
    return called.status <= fmiWarning ? called.template out<1>() : std::vector<double>();
  }
  std::vector<double> derivatives() { return valuesOf<fmiGetDerivatives>(scenario.states); }
  std::vector<double> indicators() { return valuesOf<fmiGetEventIndicators>(scenario.indicators); }

  void vectors() {
    if (scenario.states > 0)
      instance.call<fmiGetStateValueReferences>(scenario.states);
    valuesOf<fmiGetNominalContinuousStates>(scenario.states);
    valuesOf<fmiGetContinuousStates>(scenario.states);
    derivatives();
    indicators();
  }

  // A step of explicit Euler: whether there was an event.
  bool integrate() {
    const std::vector<double> before = indicators();
    std::vector<double> states = valuesOf<fmiGetContinuousStates>(scenario.states);
    const std::vector<double> slopes = derivatives();
    advance();
    const bool known = !states.empty() && !slopes.empty();
    for (size_t i = 0; known && i < states.size(); i++)
      states[i] += scenario.step * slopes[i];
    if (known)
      instance.call<fmiSetContinuousStates>(states);
    const std::vector<double> after = indicators();
    const auto completed = instance.call<fmiCompletedIntegratorStep>();
    bool event = completed.status <= fmiWarning && completed.out<1>() == fmiTrue;
    for (size_t i = 0; i < std::min(before.size(), after.size()); i++)
      event = event || (before[i] > 0) != (after[i] > 0);
    return event || (info_.upcomingTimeEvent == fmiTrue && time >= info_.nextEventTime);
  }

  void fullStep(int round) {
    inputs().set(instance, round);
    outputs().get(instance);
    const bool event = integrate();
    everything().get(instance);
    if (!event && round % 4 != 3)
      return;
    // Each second time with the results that come before the last one.
    for (int i = 0; i < mostIterations; i++) {
      const auto called = instance.call<fmiEventUpdate>(round % 2 == 0);
      if (take(called.status, called.out<2>()) > fmiWarning || info_.iterationConverged == fmiTrue)
        break;
    }
    everything().get(instance);
    vectors();
  }

  // There is no reset: another instance.
  void again(int logAction) {
    if (!instantiate())
      return;
    if (scenario.hasLogAction)
      set(scenario.logAction, logAction);
    initialize();
    for (int i = 0; i < std::min(scenario.steps, 3); i++)
      integrate();
    outputs().get(instance);
    terminate();
    freeInstance();
  }

  fmiEventInfo info_{};
};

} // namespace

std::unique_ptr<tracer::Session> openModelExchange(const Setting &setting) {
  return std::make_unique<ModelExchange>(setting);
}

} // namespace tracer::fmi1
