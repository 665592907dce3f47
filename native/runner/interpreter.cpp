#include "runner/interpreter.hpp"

namespace runner {
namespace {

constexpr uint32_t firstCall = static_cast<uint32_t>(Call::instantiate);
constexpr uint32_t lastCall = static_cast<uint32_t>(Call::loadState);

// Bytes that the values of a type take, each; 0 for those of no fixed size.
size_t sizeOf(ValueType type) {
  switch (type) {
  case ValueType::boolean1:
  case ValueType::int8:
  case ValueType::uint8:
  case ValueType::clock:
    return 1;
  case ValueType::int16:
  case ValueType::uint16:
    return 2;
  case ValueType::float32:
  case ValueType::uint32:
  case ValueType::boolean:
  case ValueType::integer:
  case ValueType::enumeration:
    return 4;
  case ValueType::real:
  case ValueType::int64:
  case ValueType::uint64:
    return 8;
  default:
    return 0;
  }
}

bool canBePostponed(Call call) {
  return call == Call::set || call == Call::get || call == Call::step;
}

bool isText(ValueType type) { return type == ValueType::string; }

// The parts of a frame's sub-frames that the model takes with one call each.
class Parts {
public:
  Parts(const uint8_t *data, size_t size, const Model &model) : list_(data, size), model_(model) {}

  // False: there are no more, or the frame is damaged.
  bool next(SubFrame &to) {
    if (rest_.count == 0 && !list_.next(rest_))
      return false;
    to = model_.alike(rest_);
    rest_.references += to.count;
    if (rest_.elements)
      rest_.elements += to.count;
    rest_.count -= to.count;
    rest_.values -= to.values;
    return true;
  }
  bool sound() const { return list_.sound(); }

private:
  Frame list_;
  const Model &model_;
  SubFrame rest_ = {};
};

// A text that ends with a zero byte; null if none does.
const char *text(Reader &input) {
  size_t length = 0;
  Reader ahead = input;
  const uint8_t *byte;
  while ((byte = ahead.take(1)) && *byte != 0)
    ++length;
  return byte ? reinterpret_cast<const char *>(input.take(length + 1)) : nullptr;
}

} // namespace

void Interpreter::begin(const uint8_t *program, size_t size) {
  program_ = program;
  size_ = size;
  head_ = {};
  result_.clear();
  result_.add(sizeof head_);
  next_ = 0;
  place_ = 0;
  fresh_ = true;
}

// Whether all calls are of those that can wait for each other in the model's process, no fewer than
// `least`, and few enough for the channel.
bool Interpreter::canBeSentAhead(unsigned least) const {
  constexpr size_t longest = 8192; // with what comes back for integers half of a ring of 16 packets
  if (size_ > longest)
    return false;
  Reader reader(program_, size_);
  unsigned count = 0;
  for (; reader.left() > 0; ++count) {
    CallHead call;
    if (!reader.value(call) || !reader.take(call.size) || !reader.align(8) ||
        !canBePostponed(static_cast<Call>(call.call)))
      return false;
  }
  return count >= least;
}

// Every call is a way to the model's process and back. Where all of them can be sent at once, it
// finds one after the other, and no thread has to wait; run() collects the answers.
bool Interpreter::sendAhead(unsigned least) {
  constexpr unsigned most = 8;
  if (!canBeSentAhead(least) || !model_.ahead(true))
    return false;
  credit_ = most;
  Reader reader(program_, size_);
  while (credit_ > 0 && reader.left() > 0) {
    CallHead call;
    reader.value(call);
    Reader input(reader.take(call.size), call.size);
    reader.align(8);
    reached_ = 0;
    worst_ = {};
    const Answer answer = carryOut(static_cast<Call>(call.call), input);
    if (answer.status == Status::postponed && credit_ > 0)
      --credit_; // a step; sub-frames count themselves
    else if (!answer.good())
      credit_ = 0;
  }
  credit_ = 0;
  model_.ahead(false);
  result_.cut(sizeof head_);
  return true;
}

bool Interpreter::send() {
  fresh_ = !sendAhead(1);
  return !fresh_;
}

bool Interpreter::run(bool hurry) {
  if (fresh_)
    sendAhead(2);
  fresh_ = false;
  Reader reader(program_, size_);
  reader.take(next_);
  while (reader.left() > 0) {
    const size_t start = size_ - reader.left();
    CallHead call;
    const uint8_t *input = reader.value(call) ? reader.take(call.size) : nullptr;
    const bool sound = input && reader.align(8) && call.call >= firstCall && call.call <= lastCall;
    if (hurry && sound && !canBePostponed(static_cast<Call>(call.call)))
      return postpone(start, 0);
    const bool begun = place_ != 0;
    const size_t place = begun ? place_ : result_.size();
    place_ = 0;
    if (!begun) {
      reached_ = 0;
      worst_ = {};
      discarded_ = lastTimeAsked_ = false;
    }
    Answer answer;
    if (!sound) {
      answer = refuse("the list of calls is damaged");
    } else if (!begun && !result_.add(sizeof(CallHead))) {
      answer = refuse("the results are too big");
    } else if (discarded_) {
      answer = {Status::discard, stepFunction_};
    } else {
      Reader its(input, call.size);
      answer = carryOut(static_cast<Call>(call.call), its);
    }
    if (answer.status == Status::postponed)
      return postpone(start, place);
    if (answer.status == Status::discard && static_cast<Call>(call.call) == Call::step) {
      discarded_ = true;
      stepFunction_ = answer.function;
      if (!lastTimeAsked_) {
        const Answer last = model_.lastTime(head_.lastTime);
        if (last.status == Status::postponed)
          return postpone(start, place);
        if (last.good())
          head_.flags |= hasLastTime;
        lastTimeAsked_ = true;
      }
      bool ended = false;
      const Answer end = model_.terminated(ended);
      if (end.status == Status::postponed)
        return postpone(start, place);
      if (end.good() && ended)
        head_.flags |= hasEnded;
    }
    if (static_cast<uint32_t>(answer.status) > head_.status)
      head_.status = static_cast<uint32_t>(answer.status);
    if (!answer.good()) {
      result_.cut(place);
      strncpy(head_.failed, answer.function, sizeof head_.failed - 1);
      break;
    }
    const CallHead output = {static_cast<uint32_t>(result_.size() - place - sizeof(CallHead)), 0};
    if (!result_.align(8)) {
      result_.cut(place);
      refuse("the results are too big");
      head_.status = static_cast<uint32_t>(Status::error);
      break;
    }
    memcpy(result_.data() + place, &output, sizeof output);
    ++head_.completed;
  }
  finish(head_);
  return true;
}

bool Interpreter::postpone(size_t start, size_t place) {
  next_ = start;
  place_ = place;
  return false;
}

void Interpreter::finish(const ResultHead &head) {
  ResultHead last = head;
  model_.collectOutput(head.status > static_cast<uint32_t>(Status::warning));
  last.logSize = static_cast<uint32_t>(model_.log.size());
  if (result_.size() >= sizeof last)
    memcpy(result_.data(), &last, sizeof last);
}

Answer Interpreter::refuse(const char *why) {
  if (credit_ > 0) // it will be said when the call is made in earnest
    return {Status::error, ""};
  static constexpr char category[] = "fmutool";
  model_.log.add(static_cast<int>(Status::error), category, why, strlen(why));
  return {Status::error, ""};
}

Answer Interpreter::carryOut(Call call, Reader &input) {
  switch (call) {
  case Call::instantiate:
    return instantiate(input);
  case Call::free:
    return model_.release();
  case Call::setup:
    return setup(input);
  case Call::enterInitialization:
    return model_.enterInitialization();
  case Call::exitInitialization:
    return model_.exitInitialization();
  case Call::set:
    return set(input);
  case Call::get:
    return get(input);
  case Call::step:
    return step(input);
  case Call::terminate:
    return model_.terminate();
  case Call::reset:
    return model_.reset();
  case Call::enterEvents:
    return model_.enterEvents();
  case Call::newDiscreteStates:
    return newDiscreteStates();
  case Call::enterContinuousTime:
    return model_.enterContinuousTime();
  case Call::setTime: {
    double time = 0;
    return input.value(time) ? model_.setTime(time) : refuse("a time is missing");
  }
  case Call::setStates:
    return setStates(input);
  case Call::getStates:
    return getNumbers(Numbers::states, input);
  case Call::getNominals:
    return getNumbers(Numbers::nominals, input);
  case Call::getDerivatives:
    return getNumbers(Numbers::derivatives, input);
  case Call::getIndicators:
    return getNumbers(Numbers::indicators, input);
  case Call::completedStep:
    return completedStep(input);
  case Call::enterConfiguration:
    return model_.enterConfiguration();
  case Call::exitConfiguration:
    return model_.exitConfiguration();
  case Call::enterStepMode:
    return model_.enterStepMode();
  case Call::getIntervals:
    return getIntervals(input);
  case Call::saveState:
    return model_.saveState(result_);
  case Call::loadState: {
    const size_t size = input.left();
    return model_.loadState(input.take(size), size);
  }
  }
  return refuse("there is no such call");
}

Answer Interpreter::instantiate(Reader &input) {
  Identity identity = {};
  if (!input.value(identity.kind) || !input.value(identity.visible) ||
      !input.value(identity.loggingOn) || !input.value(identity.categoryCount) ||
      !input.value(identity.eventMode) || !input.value(identity.enumerationCount) ||
      !(identity.enumerations = input.array<unsigned>(identity.enumerationCount)) ||
      !(identity.name = text(input)) || !(identity.token = text(input)) ||
      !(identity.resources = text(input)) || identity.categoryCount > input.left())
    return refuse("what an instance needs is missing");
  pointers_.clear();
  auto **categories =
      reinterpret_cast<const char **>(pointers_.add(identity.categoryCount * sizeof(const char *)));
  if (!categories)
    return refuse("there are too many log categories");
  for (uint32_t i = 0; i < identity.categoryCount; ++i) {
    if (!(categories[i] = text(input)))
      return refuse("a log category is missing");
  }
  identity.categories = categories;
  return model_.instantiate(identity);
}

Answer Interpreter::setup(Reader &input) {
  Experiment experiment = {};
  if (!input.value(experiment.start) || !input.value(experiment.stop) ||
      !input.value(experiment.tolerance) || !input.value(experiment.hasStop) ||
      !input.value(experiment.hasTolerance))
    return refuse("what an experiment needs is missing");
  return model_.setup(experiment);
}

// The whole frame and all values are looked at before the model sees the first of them.
Answer Interpreter::set(Reader &input) {
  uint32_t frameSize = 0, gap = 0;
  if (!input.value(frameSize) || !input.value(gap))
    return refuse("a frame is missing");
  const uint8_t *frame = input.take(frameSize);
  if (!frame || !input.align(8))
    return refuse("a frame is damaged");
  const size_t size = input.left();
  const uint8_t *bytes = input.take(size);
  constexpr bool passes[] = {false, true};
  for (const bool *earnest = passes; earnest < passes + 2; ++earnest) {
    Parts list(frame, frameSize, model_);
    Reader values(bytes, size);
    SubFrame subFrame;
    for (uint32_t index = 0; list.next(subFrame); ++index) {
      if (!canHave(subFrame, true))
        return refuse("a frame has a type of values that this FMU cannot have");
      const size_t each = sizeOf(subFrame.type);
      const void *place = nullptr;
      if (isText(subFrame.type) || subFrame.type == ValueType::binary) {
        const Answer answer = setPointers(subFrame, values);
        if (!answer.good())
          return answer;
        place = pointers_.data();
      } else if (!values.align(each) || each * uint64_t{subFrame.values} > values.left() ||
                 !(place = values.take(each * subFrame.values))) {
        return refuse("values do not fit their frame");
      }
      if (!*earnest || subFrame.values == 0 || index < reached_)
        continue;
      const Answer answer = model_.set(subFrame, place);
      if (!reach(index, answer))
        return answer;
    }
    if (!list.sound())
      return refuse("a frame is damaged");
  }
  return worst_;
}

// Collects pointers to texts or binaries, which stay where they are.
Answer Interpreter::setPointers(SubFrame &subFrame, Reader &values) {
  pointers_.clear();
  // The beginning is aligned even if there are no texts.
  if (!values.align(4) || subFrame.values > values.left() / sizeof(uint32_t))
    return refuse("values do not fit their frame");
  const uint8_t **pointers = pointersFor(subFrame);
  if (!pointers)
    return refuse("there are too many texts or binaries");
  for (size_t i = 0; i < subFrame.values; ++i) {
    uint32_t length = 0;
    if (!values.align(4) || !values.value(length))
      return refuse("values do not fit their frame");
    const uint8_t *bytes = values.take(length);
    if (!bytes)
      return refuse("values do not fit their frame");
    if (isText(subFrame.type) && (length == 0 || bytes[length - 1] != 0))
      return refuse("a text does not end with a zero byte");
    pointers[i] = bytes;
    if (subFrame.sizes)
      subFrame.sizes[i] = length;
  }
  return {};
}

// Room for a pointer to each text or binary and, of binaries, for their sizes. Null: there is none.
const uint8_t **Interpreter::pointersFor(SubFrame &subFrame) {
  pointers_.clear();
  const bool sized = subFrame.type == ValueType::binary;
  const size_t each = sizeof(uint8_t *) + (sized ? sizeof(size_t) : 0);
  auto **pointers = reinterpret_cast<const uint8_t **>(pointers_.add(subFrame.values * each));
  if (pointers && sized)
    subFrame.sizes = reinterpret_cast<size_t *>(pointers + subFrame.values);
  return pointers;
}

Answer Interpreter::get(Reader &input) {
  const size_t size = input.left();
  Parts list(input.take(size), size, model_);
  SubFrame subFrame;
  // Outputs begin at multiples of 8, and so do values.
  for (uint32_t index = 0; list.next(subFrame); ++index) {
    if (index < reached_)
      continue;
    const size_t before = result_.size();
    if (!canHave(subFrame, false))
      return refuse("a frame has a type of values that this FMU cannot have");
    Answer answer;
    if (isText(subFrame.type) || subFrame.type == ValueType::binary) {
      answer = getPointers(subFrame);
    } else {
      const size_t each = sizeOf(subFrame.type);
      uint8_t *place = result_.align(each) ? result_.add(each * subFrame.values) : nullptr;
      if (!place)
        return refuse("the results are too big");
      if (subFrame.values > 0)
        answer = model_.get(subFrame, place);
    }
    if (answer.status == Status::postponed)
      result_.cut(before);
    if (!reach(index, answer))
      return answer;
  }
  return list.sound() ? worst_ : refuse("a frame is damaged");
}

// What a sub-frame was answered with. False: the call ends with it, or waits for it.
bool Interpreter::reach(uint32_t index, const Answer &answer) {
  if (credit_ > 0 && answer.status == Status::postponed)
    return --credit_ > 0;
  if (!answer.good())
    return false;
  reached_ = index + 1;
  if (answer.status > worst_.status)
    worst_ = answer;
  return true;
}

Answer Interpreter::getPointers(SubFrame &subFrame) {
  const uint8_t **pointers = pointersFor(subFrame);
  if (!pointers || !result_.align(4))
    return refuse("the results are too big");
  const Answer answer = subFrame.values > 0 ? model_.get(subFrame, pointers) : Answer{};
  if (!answer.good())
    return answer;
  for (size_t i = 0; i < subFrame.values; ++i) {
    static constexpr uint8_t nothing[] = {0};
    const uint8_t *bytes = pointers[i] ? pointers[i] : nothing;
    const size_t size = !subFrame.sizes ? strlen(reinterpret_cast<const char *>(bytes)) + 1
                        : pointers[i]   ? subFrame.sizes[i]
                                        : 0;
    constexpr size_t longest = size_t{1} << 30;
    uint8_t *place = size > longest ? nullptr : result_.add(sizeof(uint32_t) + size);
    if (!place)
      return refuse("the results are too big");
    const auto length = static_cast<uint32_t>(size);
    memcpy(place, &length, sizeof length);
    memcpy(place + sizeof length, bytes, size);
    if (!result_.align(4))
      return refuse("the results are too big");
  }
  return answer;
}

Answer Interpreter::step(Reader &input) {
  double time = 0, size = 0;
  uint32_t final = 0;
  if (!input.value(time) || !input.value(size) || !input.value(final))
    return refuse("what a step needs is missing");
  StepEnd end = {time + size, false, false};
  const Answer answer = model_.step(time, size, final != 0, end);
  if (!answer.good())
    return answer;
  head_.flags &= ~(hasLastTime | needsEvents | isEarly);
  head_.flags |= end.needsEvents ? needsEvents : 0;
  head_.flags |= end.isEarly ? isEarly : 0;
  if (end.isEarly || end.reached != time + size) {
    head_.flags |= hasLastTime;
    head_.lastTime = end.reached;
  }
  return answer;
}

Answer Interpreter::newDiscreteStates() {
  EventInfo info = {};
  const Answer answer = model_.newDiscreteStates(info);
  uint8_t *place = result_.add(sizeof info);
  if (!place)
    return refuse("the results are too big");
  memcpy(place, &info, sizeof info);
  return answer;
}

Answer Interpreter::setStates(Reader &input) {
  const size_t count = input.left() / sizeof(double);
  return model_.setStates(input.array<double>(count), count);
}

Answer Interpreter::getNumbers(Numbers which, Reader &input) {
  uint32_t count = 0;
  if (!input.value(count))
    return refuse("a count is missing");
  constexpr uint32_t most = 1u << 27;
  uint8_t *place = count > most ? nullptr : result_.add(count * sizeof(double));
  if (!place)
    return refuse("the results are too big");
  return model_.getNumbers(which, reinterpret_cast<double *>(place), count);
}

Answer Interpreter::getIntervals(Reader &input) {
  uint32_t fraction = 0, count = 0;
  const unsigned *clocks = nullptr;
  if (!input.value(fraction) || !input.value(count) || !(clocks = input.array<unsigned>(count)))
    return refuse("clocks are missing");
  auto *times = reinterpret_cast<ClockTime *>(result_.add(count * sizeof(ClockTime)));
  if (!times)
    return refuse("the results are too big");
  return model_.getIntervals(clocks, count, fraction != 0, times);
}

// Whether the model can have values of this type, and arrays of it.
bool Interpreter::canHave(const SubFrame &subFrame, bool sets) const {
  return model_.accessor(subFrame.type, sets) && (!subFrame.elements || model_.hasArrays());
}

Answer Interpreter::completedStep(Reader &input) {
  uint32_t final = 0, flags[2] = {};
  if (!input.value(final))
    return refuse("what a completed step needs is missing");
  const Answer answer = model_.completedStep(final != 0, flags[0], flags[1]);
  uint8_t *place = result_.add(sizeof flags);
  if (!place)
    return refuse("the results are too big");
  memcpy(place, flags, sizeof flags);
  return answer;
}

} // namespace runner
