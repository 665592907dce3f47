// fmi2EventInfo on the wire: 32-bit Linux aligns its double differently from all other platforms.
#pragma once

#include "fmi/fmi2.h"

#include <stdint.h>

namespace remoting {

struct WireEventInfo {
  int32_t flag[6] = {};
  alignas(8) double nextEventTime = 0;

  WireEventInfo() = default;
  explicit WireEventInfo(const fmi2EventInfo &info)
      : flag{info.newDiscreteStatesNeeded,
             info.terminateSimulation,
             info.nominalsOfContinuousStatesChanged,
             info.valuesOfContinuousStatesChanged,
             info.nextEventTimeDefined,
             0},
        nextEventTime(info.nextEventTime) {}

  void copyTo(fmi2EventInfo &info) const {
    info.newDiscreteStatesNeeded = flag[0];
    info.terminateSimulation = flag[1];
    info.nominalsOfContinuousStatesChanged = flag[2];
    info.valuesOfContinuousStatesChanged = flag[3];
    info.nextEventTimeDefined = flag[4];
    info.nextEventTime = nextEventTime;
  }
};
static_assert(sizeof(WireEventInfo) == 32);

} // namespace remoting
