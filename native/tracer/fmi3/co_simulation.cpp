// A co-simulation from instantiation to the end, with events and intermediate updates.
#include "session.hpp"

namespace tracer::fmi3 {

namespace {

class CoSimulation : public Session {
public:
  explicit CoSimulation(const Setting &setting) : Session(setting) {
    environment.intermediate = [this] {
      intermediateOutputs().get(instance);
      intermediateInputs().set(instance, updates_);
      // Now and then the step ends here.
      return ++updates_ % 5 == 0;
    };
  }

  void start() override {
    initializeQuickly();
    leaveEventMode();
  }
  void advance() override { stepOn(true); }
  void step(int round) override {
    inputs().set(instance, round);
    advance();
    outputs().get(instance);
  }

protected:
  // Where the FMU was unpacked to differs between two runs, so the resources stay out of the trace.
  bool create(fmi3String name, fmi3String token, fmi3Boolean loggingOn) override {
    return instance.create<fmi3InstantiateCoSimulation>(
        name, token, hidden(scenario.resources.c_str()), false, loggingOn, hasEvents(), true,
        required(), static_cast<void *>(&environment), functions.log, functions.intermediateUpdate);
  }
  bool quickStep() override {
    instance.call<fmi3EnterStepMode>();
    return stepOn(true) <= fmi3Warning;
  }

  void simulate() override {
    if (hasEvents()) {
      event();
      instance.call<fmi3EnterStepMode>();
    }
    probe();
    for (int i = 0; i < scenario.steps; i++)
      fullStep(i);
    configure();
    exerciseStates([this] { stepOn(false); });
    exerciseDerivatives();
    for (int action = 1; action <= 5; action++) {
      log(action);
      advance();
    }
    log(0);
  }

private:
  bool hasEvents() const { return scenario.can("hasEventMode"); }
  void leaveEventMode() {
    if (hasEvents())
      instance.call<fmi3EnterStepMode>();
  }

  Selection intermediateOutputs() const {
    return Selection(table, scenario,
                     [](const Variable &v) { return v.intermediate && v.causality != "input"; });
  }
  Selection intermediateInputs() const {
    return Selection(table, scenario,
                     [](const Variable &v) { return v.intermediate && v.causality == "input"; });
  }
  std::vector<unsigned> required() const {
    std::vector<unsigned> result;
    for (const Variable &variable : scenario.variables)
      if (variable.intermediate)
        result.push_back(variable.reference);
    return result;
  }

  // Where it returns early it goes on from there.
  fmi3Status stepOn(bool noSetPrior) {
    const auto called = instance.call<fmi3DoStep>(time, scenario.step, noSetPrior);
    if (called.status <= fmi3Warning) {
      time = called.out<7>();
      needsEvent_ = called.out<4>();
    }
    return called.status;
  }

  // Each alone: a model has them for some outputs only.
  void outputDerivatives() {
    for (const Variable &v : scenario.variables)
      if (v.causality == "output" && v.variability == "continuous" && v.type == "float64")
        for (fmi3Int32 order = 1; order <= scenario.outputDerivativeOrder; order++)
          instance.call<fmi3GetOutputDerivatives>(List(&v.reference, 1), List(&order, 1), v.size);
  }

  void fullStep(int round) {
    inputs().set(instance, round);
    if (round == 2)
      tunableParameters().set(instance, -1);
    stepOn(round % 2 == 0);
    everything().get(instance);
    outputDerivatives();
    if (!hasEvents() || !(needsEvent_ || round % 4 == 3))
      return;
    instance.call<fmi3EnterEventMode>();
    event();
    instance.call<fmi3EnterStepMode>();
  }

  int updates_ = 0;
  bool needsEvent_ = false;
};

} // namespace

std::unique_ptr<tracer::Session> openCoSimulation(const Setting &setting) {
  return std::make_unique<CoSimulation>(setting);
}

} // namespace tracer::fmi3
