#include "runner/fmi2_model.hpp"

#include "os/clock.hpp"
#include "remoting/client/fmi2.hpp"
#include "remoting/client/instance.hpp"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

namespace runner {
namespace {

void *allocate(size_t count, size_t size) { return calloc(count, size); }

// The client's texts are formats without arguments, whose percent signs are doubled.
void logger(fmi2ComponentEnvironment environment, fmi2String, fmi2Status status,
            fmi2String category, fmi2String form, ...) {
  auto *queue = static_cast<LogQueue *>(environment);
  const size_t size = form ? strlen(form) + 1 : 1;
  auto *text = static_cast<char *>(malloc(size));
  if (!text)
    return;
  text[0] = '\0';
  va_list list;
  va_start(list, form);
  if (form)
    vsnprintf(text, size, form, list);
  va_end(list);
  queue->add(status, category, text, strlen(text));
  free(text);
}

// What a call returns that may have been sent ahead in vain.
template <class Call> int sent(Call call) {
  const int status = call();
  return status == remoting::CallLane::unsent ? call() : status;
}

} // namespace

#define CALL(function, ...)                                                                        \
  (instance_ && !fatal_                                                                            \
       ? returned(sent([&] { return ::function(instance_ __VA_OPT__(, ) __VA_ARGS__); }),          \
                  #function)                                                                       \
       : Answer{Status::fatal, #function})

Answer Fmi2Model::returned(int status, const char *function) {
  if (status == fmi2Fatal)
    fatal_ = true;
  if (status == remoting::CallLane::postponed)
    return {Status::postponed, function};
  if (status >= fmi2OK && status <= fmi2Fatal)
    return {static_cast<Status>(status), function};
  return refuse(function, "returned what is no status of it");
}

Answer Fmi2Model::refuse(const char *function, const char *why) {
  os::Text text;
  text.format("%s %s.", function, why);
  log.add(fmi2Error, "fmutool", text.text, strlen(text.text));
  return {Status::error, function};
}

Answer Fmi2Model::instantiate(const Identity &identity) {
  static constexpr char name[] = "fmi2Instantiate";
  if (instance_)
    return refuse(name, "was called for an instance that there is already");
  // No stepFinished: a model that computes aside is asked for its status then (FMI 2.0.4, 4.2.2),
  // and others do not begin to.
  const fmi2CallbackFunctions callbacks = {logger, allocate, free, nullptr, &log};
  remoting::Instance *made = remoting::makeFmi2(identity.name, &callbacks);
  if (!made || !made->settings().give(place_.server, place_.library, place_.limit)) {
    if (made)
      remoting::Instance::dispose(made);
    return refuse(name, "is not possible, because there is not enough memory for another instance");
  }
  {
    const os::Lock lock(lock_);
    instance_ = made;
    if (aborted_)
      made->abort();
  }
  if (remoting::createFmi2(*instance_, identity.name,
                           identity.kind == 0 ? fmi2ModelExchange : fmi2CoSimulation,
                           identity.token, identity.resources, &callbacks, identity.visible != 0,
                           identity.loggingOn != 0)) {
    const Answer answer = aborted_ ? endOnRequest(name) : logOnly(identity);
    if (!answer.good())
      release();
    return answer;
  }
  const bool lost = instance_->lost();
  collectOutput(true);
  release();
  return {lost ? Status::fatal : Status::error, name};
}

// A model that was quick to be there does not see that it was aborted before it began.
Answer Fmi2Model::endOnRequest(const char *function) {
  static constexpr char text[] = "The process of the model was ended on request.";
  log.add(fmi2Fatal, "fmutool", text, strlen(text));
  return returned(fmi2Fatal, function);
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

Answer Fmi2Model::release() {
  if (!instance_)
    return {};
  if (fatal_)
    instance_->end();
  const bool well = remoting::destroyFmi2(*instance_);
  collectOutput(false); // its process has ended
  remoting::Instance *gone = instance_;
  {
    const os::Lock lock(lock_);
    instance_ = nullptr;
  }
  remoting::Instance::dispose(gone);
  return well ? Answer{} : Answer{Status::fatal, "fmi2FreeInstance"};
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

Answer Fmi2Model::step(double time, double size, bool final) {
  if (!instance_ || fatal_)
    return {Status::fatal, "fmi2DoStep"};
  int status = fmi2Pending;
  if (!computesAside_)
    status = sent([&] { return fmi2DoStep(instance_, time, size, final ? fmi2True : fmi2False); });
  computesAside_ = status == fmi2Pending && hurried_;
  if (computesAside_)
    return {Status::postponed, "fmi2DoStep"};
  if (status == fmi2Pending)
    status = awaitStep();
  return returned(status, "fmi2DoStep");
}

// FMI 2.0.4, 4.2.2: without stepFinished the status of the step is asked for. The longer it takes,
// the less often: it is seen at most an eighth too late.
int Fmi2Model::awaitStep() {
  constexpr uint64_t shortest = 20000, longest = 10000000; // nanoseconds
  const uint64_t begun = os::nanoseconds();
  for (;;) {
    fmi2Status status = fmi2Pending;
    const int asked = fmi2GetStatus(instance_, fmi2DoStepStatus, &status);
    if (asked > fmi2Warning) // a model that does not know what became of its step
      return asked == fmi2Fatal ? fmi2Fatal : fmi2Error;
    if (status != fmi2Pending)
      return status;
    const uint64_t passed = os::nanoseconds() - begun;
    if (aborted_ || (place_.limit != 0 && passed > place_.limit)) {
      if (aborted_)
        instance_->end();
      else
        instance_->expire();
      return fmi2Fatal;
    }
    const uint64_t pause = passed / 8;
    os::sleepNanoseconds(pause < shortest ? shortest : pause > longest ? longest : pause);
  }
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

// Calls are not logged twice.
bool Fmi2Model::hurry(bool yes) {
  if (!instance_ || (yes && (aborted_ || instance_->callLog())))
    return false;
  hurried_ = yes;
  instance_->calls().hurry(yes);
  return true;
}

bool Fmi2Model::ahead(bool yes) {
  if (!instance_ || (yes && (aborted_ || fatal_ || instance_->callLog())))
    return false;
  instance_->calls().ahead(yes);
  return true;
}

void Fmi2Model::abort() {
  const os::Lock lock(lock_);
  aborted_ = true;
  if (instance_)
    instance_->abort();
}

void Fmi2Model::end() {
  if (instance_)
    instance_->end();
}

void Fmi2Model::collectOutput(bool all) {
  if (instance_ && all)
    instance_->settleOutput();
  if (!instance_ || !instance_->hasOutput())
    return;
  auto *text = static_cast<char *>(malloc(remoting::Output::readable));
  bool cut = false;
  const uint32_t size = text ? instance_->takeOutput(text, cut) : 0;
  static constexpr char said[] = "(what the model printed before was too much to be kept)\n";
  if (cut)
    log.addPrinted(said, sizeof said - 1);
  if (size > 0)
    log.addPrinted(text, size);
  free(text);
}

} // namespace runner
