// The callbacks that FMI 3.0 knows, as an importer gives them.
#pragma once

#include "fmi/fmi3.h"
#include "tracer/callbacks.hpp"

namespace tracer::fmi3 {

// What is not given is a null pointer.
struct Functions {
  explicit Functions(Callbacks callbacks);

  fmi3LogMessageCallback log = nullptr;
  fmi3IntermediateUpdateCallback intermediateUpdate = nullptr;
  fmi3ClockUpdateCallback clockUpdate = nullptr;
  fmi3LockPreemptionCallback lock = nullptr;
  fmi3UnlockPreemptionCallback unlock = nullptr;
};

} // namespace tracer::fmi3
