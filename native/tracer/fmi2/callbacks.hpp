// The callbacks that FMI 2.0 knows, as an importer gives them.
#pragma once

#include "fmi/fmi2.h"
#include "tracer/callbacks.hpp"

namespace tracer::fmi2 {

class Importer {
public:
  Importer(Environment &environment, Callbacks callbacks);

  // What to give to fmi2Instantiate; null for Callbacks::null.
  const fmi2CallbackFunctions *functions() const { return isGiven_ ? &functions_ : nullptr; }
  bool hasStepFinished() const { return isGiven_ && functions_.stepFinished; }

private:
  fmi2CallbackFunctions functions_{};
  bool isGiven_;
};

} // namespace tracer::fmi2
