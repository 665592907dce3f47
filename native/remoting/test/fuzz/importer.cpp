#include "importer.hpp"

#include "arguments.hpp"
#include "fmi/fmi2_numbers.hpp"
#include "fmi/rows.hpp"

#include <memory>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <tuple>
#include <utility>

extern "C" {
#define FMI_CREATE(name, ...) fmi2Component name(FMI_PARAMETERS(__VA_ARGS__));
#define FMI_FREE(name) void name(fmi2Component component);
#define FMI_CALL(name, ...) int name(fmi2Component component FMI_MORE_PARAMETERS(__VA_ARGS__));
#include "fmi/fmi2.inc"
}

namespace fuzz {
namespace {

constexpr unsigned deepest = 8;

fmi2Component instance;
pthread_t mainThread;
unsigned depth;

void callNext();

void logger(fmi2ComponentEnvironment, fmi2String name, fmi2Status, fmi2String category,
            fmi2String form, ...) {
  look(name);
  look(category);
  if (form) {
    char text[256];
    va_list none;
    va_start(none, form);
    vsnprintf(text, sizeof text, form, none);
    va_end(none);
    look(text);
  }
  if (instance && pthread_equal(pthread_self(), mainThread))
    callNext();
}

void stepFinished(fmi2ComponentEnvironment, fmi2Status) {}

// What an argument of a call is made of, in memory of just the size that it needs.
struct Shape {
  size_t count;
  uint8_t nulls;
  uint8_t fill;
};

template <class T> struct Memory {
  std::unique_ptr<uint8_t[]> bytes;
  T *make(const Shape &shape, unsigned index, size_t count) {
    if (shape.nulls >> index & 1)
      return nullptr;
    const size_t size = count * sizeof(T);
    bytes.reset(new uint8_t[size]);
    memset(bytes.get(), shape.fill, size);
    return reinterpret_cast<T *>(bytes.get());
  }
  void check(size_t) {}
};

template <class K> struct Argument;

template <class T> struct Argument<fmi::In<T>> {
  T value(const Shape &shape, unsigned) { return static_cast<T>(shape.fill & 1); }
  void check(size_t) {}
};
template <> struct Argument<fmi::Count> {
  size_t value(const Shape &shape, unsigned) { return shape.count; }
  void check(size_t) {}
};
template <class T> struct Array : Memory<T> {
  T *value(const Shape &shape, unsigned index) { return this->make(shape, index, shape.count); }
};
template <int N> struct Argument<fmi::References<N>> : Array<unsigned> {};
template <class T, int N> struct Argument<fmi::InArray<T, N>> : Array<T> {};
template <class T, int N> struct Argument<fmi::OutArray<T, N>> : Array<T> {};
template <int N> struct Argument<fmi::InBytes<N>> : Array<char> {};
template <int N> struct Argument<fmi::OutBytes<N>> : Array<char> {};
template <class T> struct One : Memory<T> {
  T *value(const Shape &shape, unsigned index) { return this->make(shape, index, 1); }
};
template <class T> struct Argument<fmi::InOut<T>> : One<T> {};
template <> struct Argument<fmi::OutSize> : One<size_t> {};
template <> struct Argument<fmi::StateSlot> : One<void *> {};
template <> struct Argument<fmi::State> {
  void *value(const Shape &shape, unsigned) {
    return reinterpret_cast<void *>(uintptr_t{shape.fill});
  }
  void check(size_t) {}
};
template <int N> struct Argument<fmi::InStrings<N>> {
  std::unique_ptr<const char *[]> strings;
  const char **value(const Shape &shape, unsigned index, size_t count) {
    if (shape.nulls >> index & 1)
      return nullptr;
    strings.reset(new const char *[count]);
    for (size_t i = 0; i < count; ++i)
      strings[i] = shape.fill && i % shape.fill == 1 ? nullptr : "text";
    return strings.get();
  }
  const char **value(const Shape &shape, unsigned index) {
    return value(shape, index, shape.count);
  }
  void check(size_t) {}
};
template <int N> struct Argument<fmi::OutStrings<N>> : Argument<fmi::InStrings<0>> {
  void check(size_t count) {
    for (size_t i = 0; strings && i < count; ++i)
      look(strings[i]);
  }
};
template <> struct Argument<fmi::OutString> : Argument<fmi::OutStrings<0>> {
  const char **value(const Shape &shape, unsigned index) {
    return Argument<fmi::OutStrings<0>>::value(shape, index, 1);
  }
  void check(size_t) { Argument<fmi::OutStrings<0>>::check(1); }
};

template <class... K> struct Calling {
  template <size_t... I>
  static void call(int (*function)(fmi2Component, typename K::type...), const Shape &shape,
                   std::index_sequence<I...>) {
    [[maybe_unused]] std::tuple<Argument<K>...> arguments;
    const int status = function(instance, std::get<I>(arguments).value(shape, I)...);
    // What a call that failed has left is not the importer's to read.
    if (status == fmi2OK || status == fmi2Warning)
      (std::get<I>(arguments).check(shape.count), ...);
  }
};

void call(uint16_t number, const Shape &shape) {
  switch (number) {
#define FMI_CALL(name, ...)                                                                        \
  case fmi2::function::name:                                                                       \
    Calling<FMI_KIND_LIST(__VA_ARGS__)>::call(::name, shape,                                       \
                                              std::make_index_sequence<FMI_COUNT(__VA_ARGS__)>{}); \
    break;
#include "fmi/fmi2.inc"
  }
}

// The call that comes next in the input, if that is what comes next.
void callNext() {
  Feed &feed = *Feed::active;
  uint8_t kind = 0;
  if (depth >= deepest || !feed.control(kind))
    return;
  constexpr uint16_t first = fmi2::function::fmi2FreeInstance + 1;
  const auto number = static_cast<uint16_t>(first + kind % (fmi2::function::count - first));
  const auto count = feed.input().take<uint8_t>();
  // Few elements, or enough for several packets.
  const Shape shape{count < 192 ? size_t{count} : (count - 191u) * 100u,
                    feed.input().take<uint8_t>(), feed.input().take<uint8_t>()};
  ++depth;
  feed.current(number);
  feed.pump();
  call(number, shape);
  --depth;
  feed.pump();
}

} // namespace

void import(Feed &feed, uint8_t given) {
  mainThread = pthread_self();
  depth = 0;
  const fmi2CallbackFunctions callbacks{given & 1 ? nullptr : logger, given & 2 ? nullptr : calloc,
                                        given & 4 ? nullptr : free,
                                        given & 8 ? nullptr : stepFinished, nullptr};
  instance = nullptr;
  feed.current(fmi2::function::fmi2Instantiate);
  feed.pump();
  instance = fmi2Instantiate("name", fmi2CoSimulation, "guid", given & 16 ? nullptr : "resources",
                             given & 32 ? nullptr : &callbacks, 0, 1);
  if (!instance)
    return;
  while (feed.input().size > 0) {
    const size_t before = feed.input().size;
    callNext();
    feed.pump();
    if (feed.input().size == before)
      break;
  }
  feed.current(fmi2::function::fmi2FreeInstance);
  feed.pump();
  const fmi2Component last = std::exchange(instance, nullptr);
  fmi2FreeInstance(last);
}

} // namespace fuzz
