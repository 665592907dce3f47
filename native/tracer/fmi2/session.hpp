// A session of FMI 2.0: the pieces that both interfaces share.
#pragma once

#include "callbacks.hpp"
#include "probes.hpp"
#include "rows.hpp"
#include "version.hpp"

namespace tracer::fmi2 {

class Session : public tracer::Session {
public:
  explicit Session(const Setting &setting);

  bool instantiate() override { return create(options.loggingOn); }
  void initializeQuickly() override;
  void advance() override { stepOn(fmi2True); }
  void awaitStep() override;
  void terminate() override { instance.call<fmi2Terminate>(); }
  void freeInstance() override { instance.free<fmi2FreeInstance>(); }
  void run() override;
  bool cycle() override;

protected:
  // After refused instantiations, where they were asked for.
  virtual void runFromInstantiation() = 0;
  // The least that is a step of the interface: whether it went well.
  virtual bool quickStep() { return true; }

  // From instantiated to the end of initialization mode, with everything that is legal on the way.
  void initialize();
  fmi2Status doStep(fmi2Boolean noSetPrior);
  // The same; the time goes on where the step was made.
  fmi2Status stepOn(fmi2Boolean noSetPrior);
  // Illegal calls, where they were asked for.
  void probe(LegalIn mode);
  void set(unsigned reference, int value);

  // FMU states: kept, serialized, gone on, restored, compared by reading all.
  void exerciseStates(const std::function<void()> &goOn);
  void exerciseDirectionalDerivatives();
  // Extreme values through the inputs to the outputs, without a step.
  void exerciseExtremes();

private:
  bool create(bool loggingOn);
  bool create(fmi2String name, fmi2Type type, fmi2String guid, fmi2Boolean loggingOn);
  fmi2Status setup();
  fmi2Type type() const { return scenario.coSimulation ? fmi2CoSimulation : fmi2ModelExchange; }

  Importer importer_;
};

} // namespace tracer::fmi2
