#include "runner/fmi3_model.hpp"

#include "remoting/client/fmi3.hpp"

#include <algorithm>

namespace runner {
namespace {

void logger(fmi3InstanceEnvironment environment, fmi3Status status, fmi3String category,
            fmi3String text) {
  auto &log = *static_cast<LogQueue *>(environment);
  log.add(status, category, text ? text : "", text ? strlen(text) : 0);
}

// No resources: the FMU has none (FMI 3.0, 2.3.1).
const char *orNull(const char *text) { return *text == '\0' ? nullptr : text; }

} // namespace

Answer Fmi3Model::instantiate(const Identity &identity) {
  const bool exchanges = identity.kind == 0;
  eventMode_ = !exchanges && identity.eventMode != 0;
  const char *function = exchanges ? "fmi3InstantiateModelExchange" : "fmi3InstantiateCoSimulation";
  if (!keepEnumerations(identity))
    return refuse(function, "is not possible, because there is not enough memory");
  const Answer answer = instantiateBy(
      function, [&] { return remoting::makeFmi3(identity.name, &log, logger); },
      [&](remoting::Instance &made) {
        const bool visible = identity.visible != 0, logs = identity.loggingOn != 0;
        const char *resources = orNull(identity.resources);
        if (exchanges)
          return remoting::create::fmi3InstantiateModelExchange(
              made, identity.name, identity.token, resources, visible, logs, &log, logger);
        return remoting::create::fmi3InstantiateCoSimulation(
            made, identity.name, identity.token, resources, visible, logs, eventMode_, eventMode_,
            nullptr, 0, &log, logger, nullptr);
      });
  const Answer logged = answer.good() ? logOnly(identity) : answer;
  if (answer.good() && !logged.good())
    release();
  return logged;
}

bool Fmi3Model::free(remoting::Instance &instance, const char *&function) {
  function = "fmi3FreeInstance";
  return remoting::destroy::fmi3FreeInstance(instance);
}

// A model need not know the categories that it names itself. Logging that is on is on in all of
// them.
Answer Fmi3Model::logOnly(const Identity &identity) {
  if (identity.loggingOn != 0 || identity.categoryCount == 0)
    return {};
  log.mute(true);
  const Answer answer =
      CALL(fmi3SetDebugLogging, fmi3True, identity.categoryCount, identity.categories);
  log.mute(false);
  return answer.status == Status::fatal ? answer : Answer{};
}

Answer Fmi3Model::setup(const Experiment &experiment) {
  experiment_ = experiment;
  return {};
}

Answer Fmi3Model::enterInitialization() {
  return CALL(fmi3EnterInitializationMode, experiment_.hasTolerance != 0, experiment_.tolerance,
              experiment_.start, experiment_.hasStop != 0, experiment_.stop);
}

Answer Fmi3Model::exitInitialization() { return CALL(fmi3ExitInitializationMode); }
Answer Fmi3Model::terminate() { return CALL(fmi3Terminate); }
Answer Fmi3Model::reset() { return CALL(fmi3Reset); }
Answer Fmi3Model::enterEvents() { return CALL(fmi3EnterEventMode); }
Answer Fmi3Model::enterContinuousTime() { return CALL(fmi3EnterContinuousTimeMode); }
Answer Fmi3Model::enterConfiguration() { return CALL(fmi3EnterConfigurationMode); }
Answer Fmi3Model::exitConfiguration() { return CALL(fmi3ExitConfigurationMode); }
Answer Fmi3Model::enterStepMode() { return CALL(fmi3EnterStepMode); }
Answer Fmi3Model::setTime(double time) { return CALL(fmi3SetTime, time); }

bool Fmi3Model::keepEnumerations(const Identity &identity) {
  const size_t size = identity.enumerationCount * sizeof(unsigned);
  enumerations_.clear();
  uint8_t *place = enumerations_.add(size);
  if (place && size > 0)
    memcpy(place, identity.enumerations, size);
  return place != nullptr;
}

bool Fmi3Model::isEnumeration(unsigned reference) const {
  const auto *begin = reinterpret_cast<const unsigned *>(enumerations_.data());
  return std::binary_search(begin, begin + enumerations_.size() / sizeof(unsigned), reference);
}

// FMI 3.0, 2.2.3: an enumeration is an Int64, what frames call an integer as well is an Int32.
SubFrame Fmi3Model::alike(const SubFrame &subFrame) const {
  SubFrame part = subFrame;
  if (part.type != ValueType::integer || part.count == 0 || enumerations_.size() == 0)
    return part;
  const bool first = isEnumeration(*part.references);
  part.count = 1;
  while (part.count < subFrame.count && isEnumeration(part.references[part.count]) == first)
    ++part.count;
  part.type = first ? ValueType::enumeration : ValueType::integer;
  Frame::count(part);
  return part;
}

// The types whose values lie in frames as in the model.
#define SAME_TYPES(row)                                                                            \
  row(real, Float64) row(float32, Float32) row(int8, Int8) row(uint8, UInt8) row(int16, Int16)     \
      row(uint16, UInt16) row(integer, Int32) row(uint32, UInt32) row(int64, Int64)                \
          row(uint64, UInt64)

const char *Fmi3Model::accessor(ValueType type, bool sets) const {
  switch (type) {
#define ROW(type, Name)                                                                            \
  case ValueType::type:                                                                            \
    return sets ? "fmi3Set" #Name : "fmi3Get" #Name;
    SAME_TYPES(ROW)
#undef ROW
  case ValueType::enumeration:
    return sets ? "fmi3SetInt64" : "fmi3GetInt64";
  case ValueType::boolean:
    return sets ? "fmi3SetBoolean" : "fmi3GetBoolean";
  case ValueType::clock:
    return sets ? "fmi3SetClock" : "fmi3GetClock";
  case ValueType::string:
    return sets ? "fmi3SetString" : "fmi3GetString";
  case ValueType::binary:
    return sets ? "fmi3SetBinary" : "fmi3GetBinary";
  default:
    return nullptr;
  }
}

// Room for values that do not lie in a frame as in the model.
template <class T> T *Fmi3Model::room(size_t count) {
  converted_.clear();
  return reinterpret_cast<T *>(converted_.add(count * sizeof(T)));
}

Answer Fmi3Model::set(const SubFrame &list, const void *values) {
  const auto *integers = static_cast<const int32_t *>(values);
  const auto *bytes = static_cast<const uint8_t *>(values);
  switch (list.type) {
#define ROW(type, Name)                                                                            \
  case ValueType::type:                                                                            \
    return CALL(fmi3Set##Name, list.references, list.count,                                        \
                static_cast<const fmi3##Name *>(values), list.values);
    SAME_TYPES(ROW)
#undef ROW
  case ValueType::enumeration: {
    auto *wide = room<int64_t>(list.values);
    if (!wide)
      return refuse("fmi3SetInt64", "was given too many values");
    std::copy(integers, integers + list.values, wide);
    return CALL(fmi3SetInt64, list.references, list.count, wide, list.values);
  }
  case ValueType::boolean: {
    auto *truths = room<fmi3Boolean>(list.values);
    if (!truths)
      return refuse("fmi3SetBoolean", "was given too many values");
    std::transform(integers, integers + list.values, truths, [](int value) { return value != 0; });
    return CALL(fmi3SetBoolean, list.references, list.count, truths, list.values);
  }
  case ValueType::clock: {
    auto *ticks = room<fmi3Clock>(list.values);
    if (!ticks)
      return refuse("fmi3SetClock", "was given too many values");
    std::transform(bytes, bytes + list.values, ticks, [](uint8_t value) { return value != 0; });
    return CALL(fmi3SetClock, list.references, list.count, ticks);
  }
  case ValueType::binary:
    return CALL(fmi3SetBinary, list.references, list.count, list.sizes,
                static_cast<const uint8_t *const *>(values), list.values);
  default:
    return CALL(fmi3SetString, list.references, list.count,
                static_cast<const char *const *>(values), list.values);
  }
}

Answer Fmi3Model::get(const SubFrame &list, void *values) {
  auto *integers = static_cast<int32_t *>(values);
  switch (list.type) {
#define ROW(type, Name)                                                                            \
  case ValueType::type:                                                                            \
    return CALL(fmi3Get##Name, list.references, list.count, static_cast<fmi3##Name *>(values),     \
                list.values);
    SAME_TYPES(ROW)
#undef ROW
  case ValueType::enumeration: {
    auto *wide = room<int64_t>(list.values);
    if (!wide)
      return refuse("fmi3GetInt64", "was asked for too many values");
    const Answer answer = CALL(fmi3GetInt64, list.references, list.count, wide, list.values);
    if (!answer.good())
      return answer;
    for (size_t i = 0; i < list.values; ++i) {
      integers[i] = static_cast<int32_t>(wide[i]);
      if (integers[i] != wide[i])
        return refuse("fmi3GetInt64", "gave an enumeration a value of more than 32 bits");
    }
    return answer;
  }
  case ValueType::boolean: {
    auto *truths = room<fmi3Boolean>(list.values);
    if (!truths)
      return refuse("fmi3GetBoolean", "was asked for too many values");
    const Answer answer = CALL(fmi3GetBoolean, list.references, list.count, truths, list.values);
    if (answer.good())
      std::copy(truths, truths + list.values, integers);
    return answer;
  }
  case ValueType::clock: {
    auto *ticks = room<fmi3Clock>(list.values);
    if (!ticks)
      return refuse("fmi3GetClock", "was asked for too many values");
    const Answer answer = CALL(fmi3GetClock, list.references, list.count, ticks);
    if (answer.good())
      std::copy(ticks, ticks + list.values, static_cast<uint8_t *>(values));
    return answer;
  }
  case ValueType::binary:
    return CALL(fmi3GetBinary, list.references, list.count, list.sizes,
                static_cast<const uint8_t **>(values), list.values);
  default:
    return CALL(fmi3GetString, list.references, list.count, static_cast<const char **>(values),
                list.values);
  }
}

// A model that wants to end says so with a status that is no complaint (FMI 3.0, 4.2.1); for a
// program that is the end of a step that goes no further, as it is in the other versions.
Answer Fmi3Model::step(double time, double size, bool final, StepEnd &end) {
  fmi3Boolean events = fmi3False, terminates = fmi3False, early = fmi3False;
  fmi3Float64 last = end.reached;
  const Answer answer = CALL(fmi3DoStep, time, size, final, &events, &terminates, &early, &last);
  if (answer.status == Status::postponed)
    return answer;
  lastTime_ = last;
  ended_ = terminates && (answer.good() || answer.status == Status::discard);
  end = {last, eventMode_ && events, eventMode_ && early};
  return ended_ ? Answer{Status::discard, answer.function} : answer;
}

Answer Fmi3Model::lastTime(double &time) {
  time = lastTime_;
  return {};
}

Answer Fmi3Model::terminated(bool &yes) {
  yes = ended_;
  return {};
}

Answer Fmi3Model::newDiscreteStates(EventInfo &info) {
  fmi3Boolean needed = fmi3False, terminate = fmi3False, nominals = fmi3False, values = fmi3False,
              timeDefined = fmi3False;
  info = {};
  const Answer answer = CALL(fmi3UpdateDiscreteStates, &needed, &terminate, &nominals, &values,
                             &timeDefined, &info.nextTime);
  info.needed = needed;
  info.terminate = terminate;
  info.nominals = nominals;
  info.values = values;
  info.timeDefined = timeDefined;
  return answer;
}

Answer Fmi3Model::setStates(const double *states, size_t count) {
  return CALL(fmi3SetContinuousStates, states, count);
}

Answer Fmi3Model::getNumbers(Numbers which, double *to, size_t count) {
  switch (which) {
  case Numbers::states:
    return CALL(fmi3GetContinuousStates, to, count);
  case Numbers::nominals:
    return CALL(fmi3GetNominalsOfContinuousStates, to, count);
  case Numbers::derivatives:
    return CALL(fmi3GetContinuousStateDerivatives, to, count);
  default:
    return CALL(fmi3GetEventIndicators, to, count);
  }
}

Answer Fmi3Model::completedStep(bool final, uint32_t &enterEvents, uint32_t &terminate) {
  fmi3Boolean event = fmi3False, end = fmi3False;
  const Answer answer = CALL(fmi3CompletedIntegratorStep, final, &event, &end);
  enterEvents = event;
  terminate = end;
  return answer;
}

// FMI 3.0, 2.2.8.3: seconds, or a counter and its resolution, which lose nothing.
Answer Fmi3Model::getIntervals(const unsigned *clocks, size_t count, bool fraction, ClockTime *to) {
  auto *numbers = room<uint64_t>(count * 3);
  if (!numbers)
    return refuse("fmi3GetIntervalDecimal", "was asked for too many clocks");
  auto *qualifiers = reinterpret_cast<fmi3IntervalQualifier *>(numbers + 2 * count);
  auto *decimals = reinterpret_cast<double *>(numbers);
  const Answer answer =
      fraction ? CALL(fmi3GetIntervalFraction, clocks, count, numbers, numbers + count, qualifiers)
               : CALL(fmi3GetIntervalDecimal, clocks, count, decimals, qualifiers);
  for (size_t i = 0; i < count && answer.good(); ++i) {
    to[i].counter = numbers[i]; // or the same bits as seconds
    to[i].resolution = fraction ? numbers[count + i] : 0;
    to[i].qualifier = static_cast<uint32_t>(qualifiers[i]);
  }
  return answer;
}

Answer Fmi3Model::saveState(Bytes &to) {
  return saveStateBy(
      to, [this](fmi3FMUState *state) { return CALL(fmi3GetFMUState, state); },
      [this](fmi3FMUState state, size_t *size) {
        return CALL(fmi3SerializedFMUStateSize, state, size);
      },
      [this](fmi3FMUState state, char *bytes, size_t size) {
        return CALL(fmi3SerializeFMUState, state, bytes, size);
      },
      [this](fmi3FMUState *state) { return CALL(fmi3FreeFMUState, state); });
}

Answer Fmi3Model::loadState(const uint8_t *bytes, size_t size) {
  return loadStateBy(
      bytes,
      [=, this](const char *from, fmi3FMUState *state) {
        return CALL(fmi3DeserializeFMUState, from, size, state);
      },
      [this](fmi3FMUState state) { return CALL(fmi3SetFMUState, state); },
      [this](fmi3FMUState *state) { return CALL(fmi3FreeFMUState, state); });
}

} // namespace runner
