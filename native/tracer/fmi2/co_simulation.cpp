// A co-simulation from instantiation to the end, twice, through every state that there is.
#include <algorithm>

#include "session.hpp"

namespace tracer::fmi2 {

namespace {

class CoSimulation : public Session {
public:
  using Session::Session;

  void step(int round) override {
    inputs().set(instance, round);
    advance();
    outputs().get(instance);
  }

protected:
  bool quickStep() override { return stepOn(fmi2True) <= fmi2Warning; }

  void runFromInstantiation() override {
    initialize();
    beforeFirstStep();
    for (int i = 0; i < scenario.steps; i++)
      fullStep(i);
    probe(LegalIn::stepComplete);
    exerciseStates([this] { stepOn(fmi2False); });
    logs();
    asynchronous();
    failures();
    terminate();
    everything().get(instance);
    statuses();
    probe(LegalIn::terminated);
    instance.call<fmi2Reset>();
    again();
    freeInstance();
  }

private:
  void statuses() {
    instance.call<fmi2GetStatus>(fmi2DoStepStatus);
    instance.call<fmi2GetStringStatus>(fmi2PendingStatus);
    instance.call<fmi2GetRealStatus>(fmi2LastSuccessfulTime);
    instance.call<fmi2GetBooleanStatus>(fmi2Terminated);
    instance.call<fmi2GetIntegerStatus>(fmi2DoStepStatus);
  }

  // What was set is what is read: nothing has been computed in between.
  void beforeFirstStep() {
    inputs().set(instance, 3);
    outputs().get(instance);
    inputs().set(instance, 4);
    everything().getOneByOne(instance);
    exerciseExtremes();
    exerciseStates([] {});
    instance.call<fmi2GetReal>(List<unsigned>());
    statuses();
  }

  void fullStep(int round) {
    inputs().set(instance, round);
    const auto references = continuousInputs().references("real");
    if (scenario.can("canInterpolateInputs") && !references.empty())
      instance.call<fmi2SetRealInputDerivatives>(references, std::vector(references.size(), 1),
                                                 std::vector(references.size(), 0.25));
    if (round == 2)
      tunableParameters().set(instance, -1);
    if (stepOn(round % 2 ? fmi2False : fmi2True) > fmi2Warning)
      return statuses();
    everything().get(instance);
    if (round < 2) {
      statuses();
      exerciseDirectionalDerivatives();
    }
    outputDerivatives();
  }

  void outputDerivatives() {
    const auto references = Selection(table, scenario, [](const Variable &v) {
                              return v.causality == "output" && v.variability == "continuous";
                            }).references("real");
    for (int order = 1; order <= scenario.outputDerivativeOrder && !references.empty(); order++)
      instance.call<fmi2GetRealOutputDerivatives>(references,
                                                  std::vector(references.size(), order));
  }

  // Everything the model can log, with all categories and with one.
  void logs() {
    if (!scenario.hasLogAction)
      return;
    for (int action = 1; action <= 5; action++) {
      set(scenario.logAction, action);
      advance();
    }
    const fmi2String category = "logEvents";
    instance.call<fmi2SetDebugLogging>(fmi2True, List(&category, 1));
    set(scenario.logAction, 3);
    advance();
    set(scenario.logAction, 0);
    instance.call<fmi2SetDebugLogging>(options.loggingOn, List<fmi2String>());
  }

  // Steps that a thread of the model computes: waited for, quick, cancelled.
  void asynchronous() {
    if (!scenario.hasAsynchronous)
      return;
    for (int kind : {1, 3, 1}) {
      set(scenario.asynchronous, kind);
      if (doStep(fmi2True) == fmi2Pending)
        awaitStep();
      time += scenario.step;
      statuses();
      outputs().get(instance);
    }
    const Place kept{4};
    instance.call<fmi2GetFMUstate>(kept);
    set(scenario.asynchronous, 2);
    doStep(fmi2True);
    statuses();
    probe(LegalIn::stepInProgress);
    instance.call<fmi2CancelStep>();
    everything().get(instance);
    probe(LegalIn::stepCanceled);
    instance.call<fmi2SetFMUstate>(kept);
    instance.call<fmi2FreeFMUstate>(kept);
    set(scenario.asynchronous, 0);
  }

  // Steps that end with another status, at once and by a thread of the model.
  void failures() {
    if (!scenario.hasStepResult || !scenario.hasAsynchronous)
      return;
    const Place kept{5};
    instance.call<fmi2GetFMUstate>(kept);
    for (int kind : {0, 1})
      for (int result : {fmi2Warning, fmi2Discard, fmi2Error}) {
        set(scenario.asynchronous, kind);
        set(scenario.stepResult, result);
        if (doStep(fmi2True) == fmi2Pending)
          awaitStep();
        statuses();
        everything().get(instance);
        instance.call<fmi2SetFMUstate>(kept);
      }
    instance.call<fmi2FreeFMUstate>(kept);
  }

  void again() {
    settableInstantiated().set(instance, -1);
    initializeQuickly();
    outputs().get(instance);
    for (int i = 0; i < std::min(scenario.steps, 3); i++) {
      inputs().set(instance, 10 + i);
      advance();
      outputs().get(instance);
    }
    terminate();
  }
};

} // namespace

std::unique_ptr<tracer::Session> openCoSimulation(const Setting &setting) {
  return std::make_unique<CoSimulation>(setting);
}

} // namespace tracer::fmi2
