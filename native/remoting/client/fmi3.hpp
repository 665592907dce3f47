// The functions of FMI 3.0 as this client has them, and what making and freeing an instance
// consists of: for a program that holds the client itself.
#pragma once

#include "fmi/fmi3.h"
#include "fmi/kinds.hpp"
#include "fmi/rows.hpp"

extern "C" {
#define FMI_CALL(name, ...) int name(fmi3Instance instance FMI_MORE_PARAMETERS(__VA_ARGS__));
#include "fmi/fmi3.inc"
}

namespace remoting {

class Instance;

// The memory of an instance, whose server is not there yet, with what its callbacks are given and
// the one that it cannot do without. Null: there is none.
Instance *makeFmi3(const char *name, void *environment, fmi3LogMessageCallback logMessage);

// fmi3Instantiate... for an instance that has been made, each by its name. False: the logger was
// told why; destroy and dispose of it nevertheless.
namespace create {
#define FMI_CREATE(name, ...) bool name(Instance &instance, FMI_PARAMETERS(__VA_ARGS__));
#include "fmi/fmi3.inc"
} // namespace create

// fmi3FreeInstance up to giving the memory back. False: the model did not get through it, or its
// process did not end as it should; the logger was told why.
namespace destroy {
#define FMI_FREE(name) bool name(Instance &instance);
#include "fmi/fmi3.inc"
} // namespace destroy

} // namespace remoting
