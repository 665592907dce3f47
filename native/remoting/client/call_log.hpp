// FMUTOOL_LOG=path: every call that the importer makes, as a line of text with its arguments,
// result and time. Off, it costs a look at one variable.
#pragma once

#include "fmi/fmi2.h"
#include "fmi/kinds.hpp"
#include "os/text.hpp"
#include "remoting/caller.hpp"

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

// How an argument is shown, by its kind. `all` is the tuple of all arguments.
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

template <class K> struct Kind;

struct One {
  template <class T, class All> static void show(LogLine &line, T value, const All &) {
    one(line, value);
  }
};
template <class T> struct Kind<fmi::In<T>> : One {};
template <> struct Kind<fmi::InString> : One {};
template <> struct Kind<fmi::Count> {
  template <class All> static void show(LogLine &line, size_t value, const All &) {
    line.format("%zu", value);
  }
};

template <int N> struct Counted {
  template <class T, class All> static void show(LogLine &line, const T *values, const All &all) {
    array(line, values, argumentOf<N>(all));
  }
};
template <int N> struct Kind<fmi::References<N>> : Counted<N> {};
template <class T, int N> struct Kind<fmi::InArray<T, N>> : Counted<N> {};
template <class T, int N> struct Kind<fmi::OutArray<T, N>> : Counted<N> {};
template <int N> struct Kind<fmi::InStrings<N>> : Counted<N> {};
template <int N> struct Kind<fmi::OutStrings<N>> : Counted<N> {};

struct Single {
  template <class T, class All> static void show(LogLine &line, const T *value, const All &) {
    array(line, value, 1);
  }
};
template <class T> struct Kind<fmi::InOut<T>> : Single {};
template <> struct Kind<fmi::OutString> : Single {};

template <> struct Kind<fmi::State> {
  template <class All> static void show(LogLine &line, const void *state, const All &) {
    line.format("state %zu", reinterpret_cast<size_t>(state));
  }
};
template <> struct Kind<fmi::StateSlot> {
  template <class All> static void show(LogLine &line, void *const *slot, const All &all) {
    Kind<fmi::State>::show(line, slot ? *slot : nullptr, all);
  }
};
template <> struct Kind<fmi::OutSize> {
  template <class All> static void show(LogLine &line, const size_t *size, const All &) {
    line.format("{%zu}", size ? *size : 0);
  }
};

template <int N> struct Bytes {
  template <class All> static void show(LogLine &line, const char *bytes, const All &all) {
    line.format(bytes ? "%zu bytes" : "null", argumentOf<N>(all));
  }
};
template <int N> struct Kind<fmi::InBytes<N>> : Bytes<N> {};
template <int N> struct Kind<fmi::OutBytes<N>> : Bytes<N> {};

template <class T> struct Kind<fmi::Callbacks<T>> {
  template <class All> static void show(LogLine &line, const T *callbacks, const All &) {
    line.text(callbacks ? "callbacks" : "null");
  }
};

} // namespace shown
} // namespace remoting
