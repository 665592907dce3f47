// The C signatures of the FMI 2.0 functions, derived from the table's argument kinds.
#pragma once

#include "fmi/fmi2.h"
#include "fmi/kinds.hpp"
#include "fmi/rows.hpp"

namespace tracer {

using namespace fmi;

struct Functions {
#define FMI_LOCAL(name, text) const char *(*name)() = nullptr;
#define FMI_CALL(name, ...)                                                                        \
  fmi2Status (*name)(fmi2Component FMI_MORE_PARAMETERS(__VA_ARGS__)) = nullptr;
#include "fmi/fmi2.inc"
  fmi2Component (*fmi2Instantiate)(fmi2String, fmi2Type, fmi2String, fmi2String,
                                   const fmi2CallbackFunctions *, fmi2Boolean,
                                   fmi2Boolean) = nullptr;
  void (*fmi2FreeInstance)(fmi2Component) = nullptr;
};

} // namespace tracer
