#include "runner/fmi1_model.hpp"

#include "remoting/client/fmi1.hpp"

namespace runner {
namespace {

// FMI 1.0 for Co-Simulation, 2.3: a library that stands alone.
constexpr char standAlone[] = "application/x-fmu-sharedlibrary";

void logger(fmiComponent component, fmiString, fmiStatus status, fmiString category, fmiString form,
            ...) {
  va_list list;
  va_start(list, form);
  RemotedModel::logFormatted(*static_cast<LogQueue *>(component), status, category, form, list);
  va_end(list);
}

constexpr fmiBoolean boolean(bool value) { return value ? fmiTrue : fmiFalse; }

// States that are others than before have other values, too, whatever the model says of these.
EventInfo toEvent(const fmiEventInfo &info) {
  const bool others = info.stateValueReferencesChanged != fmiFalse;
  return {info.iterationConverged == fmiFalse,
          info.terminateSimulation != fmiFalse,
          others,
          others || info.stateValuesChanged != fmiFalse,
          info.upcomingTimeEvent != fmiFalse,
          0,
          info.nextEventTime};
}

} // namespace

Answer Fmi1Model::instantiate(const Identity &identity) {
  isSlave_ = identity.kind != 0;
  hasInitialEvent_ = false;
  // No stepFinished: a slave that computes aside is asked for its status then.
  const fmiSlaveCallbackFunctions callbacks = {logger, allocate, ::free, nullptr};
  return instantiateBy(
      isSlave_ ? "fmiInstantiateSlave" : "fmiInstantiateModel",
      [&] {
        remoting::Instance *made = remoting::makeFmi1(identity.name, callbacks);
        if (made)
          made->importer().component = &log; // what callbacks are given
        return made;
      },
      [&](remoting::Instance &made) {
        const fmiBoolean loggingOn = boolean(identity.loggingOn != 0);
        if (!isSlave_)
          return remoting::create::fmiInstantiateModel(
              made, identity.name, identity.token,
              {callbacks.logger, callbacks.allocateMemory, callbacks.freeMemory}, loggingOn);
        constexpr double timeoutMilliseconds = 0; // for as long as it takes
        return remoting::create::fmiInstantiateSlave(
            made, identity.name, identity.token, identity.resources, standAlone,
            timeoutMilliseconds, boolean(identity.visible != 0), fmiFalse, callbacks, loggingOn);
      });
}

bool Fmi1Model::free(remoting::Instance &instance, const char *&function) {
  function = isSlave_ ? "fmiFreeSlaveInstance" : "fmiFreeModelInstance";
  return isSlave_ ? remoting::destroy::fmiFreeSlaveInstance(instance)
                  : remoting::destroy::fmiFreeModelInstance(instance);
}

// A model has to know its time before its first values are set.
Answer Fmi1Model::setup(const Experiment &experiment) {
  experiment_ = experiment;
  return isSlave_ ? Answer{} : CALL(fmiSetTime, experiment.start);
}

Answer Fmi1Model::exitInitialization() {
  if (isSlave_)
    return CALL(fmiInitializeSlave, experiment_.start, boolean(experiment_.hasStop != 0),
                experiment_.stop);
  initialEvent_ = {};
  hasInitialEvent_ = true;
  return CALL(fmiInitialize, boolean(experiment_.hasTolerance != 0), experiment_.tolerance,
              &initialEvent_);
}

Answer Fmi1Model::terminate() { return isSlave_ ? CALL(fmiTerminateSlave) : CALL(fmiTerminate); }

Answer Fmi1Model::reset() {
  return isSlave_ ? CALL(fmiResetSlave)
                  : refuse("reset", "is not possible: a model of FMI 1.0 for model exchange has no "
                                    "function for it");
}

const char *Fmi1Model::accessor(ValueType type, bool sets) const {
  switch (type) {
  case ValueType::real:
    return sets ? "fmiSetReal" : "fmiGetReal";
  case ValueType::integer:
    return sets ? "fmiSetInteger" : "fmiGetInteger";
  case ValueType::boolean1:
    return sets ? "fmiSetBoolean" : "fmiGetBoolean";
  case ValueType::string:
    return sets ? "fmiSetString" : "fmiGetString";
  default:
    return nullptr;
  }
}

Answer Fmi1Model::set(const SubFrame &list, const void *values) {
  switch (list.type) {
  case ValueType::real:
    return CALL(fmiSetReal, list.references, list.count, static_cast<const double *>(values));
  case ValueType::integer:
    return CALL(fmiSetInteger, list.references, list.count, static_cast<const int *>(values));
  case ValueType::boolean1:
    return CALL(fmiSetBoolean, list.references, list.count, static_cast<const char *>(values));
  default:
    return CALL(fmiSetString, list.references, list.count,
                static_cast<const char *const *>(values));
  }
}

Answer Fmi1Model::get(const SubFrame &list, void *values) {
  switch (list.type) {
  case ValueType::real:
    return CALL(fmiGetReal, list.references, list.count, static_cast<double *>(values));
  case ValueType::integer:
    return CALL(fmiGetInteger, list.references, list.count, static_cast<int *>(values));
  case ValueType::boolean1:
    return CALL(fmiGetBoolean, list.references, list.count, static_cast<char *>(values));
  default:
    return CALL(fmiGetString, list.references, list.count, static_cast<const char **>(values));
  }
}

// FMI 1.0 for Co-Simulation, 3.3.4: without stepFinished the status of a pending step is asked for.
Answer Fmi1Model::step(double time, double size, bool final, StepEnd &) {
  return stepBy(
      "fmiDoStep", [&] { return fmiDoStep(instance(), time, size, boolean(final)); },
      [this](int *status) {
        fmiStatus found = fmiPending;
        const int asked = fmiGetStatus(instance(), fmiDoStepStatus, &found);
        *status = found;
        return asked;
      });
}

Answer Fmi1Model::lastTime(double &time) {
  log.mute(true); // a slave need not have the function
  const Answer answer = CALL(fmiGetRealStatus, fmiLastSuccessfulTime, &time);
  log.mute(false);
  return answer;
}

// What fmiInitialize has said is the result of the first update: then all states are new.
Answer Fmi1Model::newDiscreteStates(EventInfo &info) {
  if (hasInitialEvent_) {
    hasInitialEvent_ = false;
    info = toEvent(initialEvent_);
    info.needed = 0;
    info.nominals = info.values = 1;
    return {};
  }
  fmiEventInfo event = {};
  const Answer answer = CALL(fmiEventUpdate, fmiFalse, &event);
  info = toEvent(event);
  return answer;
}

Answer Fmi1Model::setTime(double time) { return CALL(fmiSetTime, time); }

Answer Fmi1Model::setStates(const double *states, size_t count) {
  return CALL(fmiSetContinuousStates, states, count);
}

Answer Fmi1Model::getNumbers(Numbers which, double *to, size_t count) {
  switch (which) {
  case Numbers::states:
    return CALL(fmiGetContinuousStates, to, count);
  case Numbers::nominals:
    return CALL(fmiGetNominalContinuousStates, to, count);
  case Numbers::derivatives:
    return CALL(fmiGetDerivatives, to, count);
  default:
    return CALL(fmiGetEventIndicators, to, count);
  }
}

Answer Fmi1Model::completedStep(bool, uint32_t &enterEvents, uint32_t &terminate) {
  fmiBoolean event = fmiFalse;
  const Answer answer = CALL(fmiCompletedIntegratorStep, &event);
  enterEvents = event != fmiFalse;
  terminate = 0;
  return answer;
}

} // namespace runner
