// The functions and the callbacks of FMI 3.0 by number, as messages name them.
#pragma once

#include <stdint.h>

namespace fmi3 {

namespace function {
enum : uint16_t {
  none,
#define FMI_CREATE(name, ...) name,
#define FMI_FREE(name) name,
#define FMI_CALL(name, ...) name,
#include "fmi/fmi3.inc"
  count
};
} // namespace function

namespace callback {
enum : uint16_t {
  none,
#define FMI_CALLBACK(name, ...) name,
#include "fmi/fmi3.inc"
};
} // namespace callback

} // namespace fmi3
