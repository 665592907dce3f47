// How the side that calls writes the arguments of a call and reads back what the other side wrote,
// kind by kind: the client for FMI functions, the server for callbacks. The scalars of all
// arguments go first, so that the counts are known before the arrays; then the arrays, in order.
// callee.hpp is the other half.
#pragma once

#include "fmi/kinds.hpp"
#include "remoting/on_wire.hpp"
#include "remoting/references.hpp"
#include "remoting/untouched.hpp"
#include "remoting/wire.hpp"

#include <tuple>
#include <type_traits>

namespace remoting {

// The strings a getter has returned; they live until the next call on the instance.
class StringPool {
public:
  StringPool() = default;
  StringPool(const StringPool &) = delete;
  StringPool &operator=(const StringPool &) = delete;
  ~StringPool() { free(data_); }
  char *reserve(size_t size) {
    if (size > size_) {
      free(data_);
      data_ = static_cast<char *>(malloc(size));
      size_ = data_ ? size : 0;
    }
    return data_;
  }

private:
  char *data_ = nullptr;
  size_t size_ = 0;
};

struct CallerCodec {
  Endpoint &wire;
  StringPool &strings;
  ReferenceLists &references;
  bool nested; // inside a callback: reference lists in use by the outer call must stay
};

// What every kind does unless it says otherwise. `all` is the tuple of all arguments, among which
// an array finds its count.
struct CallerBase {
  template <class A> static void scalar(CallerCodec &, A) {}
  template <class A, class All> static void body(CallerCodec &, A, const All &) {}
  template <class A, class All> static bool result(CallerCodec &, A, const All &) { return true; }
  // Whether a null pointer is an absent argument, which the tag says. If not, it is a value.
  static constexpr bool absent = true;
};

// Argument N, counted from 1.
template <int N, class All> auto argumentOf(const All &all) {
  return std::get<static_cast<size_t>(N) - 1>(all);
}

template <class K> struct Caller;

template <class T> struct Caller<fmi::In<T>> : CallerBase {
  static void scalar(CallerCodec &codec, T value) { putValue(codec.wire, OnWire<T>(value)); }
};

template <> struct Caller<fmi::Count> : CallerBase {
  static void scalar(CallerCodec &codec, size_t count) {
    putValue(codec.wire, static_cast<uint64_t>(count));
  }
};

template <int N> struct Caller<fmi::References<N>> : CallerBase {
  template <class All> static void body(CallerCodec &codec, const unsigned *list, const All &all) {
    if (!list)
      return;
    const size_t count = argumentOf<N>(all);
    const uint32_t place =
        codec.nested ? ReferenceLists::unnamed : codec.references.find(list, count);
    putValue(codec.wire, place);
    if (place & ReferenceLists::isNew)
      codec.wire.put(list, count * sizeof *list);
  }
};

template <class T, int N> struct Caller<fmi::InArray<T, N>> : CallerBase {
  template <class All> static void body(CallerCodec &codec, const T *array, const All &all) {
    if (array)
      codec.wire.put(array, argumentOf<N>(all) * sizeof *array);
  }
};

template <class T, int N> struct Caller<fmi::OutArray<T, N>> : CallerBase {
  template <class All> static void body(CallerCodec &codec, T *array, const All &all) {
    if (array && !Untouched<T>::hasMark)
      codec.wire.put(array, argumentOf<N>(all) * sizeof *array);
  }
  template <class All> static bool result(CallerCodec &codec, T *array, const All &all) {
    if (!array)
      return true;
    const size_t count = argumentOf<N>(all);
    if constexpr (Untouched<T>::hasMark) {
      uint32_t complete = 0;
      if (!getValue(codec.wire, complete))
        return false;
      if (!complete)
        return merge(codec, array, count);
    }
    return codec.wire.get(array, count * sizeof *array);
  }

private:
  static bool merge(CallerCodec &codec, T *array, size_t count) {
    for (size_t i = 0; i < count; ++i) {
      T value;
      if (!getValue(codec.wire, value))
        return false;
      if (!Untouched<T>::is(value))
        memcpy(array + i, &value, sizeof value);
    }
    return true;
  }
};

template <class T> struct Caller<fmi::InOut<T>> : CallerBase {
  template <class All> static void body(CallerCodec &codec, T *value, const All &) {
    if (value)
      putValue(codec.wire, OnWire<T>(*value));
  }
  template <class All> static bool result(CallerCodec &codec, T *value, const All &) {
    OnWire<T> wire;
    if (!value)
      return true;
    if (!getValue(codec.wire, wire))
      return false;
    wire.copyTo(*value);
    return true;
  }
};

template <> struct Caller<fmi::InString> : CallerBase {
  static constexpr bool absent = false;
  template <class All> static void body(CallerCodec &codec, const char *string, const All &) {
    putString(codec.wire, string);
  }
};

template <int N> struct Caller<fmi::InStrings<N>> : CallerBase {
  template <class All>
  static void body(CallerCodec &codec, const char *const *strings, const All &all) {
    const size_t count = argumentOf<N>(all);
    for (size_t i = 0; strings && i < count; ++i)
      putString(codec.wire, strings[i]);
  }
};

struct ReturnedStrings {
  // All lengths come first, so that the room for all strings is made once and none of them moves.
  static bool take(CallerCodec &codec, const char **strings, size_t count) {
    if (!strings || count == 0)
      return true;
    auto *lengths = static_cast<uint64_t *>(malloc(count * sizeof(uint64_t)));
    const bool done = lengths && codec.wire.get(lengths, count * sizeof *lengths) &&
                      fill(codec, strings, lengths, count);
    free(lengths);
    return done;
  }

private:
  static bool fill(CallerCodec &codec, const char **strings, const uint64_t *lengths,
                   size_t count) {
    uint64_t total = 0;
    for (size_t i = 0; i < count; ++i) {
      if (lengths[i] >= untouchedString)
        continue;
      total += lengths[i] + 1;
      if (lengths[i] >= longestPart || total >= longestPart)
        return false;
    }
    char *at = codec.strings.reserve(static_cast<size_t>(total) + 1);
    if (!at)
      return false;
    for (size_t i = 0; i < count; ++i) {
      if (lengths[i] == untouchedString)
        continue;
      strings[i] = lengths[i] == nullString ? nullptr : at;
      if (lengths[i] == nullString)
        continue;
      const auto length = static_cast<size_t>(lengths[i]);
      if (!codec.wire.get(at, length))
        return false;
      at[length] = '\0';
      at += length + 1;
    }
    return true;
  }
};

template <int N> struct Caller<fmi::OutStrings<N>> : CallerBase {
  template <class All>
  static bool result(CallerCodec &codec, const char **strings, const All &all) {
    return ReturnedStrings::take(codec, strings, argumentOf<N>(all));
  }
};

template <> struct Caller<fmi::OutString> : CallerBase {
  template <class All> static bool result(CallerCodec &codec, const char **string, const All &) {
    return ReturnedStrings::take(codec, string, 1);
  }
};

// The importer holds the handle in the place of a pointer.
template <> struct Caller<fmi::State> : CallerBase {
  static constexpr bool absent = false;
  static void scalar(CallerCodec &codec, void *state) {
    putValue(codec.wire, static_cast<uint32_t>(reinterpret_cast<uintptr_t>(state)));
  }
};

template <> struct Caller<fmi::StateSlot> : CallerBase {
  template <class All> static void body(CallerCodec &codec, void **slot, const All &) {
    if (slot)
      Caller<fmi::State>::scalar(codec, *slot);
  }
  template <class All> static bool result(CallerCodec &codec, void **slot, const All &) {
    uint32_t handle = 0;
    if (!slot)
      return true;
    if (!getValue(codec.wire, handle))
      return false;
    *slot = reinterpret_cast<void *>(static_cast<uintptr_t>(handle));
    return true;
  }
};

template <> struct Caller<fmi::OutSize> : CallerBase {
  template <class All> static void body(CallerCodec &codec, size_t *size, const All &) {
    if (size)
      putValue(codec.wire, static_cast<uint64_t>(*size));
  }
  template <class All> static bool result(CallerCodec &codec, size_t *size, const All &) {
    uint64_t wide = 0;
    if (!size)
      return true;
    if (!getValue(codec.wire, wide))
      return false;
    *size = static_cast<size_t>(wide);
    return true;
  }
};

template <int N> struct Caller<fmi::InSizes<N>> : CallerBase {
  template <class All> static void body(CallerCodec &codec, const size_t *sizes, const All &all) {
    for (size_t i = 0; sizes && i < argumentOf<N>(all); ++i)
      putValue(codec.wire, static_cast<uint64_t>(sizes[i]));
  }
};

template <int N> struct Caller<fmi::OutSizes<N>> : Caller<fmi::InSizes<N>> {
  template <class All> static bool result(CallerCodec &codec, size_t *sizes, const All &all) {
    for (size_t i = 0; sizes && i < argumentOf<N>(all); ++i) {
      uint64_t wide = 0;
      if (!getValue(codec.wire, wide))
        return false;
      sizes[i] = static_cast<size_t>(wide);
    }
    return true;
  }
};

template <int N> struct Caller<fmi::InBytes<N>> : CallerBase {
  template <class All> static void body(CallerCodec &codec, const char *bytes, const All &all) {
    if (bytes)
      codec.wire.put(bytes, argumentOf<N>(all));
  }
};

template <int N> struct Caller<fmi::OutBytes<N>> : CallerBase {
  template <class All> static bool result(CallerCodec &codec, char *bytes, const All &all) {
    uint32_t written = 0;
    if (!bytes)
      return true;
    return getValue(codec.wire, written) && (!written || codec.wire.get(bytes, argumentOf<N>(all)));
  }
};

// Without sizes, no bytes are sent: the callee refuses such a call.
template <int S, int N> struct Caller<fmi::InBinaries<S, N>> : CallerBase {
  template <class All>
  static void body(CallerCodec &codec, const unsigned char *const *values, const All &all) {
    const size_t *sizes = argumentOf<S>(all);
    for (size_t i = 0; sizes && values && i < argumentOf<N>(all); ++i) {
      putValue(codec.wire, values[i] ? static_cast<uint64_t>(sizes[i]) : nullString);
      if (values[i])
        codec.wire.put(values[i], sizes[i]);
    }
  }
};

template <int S, int N> struct Caller<fmi::OutBinaries<S, N>> : CallerBase {
  template <class All>
  static bool result(CallerCodec &codec, const unsigned char **values, const All &all) {
    return ReturnedStrings::take(codec, reinterpret_cast<const char **>(values),
                                 argumentOf<N>(all));
  }
};

// Which functions of the importer's structure there are, as bits: the lowest is the structure's
// own. One definition for each type of structure, where its fields are known.
template <class T> uint32_t given(const T *callbacks);

template <class T> struct Caller<fmi::Callbacks<T>> : CallerBase {
  static constexpr bool absent = false;
  static void scalar(CallerCodec &codec, const T *callbacks) {
    putValue(codec.wire, given(callbacks));
  }
};

template <class T> struct Caller<fmi::CallbacksValue<T>> : CallerBase {
  static void scalar(CallerCodec &codec, const T &callbacks) {
    putValue(codec.wire, given(&callbacks));
  }
};

template <class F, int Row> struct Caller<fmi::Callback<F, Row>> : CallerBase {
  static constexpr bool absent = false;
  static void scalar(CallerCodec &codec, F callback) {
    putValue(codec.wire, OnWire<bool>(callback != nullptr));
  }
};

template <> struct Caller<fmi::Environment> : CallerBase { static constexpr bool absent = false; };

// A call with arguments of the kinds K, as its caller sees it.
template <class... K> class OutgoingCall {
public:
  explicit OutgoingCall(typename K::type... argument) : arguments_(argument...) {}

  // Bit n says that argument n (from 0) is absent.
  uint32_t nulls() const {
    uint32_t bits = 0;
    each([&bits]<class Kind>(auto argument, Kind, uint32_t bit) {
      if constexpr (std::is_pointer_v<decltype(argument)>)
        bits |= Caller<Kind>::absent && !argument ? bit : 0;
    });
    return bits;
  }

  void put(CallerCodec &codec) const {
    each([&codec](auto argument, auto kind, uint32_t) {
      Caller<decltype(kind)>::scalar(codec, argument);
    });
    each([&](auto argument, auto kind, uint32_t) {
      Caller<decltype(kind)>::body(codec, argument, arguments_);
    });
  }

  // Reads what the callee wrote into the caller's memory. False: the message is broken.
  bool take(CallerCodec &codec) const {
    bool sound = true;
    each([&](auto argument, auto kind, uint32_t) {
      sound = sound && Caller<decltype(kind)>::result(codec, argument, arguments_);
    });
    return sound;
  }

private:
  template <class Do> void each(Do action) const {
    std::apply(
        [&action](auto... argument) {
          [[maybe_unused]] uint32_t bit = 1;
          ((action(argument, K{}, bit), bit <<= 1), ...);
        },
        arguments_);
  }

  std::tuple<typename K::type...> arguments_;
};

} // namespace remoting
