// What a program and its result look like; src/runtime/program.ts is the other half. All numbers
// are in the byte order of the machine, everything begins at a multiple of 8, and gaps are zero.
//
// A program is a list of calls, each: u32 call, u32 size of what follows, and that (see the
// enumeration).
//
// A result is a head, and then for each call that returned no more than a warning: u32 size of its
// output, u32 0, the output.
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace runner {

enum class Call : uint32_t {
  // u32 kind (0 model exchange, 1 co-simulation), u32 visible, u32 logging on, u32 number of log
  // categories, u32 whether event mode is used and steps may return early (FMI 3.0), u32 number of
  // enumerations (FMI 3.0) and u32 the value reference of each, ascending; then texts that end with
  // a zero byte: name, GUID or token, URI of the resources (FMI
  // 3.0: their path, empty if there are none), and each category that is to be logged even if
  // logging is not on
  instantiate = 1,
  free = 2,
  // f64 start, f64 stop, f64 tolerance, u32 whether there is a stop time, u32 whether a tolerance
  setup = 3,
  enterInitialization = 4,
  exitInitialization = 5,
  // u32 size of the frame, u32 0, the frame, gap, the values (frame.hpp)
  set = 6,
  get = 7,  // the frame; output: the values
  step = 8, // f64 time, f64 size, u32 whether it is final, u32 0
  terminate = 9,
  reset = 10,
  enterEvents = 11,
  newDiscreteStates = 12, // output: five u32 as in fmi2EventInfo, u32 0, f64 next event time
  enterContinuousTime = 13,
  setTime = 14,        // f64 time
  setStates = 15,      // f64 each
  getStates = 16,      // u32 count, u32 0; output: f64 each; so do the next three
  getNominals = 17,    //
  getDerivatives = 18, //
  getIndicators = 19,  //
  completedStep = 20, // u32 whether it is final, u32 0; output: u32 enter event mode, u32 terminate
  enterConfiguration = 21,
  exitConfiguration = 22,
  enterStepMode = 23,
  // u32 whether as fractions, u32 count, u32 references; output for each: f64 seconds or u64
  // counter, u64 resolution (0 for seconds), u32 qualifier, u32 0
  getIntervals = 24,
  saveState = 25, // output: the serialized FMU state
  loadState = 26, // the bytes of one, up to the end of the call
};

struct CallHead {
  uint32_t call;
  uint32_t size;
};
static_assert(sizeof(CallHead) == 8);

// What a call returned, as in FMI 2.0; there is no "pending" here. Postponed: see Model::hurry();
// never in a result.
enum class Status : uint32_t { ok, warning, discard, error, fatal, postponed };

// Of ResultHead::flags, about a discarded step.
constexpr uint32_t hasLastTime = 1; // or a step that was made did not end where it should
constexpr uint32_t hasEnded = 2;    // the model wants no further step
// Of a step that was made.
constexpr uint32_t needsEvents = 4;
constexpr uint32_t isEarly = 8; // it came until `lastTime`

struct ResultHead {
  uint32_t status;
  uint32_t completed; // how many calls have an output
  uint32_t flags;
  uint32_t logSize; // what runner_take_log() would return
  double lastTime;  // until when the step came
  char failed[40];  // FMI function that ended the program, ends with a zero byte; or empty
};
static_assert(sizeof(ResultHead) == 64);

// A message of the logger: this, the category, the text (neither ends with a zero byte), gap to a
// multiple of 4. Or, with this status and without a category, bytes that the model has printed.
constexpr uint32_t printedStatus = 16;
struct LogHead {
  uint32_t status;
  uint32_t category;
  uint32_t text;
};

inline size_t padded(size_t size) { return (size + 7) & ~size_t{7}; }

} // namespace runner
