// What differs between two runs of one library and is therefore left out of the trace.
#pragma once

namespace tracer {

struct Masks {
  bool stateBytes = false;
  bool stateSize = false;
  bool cpuTime = false; // in log texts, the numbers after "CPU-time"
};

} // namespace tracer
