// What differs between two runs of one library and is therefore left out of the trace.
#pragma once

namespace tracer {

struct Masks {
  bool stateBytes = false;
  bool stateSize = false;
  // In log texts: the numbers in lines about measured times ("CPU-time", "Simulation time").
  bool cpuTime = false;
  // Dymola's "Rejected count" has more conversions than arguments, and its count of
  // Jacobian-evaluations is not initialized, so what they print is chance.
  bool strayArguments = false;
};

} // namespace tracer
