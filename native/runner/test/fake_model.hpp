// A model without a process that looks at everything it is given, so that the sanitizers see
// whether it is there.
#pragma once

#include "runner/model.hpp"

namespace runner {

class FakeModel final : public Model {
public:
  Status status = Status::ok;     // of every call
  Status stepStatus = Status::ok; // of a step, where that is worse
  unsigned calls = 0;
  unsigned seen = 0;  // of everything that was passed
  bool ended = false; // said of a step that is discarded
  bool knowsAhead = true;
  unsigned sent = 0;     // calls that were sent ahead
  unsigned patience = 0; // how many calls are answered at once in a hurry before one is postponed
  unsigned mistaken = 0; // calls made while another one was postponed

  Answer instantiate(const Identity &identity) override {
    look(identity.name, strlen(identity.name));
    look(identity.token, strlen(identity.token));
    look(identity.resources, strlen(identity.resources));
    for (uint32_t i = 0; i < identity.categoryCount; ++i)
      look(identity.categories[i], strlen(identity.categories[i]));
    return called("instantiate");
  }
  Answer release() override { return called("release"); }
  Answer setup(const Experiment &experiment) override {
    look(&experiment, sizeof experiment);
    return called("setup");
  }
  Answer enterInitialization() override { return called("enterInitialization"); }
  Answer exitInitialization() override { return called("exitInitialization"); }
  Answer set(const SubFrame &list, const void *values) override {
    if (postpones("set"))
      return {Status::postponed, "set"};
    look(list.references, list.count * sizeof *list.references);
    if (list.type == ValueType::string) {
      const auto *texts = static_cast<const char *const *>(values);
      for (uint32_t i = 0; i < list.count; ++i)
        look(texts[i], strlen(texts[i]));
    } else {
      const size_t each = list.type == ValueType::real       ? 8
                          : list.type == ValueType::boolean1 ? 1
                                                             : 4;
      look(values, list.count * each);
    }
    return called("set");
  }
  Answer get(const SubFrame &list, void *values) override {
    if (postpones("get"))
      return {Status::postponed, "get"};
    look(list.references, list.count * sizeof *list.references);
    for (uint32_t i = 0; i < list.count; ++i) {
      if (list.type == ValueType::string)
        static_cast<const char **>(values)[i] = i % 3 == 0 ? nullptr : &"text"[i % 5];
      else if (list.type == ValueType::real)
        static_cast<double *>(values)[i] = i;
      else
        static_cast<int *>(values)[i] = static_cast<int>(i);
    }
    return called("get");
  }
  Answer step(double, double, bool, StepEnd &) override {
    if (postpones("step"))
      return {Status::postponed, "step"};
    const Answer answer = called("step");
    return stepStatus > answer.status ? Answer{stepStatus, "step"} : answer;
  }
  Answer lastTime(double &time) override {
    if (postpones("lastTime"))
      return {Status::postponed, "lastTime"};
    time = 0.5;
    return {Status::ok, "lastTime"};
  }
  Answer terminated(bool &yes) override {
    if (postpones("terminated"))
      return {Status::postponed, "terminated"};
    yes = ended;
    return {Status::ok, "terminated"};
  }
  Answer terminate() override { return called("terminate"); }
  Answer reset() override { return called("reset"); }
  Answer enterEvents() override { return called("enterEvents"); }
  Answer newDiscreteStates(EventInfo &info) override {
    info.needed = 1;
    return called("newDiscreteStates");
  }
  Answer enterContinuousTime() override { return called("enterContinuousTime"); }
  Answer setTime(double) override { return called("setTime"); }
  Answer setStates(const double *states, size_t count) override {
    look(states, count * sizeof *states);
    return called("setStates");
  }
  Answer getNumbers(Numbers, double *to, size_t count) override {
    for (size_t i = 0; i < count; ++i)
      to[i] = 1;
    return called("getNumbers");
  }
  Answer completedStep(bool, uint32_t &enterEvents, uint32_t &terminate) override {
    enterEvents = 1;
    terminate = 0;
    return called("completedStep");
  }
  const char *accessor(ValueType type, bool sets) const override {
    return (type == ValueType::boolean1 && sets) || type == ValueType::real ||
                   type == ValueType::integer || type == ValueType::boolean ||
                   type == ValueType::string
               ? "accessor"
               : nullptr;
  }
  bool hurry(bool yes) override {
    hurried_ = yes;
    return true;
  }
  bool ahead(bool yes) override {
    ahead_ = yes && knowsAhead;
    return knowsAhead;
  }
  void abort() override {}
  void end() override {}
  void collectOutput(bool) override {}

private:
  // The answer to a call that was postponed is on its way, so that the next call has to be the
  // same.
  bool postpones(const char *name) {
    sent += ahead_;
    if (ahead_)
      return true;
    mistaken += waiting_ && strcmp(waiting_, name) != 0;
    const bool now = hurried_ && patience == 0;
    patience -= hurried_ && patience > 0;
    waiting_ = now ? name : nullptr;
    return now;
  }
  bool hurried_ = false;
  bool ahead_ = false;
  const char *waiting_ = nullptr; // the call that was postponed
  void look(const void *data, size_t size) {
    for (size_t i = 0; i < size; ++i)
      seen += static_cast<const uint8_t *>(data)[i];
  }
  Answer called(const char *name) {
    ++calls;
    return {status, name};
  }
};

} // namespace runner
