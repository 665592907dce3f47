// FMUTOOL_LOG=path: every call that the importer makes, as a line of text with its arguments,
// result and time. Off, it costs a look at one variable.
#pragma once

#include "fmi/fmi2.h"
#include "fmi/kinds.hpp"
#include "os/text.hpp"

#include <stdint.h>
#include <stdio.h>

namespace remoting {

// A line under construction; what does not fit is cut.
class LogLine {
public:
  void text(const char *text);
  OS_PRINTF(2, 3) void format(const char *form, ...);
  void quoted(const char *text);
  const char *line() const { return line_; }
  size_t length() const { return used_; }

  // Separates arguments.
  void next() {
    if (used_ > 0 && line_[used_ - 1] != '(')
      text(", ");
  }

private:
  static constexpr size_t room = 8000;
  char line_[room + 4] = "";
  size_t used_ = 0;
};

class CallLog {
public:
  // Opened when the first instance is made; null when the variable is not set.
  static CallLog *ofProcess();

  void write(const char *instance, const LogLine &call, const char *result, uint64_t begun) const;
  static const char *statusName(int status);

private:
  FILE *file_ = nullptr;
  uint64_t opened_ = 0;
};

// How an argument is shown, by its kind. `count` is that of the arrays.
namespace shown {

constexpr size_t mostElements = 16;

inline void one(LogLine &line, double value) { line.format("%.17g", value); }
inline void one(LogLine &line, int value) { line.format("%d", value); }
inline void one(LogLine &line, unsigned value) { line.format("%u", value); }
inline void one(LogLine &line, const char *value) { line.quoted(value); }
inline void one(LogLine &line, const fmi2EventInfo &value) {
  line.format("{%d, %d, %d, %d, %d, %.17g}", value.newDiscreteStatesNeeded,
              value.terminateSimulation, value.nominalsOfContinuousStatesChanged,
              value.valuesOfContinuousStatesChanged, value.nextEventTimeDefined,
              value.nextEventTime);
}
inline void one(LogLine &line, fmi2StatusKind value) { line.format("%d", static_cast<int>(value)); }
inline void one(LogLine &line, fmi2Status value) { line.format("%d", static_cast<int>(value)); }

template <class T> void array(LogLine &line, const T *values, size_t count) {
  if (!values)
    return line.text("null");
  line.text("{");
  for (size_t i = 0; i < count && i < mostElements; ++i) {
    if (i > 0)
      line.text(", ");
    one(line, values[i]);
  }
  line.text(count > mostElements ? ", ...}" : "}");
}

template <class K> struct Kind {
  // Arrays and strings.
  template <class T> static void show(LogLine &line, const T *values, size_t count) {
    array(line, values, count);
  }
};
template <class T> struct Kind<fmi::In<T>> {
  static void show(LogLine &line, T value, size_t) { one(line, value); }
};
template <> struct Kind<fmi::Count> {
  static void show(LogLine &line, size_t value, size_t) { line.format("%zu", value); }
};
template <class T> struct Kind<fmi::InOut<T>> {
  static void show(LogLine &line, const T *value, size_t) { array(line, value, 1); }
};
template <> struct Kind<fmi::OutString> {
  static void show(LogLine &line, const char *const *value, size_t) { array(line, value, 1); }
};
template <> struct Kind<fmi::State> {
  static void show(LogLine &line, const void *state, size_t) {
    line.format("state %zu", reinterpret_cast<size_t>(state));
  }
};
template <> struct Kind<fmi::StateSlot> {
  static void show(LogLine &line, void *const *slot, size_t) {
    Kind<fmi::State>::show(line, slot ? *slot : nullptr, 0);
  }
};
template <> struct Kind<fmi::OutSize> {
  static void show(LogLine &line, const size_t *size, size_t) {
    line.format("{%zu}", size ? *size : 0);
  }
};
template <int N> struct Kind<fmi::InBytes<N>> {
  static void show(LogLine &line, const char *bytes, size_t count) {
    line.format(bytes ? "%zu bytes" : "null", count);
  }
};
template <int N> struct Kind<fmi::OutBytes<N>> : Kind<fmi::InBytes<N>> {};

} // namespace shown
} // namespace remoting
