// The functions of FMI 2.0 as this client has them, and what making and freeing an instance
// consists of: for a program that holds the client itself.
#pragma once

#include "fmi/fmi2.h"
#include "fmi/kinds.hpp"
#include "fmi/rows.hpp"

extern "C" {
#define FMI_CALL(name, ...) int name(fmi2Component component FMI_MORE_PARAMETERS(__VA_ARGS__));
#include "fmi/fmi2.inc"
}

namespace remoting {

class Instance;

// The memory of an instance, whose server is not there yet. Null: there is none.
Instance *makeFmi2(const char *name, const fmi2CallbackFunctions *callbacks);

// fmi2Instantiate for an instance that has been made. False: the logger was told why; destroy and
// dispose of it nevertheless.
namespace create {
#define FMI_CREATE(name, ...) bool name(Instance &instance, FMI_PARAMETERS(__VA_ARGS__));
#include "fmi/fmi2.inc"
} // namespace create

// fmi2FreeInstance up to giving the memory back. False: the model did not get through it, or its
// process did not end as it should; the logger was told why.
namespace destroy {
#define FMI_FREE(name) bool name(Instance &instance);
#include "fmi/fmi2.inc"
} // namespace destroy

} // namespace remoting
