// A slave from instantiation to the end, and again after each reset.
#include <algorithm>
#include <chrono>
#include <thread>

#include "session.hpp"
#include "tracer/lists.hpp"

namespace tracer::fmi1 {

namespace {

class CoSimulation : public Session {
public:
  using Session::Session;

  void initializeQuickly() override { initialize(); }
  void advance() override { stepOn(); }
  void step(int round) override {
    inputs().set(instance, round);
    advance();
    outputs().get(instance);
  }
  void terminate() override { instance.call<fmiTerminateSlave>(); }
  void freeInstance() override { instance.free<fmiFreeSlaveInstance>(); }

  // Without stepFinished: until fmiGetStatus says something else.
  void awaitStep() override {
    if (functionsOf(options.callbacks).stepFinished)
      return environment.awaitFinished();
    // How often is up to the machine, so the answers are not part of the trace.
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    const auto isPending = [this] {
      const auto answer = instance.call<fmiGetStatus>(fmiDoStepStatus);
      return answer.status == fmiOK && answer.out<2>() == fmiPending;
    };
    instance.silent = true;
    while (isPending() && std::chrono::steady_clock::now() < deadline)
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    instance.silent = false;
    environment.printQueued();
  }

protected:
  // Where the FMU was unpacked to differs between two runs, so the location stays out of the trace.
  bool create(fmiString name, fmiString guid, fmiBoolean loggingOn) override {
    return instance.create<fmiInstantiateSlave>(
        name, guid, hidden(scenario.resources.c_str()), "application/x-fmu-sharedlibrary", 1000.0,
        fmiFalse, fmiFalse, functionsOf(options.callbacks), loggingOn);
  }
  fmiStatus initialize() override {
    time = scenario.start;
    return instance.call<fmiInitializeSlave>(time, scenario.stopDefined, scenario.stop).status;
  }
  bool quickStep() override { return stepOn() <= fmiWarning; }

  void runFromInstantiation() override {
    prepare();
    initialize();
    probe();
    statuses();
    for (int i = 0; i < scenario.steps; i++)
      fullStep(i);
    repeat();
    terminate();
    everything().getOneByOne(instance);
    statuses();
    probe();
    if (options.illegal)
      probeAll(table, instance);
    for (int kind : {1, 3, 2})
      asynchronous(kind);
    for (int kind : {0, 1})
      for (int result : {fmiWarning, fmiDiscard, fmiError})
        failure(kind, result);
    for (int action = 1; action <= 5; action++)
      log(action);
    freeInstance();
  }

private:
  fmiStatus doStep(fmiBoolean isNew = fmiTrue) {
    return instance.call<fmiDoStep>(time, scenario.step, isNew).status;
  }
  // The time goes on where the step was made.
  fmiStatus stepOn() {
    const fmiStatus status = doStep();
    if (status <= fmiWarning)
      time += scenario.step;
    return status;
  }

  void statuses() {
    instance.call<fmiGetStatus>(fmiDoStepStatus);
    instance.call<fmiGetStringStatus>(fmiPendingStatus);
    instance.call<fmiGetRealStatus>(fmiLastSuccessfulTime);
    instance.call<fmiGetIntegerStatus>(fmiDoStepStatus);
    instance.call<fmiGetBooleanStatus>(fmiDoStepStatus);
  }

  void fullStep(int round) {
    inputs().set(instance, round);
    derivatives();
    stepOn();
    everything().get(instance);
    if (round < 2)
      statuses();
    const auto references = continuousOutputs();
    for (int order = 1; order <= scenario.outputDerivativeOrder; order++)
      instance.call<fmiGetRealOutputDerivatives>(references, std::vector(references.size(), order));
  }

  void derivatives() {
    const auto references = continuousInputs().references("real");
    if (scenario.can("canInterpolateInputs") && !references.empty())
      instance.call<fmiSetRealInputDerivatives>(references, std::vector(references.size(), 1),
                                                std::vector(references.size(), 0.25));
  }

  std::vector<unsigned> continuousOutputs() const {
    return Selection(table, scenario,
                     [](const Variable &v) {
                       return v.causality == "output" && v.variability == "continuous";
                     })
        .references("real");
  }

  // A step that is taken back and made with other inputs, and one without a length.
  void repeat() {
    doStep();
    inputs().set(instance, 5);
    doStep(fmiFalse);
    outputs().get(instance);
    time += scenario.step;
    instance.call<fmiDoStep>(time, 0.0, fmiTrue);
    outputs().get(instance);
  }

  // Parameters do not change after the initialization.
  void restart(bool hasReference, unsigned reference, int value) {
    instance.call<fmiResetSlave>();
    if (hasReference)
      set(reference, value);
  }

  // A step that a thread of the slave computes: waited for (1), quick (3), canceled (2).
  void asynchronous(int kind) {
    if (!scenario.hasAsynchronous)
      return;
    restart(true, scenario.asynchronous, kind);
    initialize();
    const bool isPending = doStep() == fmiPending;
    if (kind == 2) {
      statuses();
      instance.call<fmiCancelStep>();
    } else if (isPending) {
      awaitStep();
    }
    statuses();
    everything().get(instance);
  }

  // A step that ends with another status, at once or by a thread of the slave.
  void failure(int kind, int result) {
    if (!scenario.hasStepResult || !scenario.hasAsynchronous)
      return;
    restart(true, scenario.asynchronous, kind);
    set(scenario.stepResult, result);
    initialize();
    if (doStep() == fmiPending)
      awaitStep();
    statuses();
    everything().get(instance);
  }

  void log(int action) {
    restart(scenario.hasLogAction, scenario.logAction, action);
    initialize();
    advance();
    terminate();
  }
};

} // namespace

std::unique_ptr<tracer::Session> openCoSimulation(const Setting &setting) {
  return std::make_unique<CoSimulation>(setting);
}

} // namespace tracer::fmi1
