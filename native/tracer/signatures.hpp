// The C signatures of the FMI 2.0 functions, derived from the table's argument kinds.
#pragma once

#include "fmi/fmi2.h"
#include "fmi/kinds.hpp"

namespace tracer {

using namespace fmi;

// The table gives each kind in parentheses; as the parameter of a function type it comes out of
// them.
template <class Function> struct Argument;
template <class Kind> struct Argument<void(Kind)> { using Type = typename Kind::type; };

#define FMI_PARENTHESES ()
#define FMI_EXPAND(...) FMI_EXPAND_2(FMI_EXPAND_2(FMI_EXPAND_2(__VA_ARGS__)))
#define FMI_EXPAND_2(...) FMI_EXPAND_1(FMI_EXPAND_1(FMI_EXPAND_1(__VA_ARGS__)))
#define FMI_EXPAND_1(...) __VA_ARGS__
#define FMI_ARGUMENTS(...) __VA_OPT__(FMI_EXPAND(FMI_ARGUMENT(__VA_ARGS__)))
#define FMI_ARGUMENT(kind, ...)                                                                    \
  , Argument<void kind>::Type __VA_OPT__(FMI_ARGUMENT_AGAIN FMI_PARENTHESES(__VA_ARGS__))
#define FMI_ARGUMENT_AGAIN() FMI_ARGUMENT

struct Functions {
#define FMI_LOCAL(name, text) const char *(*name)() = nullptr;
#define FMI_CALL(name, ...) fmi2Status (*name)(fmi2Component FMI_ARGUMENTS(__VA_ARGS__)) = nullptr;
#include "fmi/fmi2.inc"
#undef FMI_CALL
#undef FMI_LOCAL
  fmi2Component (*fmi2Instantiate)(fmi2String, fmi2Type, fmi2String, fmi2String,
                                   const fmi2CallbackFunctions *, fmi2Boolean,
                                   fmi2Boolean) = nullptr;
  void (*fmi2FreeInstance)(fmi2Component) = nullptr;
};

} // namespace tracer
