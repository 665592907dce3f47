// Traced calls: model exchange and co-simulation.
#include <chrono>
#include <thread>

#include "calls.hpp"

namespace tracer {

fmi2Status Instance::enterEventMode() { TRACED(fmi2EnterEventMode, "", ""); }

fmi2Status Instance::newDiscreteStates(Place place) {
  fmi2EventInfo info = untouchedValue<fmi2EventInfo>();
  auto results = [&]() -> std::string {
    if (place == Place::null)
      return "";
    eventInfo = info;
    return join("needed=" + textOfOut(info.newDiscreteStatesNeeded),
                "terminate=" + textOfOut(info.terminateSimulation),
                "nominals=" + textOfOut(info.nominalsOfContinuousStatesChanged),
                "values=" + textOfOut(info.valuesOfContinuousStatesChanged),
                "timed=" + textOfOut(info.nextEventTimeDefined),
                "time=" + textOfOut(info.nextEventTime));
  };
  TRACED(fmi2NewDiscreteStates, "", results(), place == Place::null ? nullptr : &info);
}

fmi2Status Instance::enterContinuousTimeMode() { TRACED(fmi2EnterContinuousTimeMode, "", ""); }

fmi2Status Instance::completedIntegratorStep(fmi2Boolean noSetPrior, Place place) {
  fmi2Boolean event = untouchedValue<fmi2Boolean>(), terminate = untouchedValue<fmi2Boolean>();
  const bool null = place == Place::null;
  auto results = [&]() -> std::string {
    enterEvent = isUntouched(event) ? fmi2False : event;
    return null ? "" : join("event=" + textOfOut(event), "terminate=" + textOfOut(terminate));
  };
  TRACED(fmi2CompletedIntegratorStep, join(textOf(noSetPrior)), results(), noSetPrior,
         null ? nullptr : &event, null ? nullptr : &terminate);
}

fmi2Status Instance::setTime(double time) { TRACED(fmi2SetTime, join(textOf(time)), "", time); }

fmi2Status Instance::setContinuousStates(Reals values) {
  TRACED(fmi2SetContinuousStates, join(values.text()), "", values.data, values.count);
}

#define VECTOR_GETTER(method, function)                                                            \
  fmi2Status Instance::method(size_t count, Place place) {                                         \
    Out<fmi2Real> out(count, place == Place::null);                                                \
    auto results = [&] {                                                                           \
      reals = out.values();                                                                        \
      return out.text();                                                                           \
    };                                                                                             \
    TRACED(function, " " + std::to_string(count), results(), out.data(), count);                   \
  }

VECTOR_GETTER(getDerivatives, fmi2GetDerivatives)
VECTOR_GETTER(getEventIndicators, fmi2GetEventIndicators)
VECTOR_GETTER(getContinuousStates, fmi2GetContinuousStates)
VECTOR_GETTER(getNominals, fmi2GetNominalsOfContinuousStates)

fmi2Status Instance::setRealInputDerivatives(References_ references, Integers orders,
                                             Reals values) {
  TRACED(fmi2SetRealInputDerivatives, join(references.text(), orders.text(), values.text()), "",
         references.data, references.count, orders.data, values.data);
}

fmi2Status Instance::getRealOutputDerivatives(References_ references, Integers orders,
                                              Place place) {
  Out<fmi2Real> out(references.count, place == Place::null);
  TRACED(fmi2GetRealOutputDerivatives, join(references.text(), orders.text()), out.text(),
         references.data, references.count, orders.data, out.data());
}

fmi2Status Instance::doStep(double time, double size, fmi2Boolean noSetPrior) {
  TRACED(fmi2DoStep, join(textOf(time), textOf(size), textOf(noSetPrior)), "", time, size,
         noSetPrior);
}

fmi2Status Instance::cancelStep() { TRACED(fmi2CancelStep, "", ""); }

fmi2Status Instance::getStatus(int kind, Place place) {
  fmi2Status value = untouchedValue<fmi2Status>();
  auto results = [&]() -> std::string {
    if (place == Place::null)
      return "";
    stepStatus = value;
    return isUntouched(value) ? " untouched" : " " + textOfStatus(value);
  };
  TRACED(fmi2GetStatus, " " + std::to_string(kind), results(), static_cast<fmi2StatusKind>(kind),
         place == Place::null ? nullptr : &value);
}

#define STATUS_GETTER(method, function, type)                                                      \
  fmi2Status Instance::method(int kind, Place place) {                                             \
    type value = untouchedValue<type>();                                                           \
    TRACED(function, " " + std::to_string(kind),                                                   \
           place == Place::null ? "" : " " + textOfOut(value), static_cast<fmi2StatusKind>(kind),  \
           place == Place::null ? nullptr : &value);                                               \
  }

STATUS_GETTER(getRealStatus, fmi2GetRealStatus, fmi2Real)
STATUS_GETTER(getIntegerStatus, fmi2GetIntegerStatus, fmi2Integer)
STATUS_GETTER(getBooleanStatus, fmi2GetBooleanStatus, fmi2Boolean)
STATUS_GETTER(getStringStatus, fmi2GetStringStatus, fmi2String)

void Instance::awaitStep() {
  if (environment_.hasStepFinished()) {
    environment_.awaitStepFinished();
  } else {
    // How often is up to the machine, so only the last answer is part of the trace.
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    fmi2Status status = fmi2Pending;
    while (std::chrono::steady_clock::now() < deadline &&
           f.fmi2GetStatus(component_, fmi2DoStepStatus, &status) == fmi2OK &&
           status == fmi2Pending)
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    environment_.printQueued();
  }
}

} // namespace tracer
