// The functions of FMI 2.0 in a loaded library, by their names.
#pragma once

#include "fmi/fmi2.h"
#include "fmi/kinds.hpp"
#include "fmi/rows.hpp"
#include "tracer/library.hpp"

namespace guest {

struct Functions {
  explicit Functions(const tracer::Library &library) {
    auto set = [&](auto &function, const char *name) {
      function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(library.find(name));
    };
#define FMI_CREATE(name, ...) set(name, #name);
#define FMI_FREE(name) set(name, #name);
#define FMI_CALL(name, ...) set(name, #name);
#include "fmi/fmi2.inc"
  }

#define FMI_CREATE(name, ...) fmi2Component (*name)(FMI_PARAMETERS(__VA_ARGS__));
#define FMI_FREE(name) void (*name)(fmi2Component);
#define FMI_CALL(name, ...) fmi2Status (*name)(fmi2Component FMI_MORE_PARAMETERS(__VA_ARGS__));
#include "fmi/fmi2.inc"
};

} // namespace guest
