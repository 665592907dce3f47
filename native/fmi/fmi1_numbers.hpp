// The functions and the callbacks of FMI 1.0 by number, as messages name them.
#pragma once

#include <stdint.h>

namespace fmi1 {

namespace function {
enum : uint16_t {
  none,
#define FMI_CREATE(name, ...) name,
#define FMI_FREE(name) name,
#define FMI_CALL(name, ...) name,
#include "fmi/fmi1.inc"
  count
};
} // namespace function

namespace callback {
enum : uint16_t {
  none,
#define FMI_CALLBACK(name, ...) name,
#include "fmi/fmi1.inc"
};
} // namespace callback

} // namespace fmi1
