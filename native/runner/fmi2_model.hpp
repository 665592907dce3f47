// A model with FMI 2.0, in a server process of its own: which FMI functions the calls of a program
// become, and what FMI 2.0 wants done around them.
#pragma once

#include "os/threads.hpp"
#include "runner/model.hpp"

#include <atomic>

namespace remoting {
class Instance;
}

namespace runner {

struct Place {
  const char *server, *library; // absolute paths
  uint64_t limit;               // nanoseconds a call may take, 0: no limit
};

class Fmi2Model final : public Model {
public:
  explicit Fmi2Model(const Place &place) : place_(place) {}
  ~Fmi2Model() { release(); }

  Answer instantiate(const Identity &identity) override;
  Answer release() override;
  Answer setup(const Experiment &experiment) override;
  Answer enterInitialization() override;
  Answer exitInitialization() override;
  Answer set(const SubFrame &subFrame, const void *values) override;
  Answer get(const SubFrame &subFrame, void *values) override;
  Answer step(double time, double size, bool final) override;
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
  const char *accessor(ValueType type, bool sets) const override;
  bool hurry(bool yes) override;
  bool ahead(bool yes) override;
  void abort() override;
  void end() override;
  void collectOutput(bool all) override;
  // Whether there is an instance that has not been released.
  bool alive() const { return instance_ != nullptr; }

private:
  Answer returned(int status, const char *function);
  Answer refuse(const char *function, const char *why);
  int awaitStep();
  Answer endOnRequest(const char *function);
  Answer logOnly(const Identity &identity);

  const Place place_;
  remoting::Instance *instance_ = nullptr; // changed under lock_ only, for abort()
  os::Mutex lock_;
  std::atomic<bool> aborted_{false};
  bool hurried_ = false;
  bool computesAside_ = false; // a step is pending whose status is asked for later
  bool fatal_ = false; // the model has said so; FMI 2.0.4, 2.1.3: nothing may be called any more
};

} // namespace runner
