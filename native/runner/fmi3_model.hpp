// A model with FMI 3.0, in a server process of its own: which FMI functions the calls of a program
// become, and what FMI 3.0 wants done around them.
#pragma once

#include "runner/bytes.hpp"
#include "runner/remoted_model.hpp"

namespace runner {

class Fmi3Model final : public RemotedModel {
public:
  explicit Fmi3Model(const Place &place) : RemotedModel(place) {}
  ~Fmi3Model() { release(); }
  void destroy() override { this->~Fmi3Model(); }

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
  Answer enterConfiguration() override;
  Answer exitConfiguration() override;
  Answer enterStepMode() override;
  Answer getIntervals(const unsigned *clocks, size_t count, bool fraction, ClockTime *to) override;
  bool hasArrays() const override { return true; }
  Answer saveState(Bytes &to) override;
  Answer loadState(const uint8_t *bytes, size_t size) override;
  const char *accessor(ValueType type, bool sets) const override;
  SubFrame alike(const SubFrame &subFrame) const override;

protected:
  bool free(remoting::Instance &instance, const char *&function) override;

private:
  Answer logOnly(const Identity &identity);
  bool keepEnumerations(const Identity &identity);
  bool isEnumeration(unsigned reference) const;
  template <class T> T *room(size_t count);

  Experiment experiment_ = {};
  Bytes enumerations_; // value references, ascending
  Bytes converted_;    // values as the model wants them
  double lastTime_ = 0;
  bool eventMode_ = false;
  bool ended_ = false; // by the model, in its last step
};

} // namespace runner
