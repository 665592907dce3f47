// The functions and callbacks of FMI 2.0 as types, and how its own types are printed.
#pragma once

#include "fmi/fmi2.h"
#include "fmi/rows.hpp"
#include "tracer/frame.hpp"

namespace tracer {

namespace fmi2 {
using Status = fmi2Status;
#include "tracer/rows.inc"

#include "fmi/fmi2.inc"
} // namespace fmi2

template <> inline constexpr bool isStatus<fmi2Status> = true;

template <> inline std::string textOf(fmi2Type type) {
  return type == fmi2ModelExchange ? "ModelExchange" : "CoSimulation";
}

template <> inline std::string textOfOut(const fmi2EventInfo &info) {
  return "needed=" + textOfOut(info.newDiscreteStatesNeeded) +
         " terminate=" + textOfOut(info.terminateSimulation) +
         " nominals=" + textOfOut(info.nominalsOfContinuousStatesChanged) +
         " values=" + textOfOut(info.valuesOfContinuousStatesChanged) +
         " timed=" + textOfOut(info.nextEventTimeDefined) +
         " time=" + textOfOut(info.nextEventTime);
}

template <> inline const char *label<fmi2::fmi2CompletedIntegratorStep>(size_t number) {
  return number ? "terminate=" : "event=";
}

} // namespace tracer
