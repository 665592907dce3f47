// How a value looks on the wire: as in memory, unless the platforms differ or not every byte is a
// value.
#pragma once

#include "fmi/fmi1.h"
#include "fmi/fmi2.h"

#include <stdint.h>

namespace remoting {

template <class T> struct OnWire {
  T value{};

  OnWire() = default;
  explicit OnWire(const T &memory) : value(memory) {}
  void copyTo(T &memory) const { memory = value; }
};

template <> struct OnWire<bool> {
  uint8_t value = 0;

  OnWire() = default;
  explicit OnWire(bool memory) : value(memory) {}
  void copyTo(bool &memory) const { memory = value != 0; }
};

// 32-bit Linux aligns the double of both event infos differently from all other platforms.
template <> struct OnWire<fmiEventInfo> {
  char flag[8] = {};
  alignas(8) double nextEventTime = 0;

  OnWire() = default;
  explicit OnWire(const fmiEventInfo &info)
      : flag{info.iterationConverged,
             info.stateValueReferencesChanged,
             info.stateValuesChanged,
             info.terminateSimulation,
             info.upcomingTimeEvent,
             0,
             0,
             0},
        nextEventTime(info.nextEventTime) {}

  void copyTo(fmiEventInfo &info) const {
    info.iterationConverged = flag[0];
    info.stateValueReferencesChanged = flag[1];
    info.stateValuesChanged = flag[2];
    info.terminateSimulation = flag[3];
    info.upcomingTimeEvent = flag[4];
    info.nextEventTime = nextEventTime;
  }
};
static_assert(sizeof(OnWire<fmiEventInfo>) == 16);

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
