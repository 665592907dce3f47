// A model with FMI 2.0, in a server process of its own: which FMI functions the calls of a program
// become, and what FMI 2.0 wants done around them.
#pragma once

#include "runner/remoted_model.hpp"

namespace runner {

class Fmi2Model final : public RemotedModel {
public:
  explicit Fmi2Model(const Place &place) : RemotedModel(place) {}
  ~Fmi2Model() { release(); }
  void destroy() override { this->~Fmi2Model(); }

  Answer instantiate(const Identity &identity) override;
  Answer setup(const Experiment &experiment) override;
  Answer enterInitialization() override;
  Answer exitInitialization() override;
  Answer set(const SubFrame &subFrame, const void *values) override;
  Answer get(const SubFrame &subFrame, void *values) override;
  Answer step(double time, double size, bool final, StepEnd &end) override;
  Answer lastTime(double &time) override;
  Answer terminated(bool &yes) override;
  Answer terminate() override;
  Answer reset() override;
  Answer enterEvents() override;
  Answer newDiscreteStates(EventInfo &info) override;
  Answer enterContinuousTime() override;
  Answer setTime(double time) override;
  Answer setStates(const double *states, size_t count) override;
  Answer getNumbers(Numbers which, double *to, size_t count) override;
  Answer completedStep(bool final, uint32_t &enterEvents, uint32_t &terminate) override;
  Answer saveState(Bytes &to) override;
  Answer loadState(const uint8_t *bytes, size_t size) override;
  const char *accessor(ValueType type, bool sets) const override;

protected:
  bool free(remoting::Instance &instance, const char *&function) override;

private:
  Answer logOnly(const Identity &identity);
};

} // namespace runner
