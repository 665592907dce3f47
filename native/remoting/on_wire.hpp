// How a value behind a pointer looks on the wire: as in memory, unless the platforms differ.
#pragma once

#include "fmi/fmi2.h"

#include <stdint.h>

namespace remoting {

template <class T> struct OnWire {
  T value{};

  OnWire() = default;
  explicit OnWire(const T &memory) : value(memory) {}
  void copyTo(T &memory) const { memory = value; }
};

// 32-bit Linux aligns the double differently from all other platforms.
template <> struct OnWire<fmi2EventInfo> {
  int32_t flag[6] = {};
  alignas(8) double nextEventTime = 0;

  OnWire() = default;
  explicit OnWire(const fmi2EventInfo &info)
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
static_assert(sizeof(OnWire<fmi2EventInfo>) == 32);

} // namespace remoting
