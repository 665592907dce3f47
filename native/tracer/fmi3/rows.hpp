// The functions and callbacks of FMI 3.0 as types.
#pragma once

#include "fmi/fmi3.h"
#include "fmi/rows.hpp"
#include "tracer/frame.hpp"

namespace tracer {

namespace fmi3 {
using Status = fmi3Status;
#include "tracer/rows.inc"

#include "fmi/fmi3.inc"
} // namespace fmi3

template <> inline constexpr bool isStatus<fmi3Status> = true;

template <> inline const char *label<fmi3::fmi3UpdateDiscreteStates>(size_t number) {
  static const char *const labels[] = {
      "needed=", "terminate=", "nominals=", "values=", "timed=", "time="};
  return labels[number];
}

template <> inline const char *label<fmi3::fmi3CompletedIntegratorStep>(size_t number) {
  return number ? "terminate=" : "event=";
}

template <> inline const char *label<fmi3::fmi3DoStep>(size_t number) {
  static const char *const labels[] = {"event=", "terminate=", "early=", "last="};
  return labels[number];
}

} // namespace tracer
