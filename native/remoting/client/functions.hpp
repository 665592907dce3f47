// The FMI functions of this client as C++ sees them, and what making and freeing an instance
// consists of: for a program that holds the client itself.
#pragma once

#include "fmi/fmi2.h"
#include "fmi/kinds.hpp"
#include "fmi/rows.hpp"

extern "C" {
#define FMI_LOCAL(name, answer)
#define FMI_CALL(name, ...) int name(fmi2Component component FMI_PARAMETERS(__VA_ARGS__));
#include "fmi/fmi2.inc"
#undef FMI_LOCAL
#undef FMI_CALL
}

namespace remoting {

class Instance;

// fmi2Instantiate for an instance that has been made. False: the logger was told why; destroy and
// dispose of it nevertheless.
bool create(Instance *instance, const char *name, fmi2Type type, const char *guid,
            const char *resources, fmi2Boolean visible, fmi2Boolean loggingOn);

// fmi2FreeInstance up to giving the memory back.
// False: the model did not get through it, or its process did not end as it should; the logger
// was told why.
bool destroy(Instance *instance);

} // namespace remoting
