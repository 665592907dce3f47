// The functions and the callbacks of FMI 2.0 by number, as messages name them.
#pragma once

#include <stdint.h>

namespace fmi2 {

namespace function {
enum : uint16_t {
  none,
#define FMI_CREATE(name, ...) name,
#define FMI_FREE(name) name,
#define FMI_CALL(name, ...) name,
#include "fmi/fmi2.inc"
  count
};
} // namespace function

namespace callback {
enum : uint16_t {
  none,
#define FMI_CALLBACK(name, ...) name,
#include "fmi/fmi2.inc"
};
} // namespace callback

} // namespace fmi2
