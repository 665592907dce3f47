// A session of FMI 3.0: the pieces that the interfaces share.
#pragma once

#include "callbacks.hpp"
#include "rows.hpp"
#include "version.hpp"

namespace tracer::fmi3 {

class Session : public tracer::Session {
public:
  explicit Session(const Setting &setting);

  bool instantiate() override;
  void initializeQuickly() override { enterAndExit(); }
  // No function of FMI 3.0 returns before it is done.
  void awaitStep() override {}
  void terminate() override { instance.call<fmi3Terminate>(); }
  void freeInstance() override { instance.free<fmi3FreeInstance>(); }
  void run() override;
  bool cycle() override;

protected:
  // Calls the interface's own function.
  virtual bool create(fmi3String name, fmi3String token, fmi3Boolean loggingOn) = 0;
  // The least that is a step of the interface: whether it went well.
  virtual bool quickStep() { return true; }
  // From initialized on, and where the interface can be at the end.
  virtual void simulate() = 0;

  // From Instantiated through Configuration Mode and Initialization Mode, with everything on the
  // way.
  void initialize();
  // Event Mode: all clocks, then iterations until nothing changes; true: the model wants to end.
  bool event();
  // In Initialization Mode shifts can be set, too.
  void intervals();
  void configure();
  // FMU states: kept, serialized, gone on, restored, compared by reading all.
  void exerciseStates(const std::function<void()> &goOn);
  void exerciseDerivatives();
  // Illegal lists, where they were asked for.
  void probe();
  void log(int action);

  Selection clocks(const std::string &causality) const;
  bool isTimeEvent() const { return timed_ && time >= nextEvent_; }

  const Functions functions;

private:
  fmi3Status enterAndExit();
  void dependencies();
  void shifts();
  Selection settable() const;
  void extremes();
  bool timed_ = false;
  double nextEvent_ = 0;
};

} // namespace tracer::fmi3
