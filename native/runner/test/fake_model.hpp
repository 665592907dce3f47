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
  bool isFmi3 = false;   // has every type and arrays; integers of odd references are enumerations

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
    const auto *texts = static_cast<const char *const *>(values);
    if (list.type == ValueType::string || list.type == ValueType::binary) {
      for (size_t i = 0; i < list.values; ++i)
        look(texts[i], list.sizes ? list.sizes[i] : strlen(texts[i]));
    } else {
      look(values, list.values * width(list.type));
    }
    return called("set");
  }
  Answer get(const SubFrame &list, void *values) override {
    if (postpones("get"))
      return {Status::postponed, "get"};
    look(list.references, list.count * sizeof *list.references);
    for (size_t i = 0; i < list.values; ++i) {
      if (list.type == ValueType::string || list.type == ValueType::binary)
        static_cast<const char **>(values)[i] = i % 3 == 0 ? nullptr : &"text"[i % 5];
      else if (list.type == ValueType::real)
        static_cast<double *>(values)[i] = static_cast<double>(i);
      else if (width(list.type) == 4)
        static_cast<int *>(values)[i] = static_cast<int>(i);
      if (list.sizes)
        list.sizes[i] = 4 - i % 5;
    }
    if (width(list.type) != 4 && list.type != ValueType::real && width(list.type) != 0)
      memset(values, 0x5a, list.values * width(list.type));
    return called("get");
  }
  Answer step(double time, double size, bool, StepEnd &end) override {
    if (postpones("step"))
      return {Status::postponed, "step"};
    if (isFmi3)
      end = {time + size / 2, true, true};
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
  Answer getIntervals(const unsigned *clocks, size_t count, bool fraction, ClockTime *to) override {
    look(clocks, count * sizeof *clocks);
    for (size_t i = 0; i < count; ++i) {
      to[i].counter = fraction ? 3 : 0;
      to[i].resolution = fraction ? 8 : 0;
      to[i].qualifier = 2;
    }
    return called("getIntervals");
  }
  Answer saveState(Bytes &to) override {
    memcpy(to.add(5), "state", 5);
    return called("saveState");
  }
  Answer loadState(const uint8_t *bytes, size_t size) override {
    look(bytes, size);
    return called("loadState");
  }
  bool hasArrays() const override { return isFmi3; }
  SubFrame alike(const SubFrame &list) const override {
    SubFrame part = list;
    if (!isFmi3 || part.type != ValueType::integer || part.count == 0)
      return part;
    part.count = 1;
    while (part.count < list.count && (part.references[part.count] & 1) == (*part.references & 1))
      ++part.count;
    part.type = *part.references & 1 ? ValueType::enumeration : ValueType::integer;
    Frame::count(part);
    return part;
  }
  const char *accessor(ValueType type, bool sets) const override {
    if (isFmi3)
      return width(type) != 0 || type == ValueType::string || type == ValueType::binary ? "accessor"
                                                                                        : nullptr;
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

  // Bytes of a value, 0 for those of no fixed size.
  static size_t width(ValueType type) {
    switch (type) {
    case ValueType::real:
    case ValueType::int64:
    case ValueType::uint64:
      return 8;
    case ValueType::integer:
    case ValueType::enumeration:
    case ValueType::boolean:
    case ValueType::uint32:
    case ValueType::float32:
      return 4;
    case ValueType::int16:
    case ValueType::uint16:
      return 2;
    case ValueType::boolean1:
    case ValueType::int8:
    case ValueType::uint8:
    case ValueType::clock:
      return 1;
    default:
      return 0;
    }
  }

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
