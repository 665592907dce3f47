// A model as programs see it, whatever version of the FMI it has: one class per version fills this
// in (fmi1_model.hpp, fmi2_model.hpp). Every function but abort() is called by the instance's
// thread alone.
#pragma once

#include "os/text.hpp"
#include "runner/bytes.hpp"
#include "runner/frame.hpp"
#include "runner/log_queue.hpp"
#include "runner/program.hpp"

namespace runner {

// What a call came to. `function` is the FMI function that returned it.
struct Answer {
  Status status = Status::ok;
  const char *function = "";
  bool good() const { return status <= Status::warning; }
};

struct Experiment {
  double start, stop, tolerance;
  uint32_t hasStop, hasTolerance;
};

struct Identity {
  uint32_t kind, visible, loggingOn;
  const char *name, *token, *resources;
  const char *const *categories; // to be logged, if there are any
  uint32_t categoryCount;
  uint32_t eventMode;           // FMI 3.0: it is used, and steps may return early
  const unsigned *enumerations; // FMI 3.0: value references, ascending
  uint32_t enumerationCount;
};

enum class Numbers { states, nominals, derivatives, indicators };

struct EventInfo {
  uint32_t needed, terminate, nominals, values, timeDefined, gap;
  double nextTime;
};
static_assert(sizeof(EventInfo) == 32);

// How a step ended. `reached`: its end, or what the model says that it is instead.
struct StepEnd {
  double reached;
  bool needsEvents, isEarly;
};

// Until a clock ticks again: seconds, with the resolution 0, or a counter
// and its resolution.
struct ClockTime {
  union {
    double seconds;
    uint64_t counter;
  };
  uint64_t resolution;
  uint32_t qualifier, gap;
};
static_assert(sizeof(ClockTime) == 24);

class Model {
public:
  Model(const Model &) = delete;
  Model &operator=(const Model &) = delete;

  virtual Answer instantiate(const Identity &identity) = 0;
  // Frees the instance and ends its process. Fatal: that did not go as it should; the log says how.
  virtual Answer release() = 0;
  virtual Answer setup(const Experiment &experiment) = 0;
  virtual Answer enterInitialization() = 0;
  virtual Answer exitInitialization() = 0;
  // `values` lie where the type wants them; texts and binaries are pointers.
  virtual Answer set(const SubFrame &subFrame, const void *values) = 0;
  // Texts and binaries become pointers that are valid until the next call.
  virtual Answer get(const SubFrame &subFrame, void *values) = 0;
  virtual Answer step(double time, double size, bool final, StepEnd &end) = 0;
  // After a discarded step: until when it came. Not good: the model does not say.
  virtual Answer lastTime(double &time) = 0;
  // After a discarded step: whether the model wants the simulation to end. Not good: it does not
  // say.
  virtual Answer terminated(bool &yes) = 0;
  virtual Answer terminate() = 0;
  virtual Answer reset() = 0;
  virtual Answer enterEvents() = 0;
  virtual Answer newDiscreteStates(EventInfo &info) = 0;
  virtual Answer enterContinuousTime() = 0;
  virtual Answer setTime(double time) = 0;
  virtual Answer setStates(const double *states, size_t count) = 0;
  virtual Answer getNumbers(Numbers which, double *to, size_t count) = 0;
  virtual Answer completedStep(bool final, uint32_t &enterEvents, uint32_t &terminate) = 0;
  // FMI 3.0 only.
  virtual Answer enterConfiguration() { return isNot("configuration mode"); }
  virtual Answer exitConfiguration() { return isNot("configuration mode"); }
  virtual Answer enterStepMode() { return isNot("step mode"); }
  virtual Answer getIntervals(const unsigned *, size_t, bool, ClockTime *) {
    return isNot("clocks");
  }
  virtual bool hasArrays() const { return false; }
  // FMI 2.0 and 3.0, of models that can serialize their state: its bytes are added to `to`.
  virtual Answer saveState(Bytes &) { return isNot("FMU state"); }
  virtual Answer loadState(const uint8_t *, size_t) { return isNot("FMU state"); }

  // The name of the function that sets or gets a type; null: this FMI version does not have it.
  virtual const char *accessor(ValueType type, bool sets) const = 0;
  // The beginning of a sub-frame that one call of that function can take, with its type; no less
  // than one variable, if there are any.
  virtual SubFrame alike(const SubFrame &subFrame) const { return subFrame; }

  // For a thread that must not wait: set(), get(), step(), lastTime() and terminated() are
  // `postponed` where they would have to. Made once more, with the same arguments and before
  // anything else, they go on; without hurry they wait. False: this model does not know how.
  virtual bool hurry(bool yes) = 0;

  // For a list of calls: while this is on, set(), get() and step() are sent, wait for nothing and
  // are `postponed`. They are made once more afterwards, in the same order, up to the first that
  // fails. False: this model does not know how, or not now.
  virtual bool ahead(bool yes) = 0;

  // From any thread: what is under way, and everything after it, is fatal.
  virtual void abort() = 0;
  // After abort(), when nothing is under way: the model's process ends now.
  virtual void end() = 0;

  // Puts what the model has printed into the log; `all`: also what is still on its way.
  virtual void collectOutput(bool all) = 0;

  LogQueue log;

protected:
  Answer isNot(const char *what) {
    os::Text text;
    text.format("There is no %s in this version of the FMI.", what);
    log.add(static_cast<int>(Status::error), "fmutool", text.text, strlen(text.text));
    return {Status::error, ""};
  }
  Model() = default;
  ~Model() = default;
};

} // namespace runner
