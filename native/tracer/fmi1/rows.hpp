// The functions and callbacks of FMI 1.0 as types, and how its own types are printed.
#pragma once

#include "fmi/fmi1.h"
#include "fmi/rows.hpp"
#include "tracer/frame.hpp"

namespace tracer {

namespace fmi1 {
using Status = fmiStatus;
#include "tracer/rows.inc"

#include "fmi/fmi1.inc"
} // namespace fmi1

template <> inline constexpr bool isStatus<fmiStatus> = true;

template <> inline std::string textOfOut(const fmiEventInfo &info) {
  return "converged=" + textOfOut(info.iterationConverged) +
         " references=" + textOfOut(info.stateValueReferencesChanged) +
         " values=" + textOfOut(info.stateValuesChanged) +
         " terminate=" + textOfOut(info.terminateSimulation) +
         " timed=" + textOfOut(info.upcomingTimeEvent) + " time=" + textOfOut(info.nextEventTime);
}

} // namespace tracer
