#include "model.hpp"

#include "arguments.hpp"
#include "fmi/rows.hpp"
#include "os/library.hpp"

#include <pthread.h>
#include <stdarg.h>
#include <string.h>

namespace fuzz {

std::deque<uint8_t> behaviours;

namespace {

constexpr uint8_t logs = 8, finishesStep = 16, hasThread = 32, leavesSome = 64, refuses = 128;

const fmi2CallbackFunctions *callbacks;
int component;

void say() {
  if (callbacks && callbacks->logger)
    callbacks->logger(callbacks->componentEnvironment, "name", fmi2Warning, "category", "%d%s", 7,
                      "%text");
}

uint8_t behave() {
  uint8_t behaviour = 0;
  if (!behaviours.empty()) {
    behaviour = behaviours.front();
    behaviours.pop_front();
    behaviours.push_back(behaviour);
  }
  if (behaviour & logs)
    say();
  if (behaviour & finishesStep && callbacks && callbacks->stepFinished)
    callbacks->stepFinished(callbacks->componentEnvironment, fmi2OK);
  if (behaviour & hasThread) {
    pthread_t thread;
    const auto body = [](void *) -> void * {
      say();
      return nullptr;
    };
    if (pthread_create(&thread, nullptr, body, nullptr) == 0)
      pthread_join(thread, nullptr);
  }
  return behaviour;
}

template <class K> struct Use;

template <class T> struct Use<fmi::In<T>> {
  static void value(T value, size_t, uint8_t) { look(value); }
};
template <> struct Use<fmi::Count> {
  static void value(size_t, size_t, uint8_t) {}
};

struct Reads {
  template <class T> static void value(const T *array, size_t count, uint8_t) {
    if (array)
      ends(count, [&](size_t i) { look(array[i]); });
  }
};
template <int N> struct Use<fmi::References<N>> : Reads {};
template <class T, int N> struct Use<fmi::InArray<T, N>> : Reads {};
template <int N> struct Use<fmi::InBytes<N>> : Reads {};
template <int N> struct Use<fmi::InStrings<N>> : Reads {};

struct Writes {
  template <class T> static void value(T *array, size_t count, uint8_t behaviour) {
    if (!array)
      return;
    ends(count, [&](size_t i) {
      look(array[i]);
      if (!(behaviour & leavesSome) || i % 2 == 0)
        memset(static_cast<void *>(array + i), 1, sizeof array[i]);
    });
  }
};
template <class T, int N> struct Use<fmi::OutArray<T, N>> : Writes {};
template <int N> struct Use<fmi::OutBytes<N>> : Writes {};
template <class T> struct Use<fmi::InOut<T>> {
  static void value(T *value, size_t, uint8_t behaviour) { Writes::value(value, 1, behaviour); }
};
template <> struct Use<fmi::OutSize> {
  static void value(size_t *value, size_t, uint8_t behaviour) {
    Writes::value(value, 1, behaviour);
  }
};

template <int N> struct Use<fmi::OutStrings<N>> {
  static void value(const char **strings, size_t count, uint8_t behaviour) {
    if (!strings)
      return;
    ends(count, [&](size_t i) {
      if (!(behaviour & leavesSome) || i % 3 == 0)
        strings[i] = i % 4 == 1 ? nullptr : "a text";
    });
  }
};
template <> struct Use<fmi::OutString> {
  static void value(const char **string, size_t, uint8_t behaviour) {
    Use<fmi::OutStrings<0>>::value(string, 1, behaviour);
  }
};

// States are places in here.
char states[64];
template <> struct Use<fmi::State> {
  static void value(void *state, size_t, uint8_t) {
    if (state)
      look(*static_cast<char *>(state));
  }
};
template <> struct Use<fmi::StateSlot> {
  static void value(void **slot, size_t, uint8_t behaviour) {
    if (!slot)
      return;
    Use<fmi::State>::value(*slot, 0, behaviour);
    *slot = behaviour & leavesSome ? nullptr : *slot ? *slot : states + behaviour % sizeof states;
  }
};

template <class... K> int use(typename K::type... argument) {
  const uint8_t behaviour = behave();
  // The counts of a call are all alike here only if the message says so; every argument gets the
  // smallest.
  size_t count = ~size_t{0};
  [[maybe_unused]] const auto smallest = [&](auto each, auto kind) {
    if constexpr (std::is_same_v<decltype(kind), fmi::Count>)
      count = each < count ? each : count;
  };
  (smallest(argument, K{}), ...);
  (Use<K>::value(argument, count, behaviour), ...);
  if (behaviour & refuses)
    return fmi2Error;
  return behaviour & 7;
}

#define FMI_CALL(name, ...)                                                                        \
  int name(fmi2Component instance FMI_MORE_PARAMETERS(__VA_ARGS__)) {                              \
    if (instance != &component)                                                                    \
      __builtin_trap();                                                                            \
    return use<FMI_KIND_LIST(__VA_ARGS__)>(FMI_ARGUMENTS(__VA_ARGS__));                            \
  }
#include "fmi/fmi2.inc"

fmi2Component fmi2Instantiate(fmi2String name, fmi2Type, fmi2String guid, fmi2String resources,
                              const fmi2CallbackFunctions *given, fmi2Boolean, fmi2Boolean) {
  callbacks = given;
  look(name);
  look(guid);
  look(resources);
  return behave() & refuses ? nullptr : &component;
}

void fmi2FreeInstance(fmi2Component) { behave(); }

struct Symbol {
  const char *name;
  void *function;
};
const Symbol symbols[] = {
#define FMI_CREATE(name, ...) {#name, reinterpret_cast<void *>(name)},
#define FMI_FREE(name) {#name, reinterpret_cast<void *>(name)},
#define FMI_CALL(name, ...) {#name, reinterpret_cast<void *>(name)},
#include "fmi/fmi2.inc"
};

} // namespace
} // namespace fuzz

namespace os {

bool Library::open(const char *path, Text &why) {
  why.format("%s", "there is none");
  handle_ = *path == '-' ? nullptr : this;
  return handle_ != nullptr;
}

void *Library::symbol(const char *name) const {
  for (const fuzz::Symbol &symbol : fuzz::symbols) {
    if (strcmp(symbol.name, name) == 0)
      return symbol.function;
  }
  return nullptr;
}

void Library::close() { handle_ = nullptr; }

} // namespace os
