// A scheduler of one thread: it activates each partition, one after the other.
#include "session.hpp"

namespace tracer::fmi3 {

namespace {

class ScheduledExecution : public Session {
public:
  using Session::Session;

  void advance() override {
    time += scenario.step;
    for (const unsigned clock : clocks("input").references("clock"))
      instance.call<fmi3ActivateModelPartition>(clock, time);
  }
  void step(int round) override {
    inputs().set(instance, round);
    advance();
    outputs().get(instance);
  }

protected:
  bool create(fmi3String name, fmi3String token, fmi3Boolean loggingOn) override {
    return instance.create<fmi3InstantiateScheduledExecution>(
        name, token, hidden(scenario.resources.c_str()), false, loggingOn,
        static_cast<void *>(&environment), functions.log, functions.clockUpdate, functions.lock,
        functions.unlock);
  }

  void simulate() override {
    probe();
    for (int i = 0; i < scenario.steps; i++) {
      inputs().set(instance, i);
      advance();
      clocks("output").get(instance);
      everything().get(instance);
    }
    intervals();
    configure();
    exerciseStates([this] { advance(); });
    exerciseDerivatives();
    for (int action = 1; action <= 5; action++) {
      log(action);
      advance();
    }
    log(0);
  }
};

} // namespace

std::unique_ptr<tracer::Session> openScheduledExecution(const Setting &setting) {
  return std::make_unique<ScheduledExecution>(setting);
}

} // namespace tracer::fmi3
