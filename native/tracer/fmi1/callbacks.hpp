// The callbacks that FMI 1.0 knows, as an importer gives them.
#pragma once

#include "fmi/fmi1.h"
#include "tracer/callbacks.hpp"

namespace tracer::fmi1 {

// What is not given is a null pointer; there is no structure that could be left out.
fmiSlaveCallbackFunctions functionsOf(Callbacks callbacks);

} // namespace tracer::fmi1
