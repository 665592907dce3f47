// How an argument of a call is shown in the log, by its kind. `all` is the tuple of all arguments.
#pragma once

#include "remoting/caller.hpp"
#include "remoting/client/call_log.hpp"

namespace remoting::shown {

constexpr size_t mostElements = 16;

template <class T> void one(LogLine &line, T value) {
  if constexpr (std::is_floating_point_v<T>)
    line.format(sizeof value == sizeof(float) ? "%.9g" : "%.17g", static_cast<double>(value));
  else if constexpr (std::is_signed_v<T>)
    line.format("%lld", static_cast<long long>(value));
  else
    line.format("%llu", static_cast<unsigned long long>(value));
}
inline void one(LogLine &line, const char *value) { line.quoted(value); }
inline void one(LogLine &line, const fmiEventInfo &value) {
  line.format("{%d, %d, %d, %d, %d, %.17g}", value.iterationConverged,
              value.stateValueReferencesChanged, value.stateValuesChanged,
              value.terminateSimulation, value.upcomingTimeEvent, value.nextEventTime);
}
inline void one(LogLine &line, const fmi2EventInfo &value) {
  line.format("{%d, %d, %d, %d, %d, %.17g}", value.newDiscreteStatesNeeded,
              value.terminateSimulation, value.nominalsOfContinuousStatesChanged,
              value.valuesOfContinuousStatesChanged, value.nextEventTimeDefined,
              value.nextEventTime);
}

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
template <int N> struct Kind<fmi::InSizes<N>> : Counted<N> {};
template <int N> struct Kind<fmi::OutSizes<N>> : Counted<N> {};
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

// Their sizes are an argument of their own.
template <int N> struct Binaries {
  template <class All>
  static void show(LogLine &line, const unsigned char *const *values, const All &all) {
    line.format(values ? "%zu binaries" : "null", argumentOf<N>(all));
  }
};
template <int S, int N> struct Kind<fmi::InBinaries<S, N>> : Binaries<N> {};
template <int S, int N> struct Kind<fmi::OutBinaries<S, N>> : Binaries<N> {};

struct Presence {
  template <class T, class All> static void show(LogLine &line, T *pointer, const All &) {
    line.text(pointer ? "given" : "null");
  }
};
template <class T> struct Kind<fmi::Callbacks<T>> : Presence {};
template <class F, int Row> struct Kind<fmi::Callback<F, Row>> : Presence {};
template <> struct Kind<fmi::Environment> : Presence {};
template <class T> struct Kind<fmi::CallbacksValue<T>> {
  template <class All> static void show(LogLine &line, const T &, const All &) {
    line.text("given");
  }
};

} // namespace remoting::shown
