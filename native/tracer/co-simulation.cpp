// A co-simulation from instantiation to the end, twice, through every state that there is.
#include <algorithm>

#include "session.hpp"

namespace tracer {

namespace {

class CoSimulation {
public:
  explicit CoSimulation(Session &session)
      : s(session), scenario(session.scenario), instance(session.instance) {}

  void run() {
    if (!s.instantiate())
      return;
    s.initialize();
    beforeFirstStep();
    for (int i = 0; i < scenario.steps; i++)
      step(i);
    s.probe(LegalIn::stepComplete);
    s.exerciseStates([this] { s.time += doStep(fmi2False) ? scenario.step : 0; });
    logs();
    asynchronous();
    failures();
    instance.terminate();
    everything(scenario).get(instance);
    statuses();
    s.probe(LegalIn::terminated);
    instance.reset();
    again();
    instance.freeInstance();
  }

private:
  // What was set is what is read: nothing has been computed in between.
  void beforeFirstStep() {
    inputs(scenario).set(instance, 3);
    outputs(scenario).get(instance);
    inputs(scenario).set(instance, 4);
    everything(scenario).getOneByOne(instance);
    s.exerciseExtremes();
    s.exerciseStates([] {});
    instance.getReal(References_());
    statuses();
  }

  bool doStep(fmi2Boolean noSetPrior) {
    return instance.doStep(s.time, scenario.step, noSetPrior) <= fmi2Warning;
  }

  void step(int round) {
    inputs(scenario).set(instance, round);
    const auto references = continuousInputs(scenario).references(Type::real);
    if (scenario.can("canInterpolateInputs") && !references.empty())
      instance.setRealInputDerivatives(references, std::vector<int>(references.size(), 1),
                                       std::vector<double>(references.size(), 0.25));
    if (round == 2)
      tunableParameters(scenario).set(instance, -1);
    if (!doStep(round % 2 ? fmi2False : fmi2True)) {
      statuses();
      return;
    }
    s.time += scenario.step;
    everything(scenario).get(instance);
    if (round < 2) {
      statuses();
      s.exerciseDirectionalDerivatives();
    }
    outputDerivatives();
  }

  void outputDerivatives() {
    std::vector<fmi2ValueReference> references;
    for (const Variable &variable : scenario.variables)
      if (variable.causality == "output" && variable.type == Type::real &&
          variable.variability == "continuous")
        references.push_back(variable.reference);
    for (int order = 1; order <= scenario.outputDerivativeOrder && !references.empty(); order++)
      instance.getRealOutputDerivatives(references, std::vector<int>(references.size(), order));
  }

  void statuses() {
    for (int kind = fmi2DoStepStatus; kind <= fmi2Terminated; kind++) {
      if (kind == fmi2DoStepStatus)
        instance.getStatus(kind);
      if (kind == fmi2PendingStatus)
        instance.getStringStatus(kind);
      if (kind == fmi2LastSuccessfulTime)
        instance.getRealStatus(kind);
      if (kind == fmi2Terminated)
        instance.getBooleanStatus(kind);
    }
    instance.getIntegerStatus(fmi2DoStepStatus);
  }

  void set(fmi2ValueReference reference, int value) {
    instance.setInteger(References_(&reference, 1), Integers(&value, 1));
  }

  // Everything the model can log, with all categories and with one.
  void logs() {
    if (!scenario.hasLogAction)
      return;
    for (int action = 1; action <= 5; action++) {
      set(scenario.logAction, action);
      s.time += doStep(fmi2True) ? scenario.step : 0;
    }
    const fmi2String category = "logEvents";
    instance.setDebugLogging(fmi2True, Strings(&category, 1));
    set(scenario.logAction, 3);
    s.time += doStep(fmi2True) ? scenario.step : 0;
    set(scenario.logAction, 0);
    instance.setDebugLogging(s.options.loggingOn, Strings());
  }

  // Steps that a thread of the model computes: waited for, quick, cancelled.
  void asynchronous() {
    if (!scenario.hasAsynchronous)
      return;
    for (int kind : {1, 3, 1}) {
      set(scenario.asynchronous, kind);
      if (instance.doStep(s.time, scenario.step, fmi2True) == fmi2Pending)
        instance.awaitStep();
      s.time += scenario.step;
      statuses();
      outputs(scenario).get(instance);
    }
    const size_t kept = 4;
    instance.getState(kept);
    set(scenario.asynchronous, 2);
    instance.doStep(s.time, scenario.step, fmi2True);
    statuses();
    s.probe(LegalIn::stepInProgress);
    instance.cancelStep();
    everything(scenario).get(instance);
    s.probe(LegalIn::stepCanceled);
    instance.setState(kept);
    instance.freeState(kept);
    set(scenario.asynchronous, 0);
  }

  // Steps that end with another status, at once and by a thread of the model.
  void failures() {
    if (!scenario.hasStepResult || !scenario.hasAsynchronous)
      return;
    const size_t kept = 5;
    instance.getState(kept);
    for (int kind : {0, 1})
      for (int result : {fmi2Warning, fmi2Discard, fmi2Error}) {
        set(scenario.asynchronous, kind);
        set(scenario.stepResult, result);
        if (instance.doStep(s.time, scenario.step, fmi2True) == fmi2Pending)
          instance.awaitStep();
        statuses();
        everything(scenario).get(instance);
        instance.setState(kept);
      }
    instance.freeState(kept);
  }

  void again() {
    settableInstantiated(scenario).set(instance, -1);
    s.initializeQuickly();
    outputs(scenario).get(instance);
    for (int i = 0; i < std::min(scenario.steps, 3); i++) {
      inputs(scenario).set(instance, 10 + i);
      s.time += doStep(fmi2True) ? scenario.step : 0;
      outputs(scenario).get(instance);
    }
    instance.terminate();
  }

  Session &s;
  const Scenario &scenario;
  Instance &instance;
};

} // namespace

void runCoSimulation(Session &session) { CoSimulation(session).run(); }

} // namespace tracer
