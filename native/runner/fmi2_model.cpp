#include "runner/fmi2_model.hpp"

#include "remoting/client/fmi2.hpp"

namespace runner {
namespace {

void logger(fmi2ComponentEnvironment environment, fmi2String, fmi2Status status,
            fmi2String category, fmi2String form, ...) {
  va_list list;
  va_start(list, form);
  Fmi2Model::logFormatted(*static_cast<LogQueue *>(environment), status, category, form, list);
  va_end(list);
}

} // namespace

Answer Fmi2Model::instantiate(const Identity &identity) {
  // No stepFinished: a model that computes aside is asked for its status then (FMI 2.0.4, 4.2.2),
  // and others do not begin to.
  const fmi2CallbackFunctions callbacks = {logger, allocate, ::free, nullptr, &log};
  const Answer answer = instantiateBy(
      "fmi2Instantiate", [&] { return remoting::makeFmi2(identity.name, &callbacks); },
      [&](remoting::Instance &made) {
        return remoting::create::fmi2Instantiate(
            made, identity.name, identity.kind == 0 ? fmi2ModelExchange : fmi2CoSimulation,
            identity.token, identity.resources, &callbacks, identity.visible != 0,
            identity.loggingOn != 0);
      });
  const Answer logged = answer.good() ? logOnly(identity) : answer;
  if (answer.good() && !logged.good())
    release();
  return logged;
}

bool Fmi2Model::free(remoting::Instance &instance, const char *&function) {
  function = "fmi2FreeInstance";
  return remoting::destroy::fmi2FreeInstance(instance);
}

// A model need not have the function, nor know the categories that it names itself. Logging that is
// on is on in all of them.
Answer Fmi2Model::logOnly(const Identity &identity) {
  if (identity.loggingOn != 0 || identity.categoryCount == 0)
    return {};
  log.mute(true);
  const Answer answer =
      CALL(fmi2SetDebugLogging, fmi2True, identity.categoryCount, identity.categories);
  log.mute(false);
  return answer.status == Status::fatal ? answer : Answer{};
}

Answer Fmi2Model::setup(const Experiment &experiment) {
  return CALL(fmi2SetupExperiment, experiment.hasTolerance != 0, experiment.tolerance,
              experiment.start, experiment.hasStop != 0, experiment.stop);
}

Answer Fmi2Model::enterInitialization() { return CALL(fmi2EnterInitializationMode); }
Answer Fmi2Model::exitInitialization() { return CALL(fmi2ExitInitializationMode); }
Answer Fmi2Model::terminate() { return CALL(fmi2Terminate); }
Answer Fmi2Model::reset() { return CALL(fmi2Reset); }
Answer Fmi2Model::enterEvents() { return CALL(fmi2EnterEventMode); }
Answer Fmi2Model::enterContinuousTime() { return CALL(fmi2EnterContinuousTimeMode); }
Answer Fmi2Model::setTime(double time) { return CALL(fmi2SetTime, time); }

const char *Fmi2Model::accessor(ValueType type, bool sets) const {
  switch (type) {
  case ValueType::real:
    return sets ? "fmi2SetReal" : "fmi2GetReal";
  case ValueType::integer:
    return sets ? "fmi2SetInteger" : "fmi2GetInteger";
  case ValueType::boolean:
    return sets ? "fmi2SetBoolean" : "fmi2GetBoolean";
  case ValueType::string:
    return sets ? "fmi2SetString" : "fmi2GetString";
  default:
    return nullptr;
  }
}

Answer Fmi2Model::set(const SubFrame &list, const void *values) {
  switch (list.type) {
  case ValueType::real:
    return CALL(fmi2SetReal, list.references, list.count, static_cast<const double *>(values));
  case ValueType::integer:
    return CALL(fmi2SetInteger, list.references, list.count, static_cast<const int *>(values));
  case ValueType::boolean:
    return CALL(fmi2SetBoolean, list.references, list.count, static_cast<const int *>(values));
  default:
    return CALL(fmi2SetString, list.references, list.count,
                static_cast<const char *const *>(values));
  }
}

Answer Fmi2Model::get(const SubFrame &list, void *values) {
  switch (list.type) {
  case ValueType::real:
    return CALL(fmi2GetReal, list.references, list.count, static_cast<double *>(values));
  case ValueType::integer:
    return CALL(fmi2GetInteger, list.references, list.count, static_cast<int *>(values));
  case ValueType::boolean:
    return CALL(fmi2GetBoolean, list.references, list.count, static_cast<int *>(values));
  default:
    return CALL(fmi2GetString, list.references, list.count, static_cast<const char **>(values));
  }
}

// FMI 2.0.4, 4.2.2: without stepFinished the status of a pending step is asked for.
Answer Fmi2Model::step(double time, double size, bool final, StepEnd &) {
  return stepBy(
      "fmi2DoStep",
      [&] { return fmi2DoStep(instance(), time, size, final ? fmi2True : fmi2False); },
      [this](int *status) {
        fmi2Status found = fmi2Pending;
        const int asked = fmi2GetStatus(instance(), fmi2DoStepStatus, &found);
        *status = found;
        return asked;
      });
}

Answer Fmi2Model::lastTime(double &time) {
  log.mute(true); // a model need not have the function
  const Answer answer = CALL(fmi2GetRealStatus, fmi2LastSuccessfulTime, &time);
  log.mute(false);
  return answer;
}

Answer Fmi2Model::terminated(bool &yes) {
  log.mute(true); // nor this one
  fmi2Boolean value = fmi2False;
  const Answer answer = CALL(fmi2GetBooleanStatus, fmi2Terminated, &value);
  log.mute(false);
  yes = value != fmi2False;
  return answer;
}

Answer Fmi2Model::newDiscreteStates(EventInfo &info) {
  fmi2EventInfo event = {};
  const Answer answer = CALL(fmi2NewDiscreteStates, &event);
  info = {event.newDiscreteStatesNeeded != 0,
          event.terminateSimulation != 0,
          event.nominalsOfContinuousStatesChanged != 0,
          event.valuesOfContinuousStatesChanged != 0,
          event.nextEventTimeDefined != 0,
          0,
          event.nextEventTime};
  return answer;
}

Answer Fmi2Model::setStates(const double *states, size_t count) {
  return CALL(fmi2SetContinuousStates, states, count);
}

Answer Fmi2Model::getNumbers(Numbers which, double *to, size_t count) {
  switch (which) {
  case Numbers::states:
    return CALL(fmi2GetContinuousStates, to, count);
  case Numbers::nominals:
    return CALL(fmi2GetNominalsOfContinuousStates, to, count);
  case Numbers::derivatives:
    return CALL(fmi2GetDerivatives, to, count);
  default:
    return CALL(fmi2GetEventIndicators, to, count);
  }
}

Answer Fmi2Model::completedStep(bool final, uint32_t &enterEvents, uint32_t &terminate) {
  fmi2Boolean event = fmi2False, end = fmi2False;
  const Answer answer =
      CALL(fmi2CompletedIntegratorStep, final ? fmi2True : fmi2False, &event, &end);
  enterEvents = event != 0;
  terminate = end != 0;
  return answer;
}

Answer Fmi2Model::saveState(Bytes &to) {
  return saveStateBy(
      to, [this](fmi2FMUstate *state) { return CALL(fmi2GetFMUstate, state); },
      [this](fmi2FMUstate state, size_t *size) {
        return CALL(fmi2SerializedFMUstateSize, state, size);
      },
      [this](fmi2FMUstate state, char *bytes, size_t size) {
        return CALL(fmi2SerializeFMUstate, state, bytes, size);
      },
      [this](fmi2FMUstate *state) { return CALL(fmi2FreeFMUstate, state); });
}

Answer Fmi2Model::loadState(const uint8_t *bytes, size_t size) {
  return loadStateBy(
      bytes,
      [=, this](const char *from, fmi2FMUstate *state) {
        return CALL(fmi2DeSerializeFMUstate, from, size, state);
      },
      [this](fmi2FMUstate state) { return CALL(fmi2SetFMUstate, state); },
      [this](fmi2FMUstate *state) { return CALL(fmi2FreeFMUstate, state); });
}

} // namespace runner
