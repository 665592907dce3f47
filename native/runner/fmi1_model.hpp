// A model with FMI 1.0, in a server process of its own: which FMI functions the calls of a program
// become. FMI 1.0 has one call for initialization, which is made when it ends; what is set before
// that are start values.
#pragma once

#include "fmi/fmi1.h"
#include "runner/remoted_model.hpp"

namespace runner {

class Fmi1Model final : public RemotedModel {
public:
  explicit Fmi1Model(const Place &place) : RemotedModel(place) {}
  ~Fmi1Model() { release(); }
  void destroy() override { this->~Fmi1Model(); }

  Answer instantiate(const Identity &identity) override;
  Answer setup(const Experiment &experiment) override;
  Answer enterInitialization() override { return {}; }
  Answer exitInitialization() override;
  Answer set(const SubFrame &subFrame, const void *values) override;
  Answer get(const SubFrame &subFrame, void *values) override;
  Answer step(double time, double size, bool final, StepEnd &end) override;
  Answer lastTime(double &time) override;
  // No slave can say so.
  Answer terminated(bool &) override { return {Status::error, ""}; }
  Answer terminate() override;
  Answer reset() override;
  Answer enterEvents() override { return {}; }
  Answer newDiscreteStates(EventInfo &info) override;
  Answer enterContinuousTime() override { return {}; }
  Answer setTime(double time) override;
  Answer setStates(const double *states, size_t count) override;
  Answer getNumbers(Numbers which, double *to, size_t count) override;
  Answer completedStep(bool final, uint32_t &enterEvents, uint32_t &terminate) override;
  const char *accessor(ValueType type, bool sets) const override;

protected:
  bool free(remoting::Instance &instance, const char *&function) override;

private:
  bool isSlave_ = false; // for co-simulation
  Experiment experiment_{};
  fmiEventInfo initialEvent_{}; // what fmiInitialize said, until it has been asked for
  bool hasInitialEvent_ = false;
};

} // namespace runner
