// How the side that is called takes the arguments of a call from the wire, holds them for the
// function, and writes back what that wrote. The other half of caller.hpp, in the same order.
#pragma once

#include "fmi/kinds.hpp"
#include "remoting/arena.hpp"
#include "remoting/on_wire.hpp"
#include "remoting/references.hpp"
#include "remoting/states.hpp"
#include "remoting/untouched.hpp"
#include "remoting/wire.hpp"

#include <tuple>
#include <utility>

namespace remoting {

struct CalleeCodec {
  Endpoint &wire;
  Arena &arena;
  States &states;
  ReferenceLists &references;
  bool nested;                   // inside a callback: the outer call's lists are in use
  void *environment = nullptr;   // what callbacks that are handed out get as their first argument
  const char *refusal = nullptr; // why the function cannot be called

  bool refuse(const char *reason) {
    refusal = reason;
    return true; // the message itself is sound
  }

  // Room for `count` elements; null (and a refusal) if there is none.
  template <class T> T *room(uint64_t count) {
    void *memory = count < longestPart / sizeof(T)
                       ? arena.take(static_cast<size_t>(count) * sizeof(T))
                       : nullptr;
    if (!memory)
      refuse("there is not enough memory for the arguments");
    return static_cast<T *>(memory);
  }

  // The same for elements that are filled here although the message brings none of them.
  template <class T> T *filledRoom(uint64_t count) {
    return room<T>(count <= longestFilled / sizeof(T) ? count : ~uint64_t{0});
  }

  // An array from the wire.
  template <class T> bool array(T *&to, uint64_t count) {
    to = room<T>(count);
    return to && wire.get(to, static_cast<size_t>(count) * sizeof(T));
  }
};

// What every kind does unless it says otherwise. `all` is the tuple of all arguments, among which
// an array finds its count. `get` functions return false if the message is broken.
struct CalleeBase {
  bool getScalar(CalleeCodec &) { return true; }
  template <class All> bool getBody(CalleeCodec &, const All &, bool) { return true; }
  template <class All> void putResult(CalleeCodec &, const All &, int) {}
};

// The value of argument N, counted from 1, which has been taken before.
template <int N, class All> auto valueOf(const All &all) {
  return std::get<static_cast<size_t>(N) - 1>(all).value;
}

template <class K> struct Callee;

template <class T> struct Callee<fmi::In<T>> : CalleeBase {
  T value{};
  bool getScalar(CalleeCodec &codec) {
    OnWire<T> wire;
    if (!getValue(codec.wire, wire))
      return false;
    wire.copyTo(value);
    return true;
  }
};

template <> struct Callee<fmi::Count> : CalleeBase {
  size_t value = 0;
  bool getScalar(CalleeCodec &codec) {
    uint64_t wide = 0;
    if (!getValue(codec.wire, wide))
      return false;
    value = static_cast<size_t>(wide);
    return wide == value ? true : codec.refuse("a count is too large for the model's process");
  }
};

template <int N> struct Callee<fmi::References<N>> : CalleeBase {
  unsigned *value = nullptr;
  template <class All> bool getBody(CalleeCodec &codec, const All &all, bool null) {
    uint32_t place = 0;
    if (null)
      return true;
    if (!getValue(codec.wire, place))
      return false;
    const auto count = uint64_t{valueOf<N>(all)};
    if (place == ReferenceLists::unnamed)
      return codec.array(value, count);
    if (!(place & ReferenceLists::isNew)) {
      value = codec.references.at(place, static_cast<size_t>(count));
      return value ? true : codec.refuse("the list of value references is not known any more");
    }
    if (codec.nested || count > ReferenceLists::longest)
      return false;
    value = codec.references.reserve(place & ~ReferenceLists::isNew, static_cast<size_t>(count));
    return value && codec.wire.get(value, static_cast<size_t>(count) * sizeof *value);
  }
};

template <class T, int N> struct Callee<fmi::InArray<T, N>> : CalleeBase {
  T *value = nullptr;
  template <class All> bool getBody(CalleeCodec &codec, const All &all, bool null) {
    return null || codec.array(value, valueOf<N>(all));
  }
};

template <class T, int N> struct Callee<fmi::OutArray<T, N>> : CalleeBase {
  T *value = nullptr;
  template <class All> bool getBody(CalleeCodec &codec, const All &all, bool null) {
    if (null)
      return true;
    const uint64_t count = valueOf<N>(all);
    if constexpr (Untouched<T>::hasMark) {
      value = codec.filledRoom<T>(count);
      if (value)
        Untouched<T>::fill(value, static_cast<size_t>(count));
      return true;
    } else {
      return codec.array(value, count);
    }
  }
  template <class All> void putResult(CalleeCodec &codec, const All &all, int) {
    if (!value)
      return;
    const auto count = valueOf<N>(all);
    if constexpr (Untouched<T>::hasMark) {
      const uint32_t complete = !Untouched<T>::any(value, count);
      putValue(codec.wire, complete);
    }
    codec.wire.put(value, count * sizeof *value);
  }
};

template <class T> struct Callee<fmi::InOut<T>> : CalleeBase {
  T *value = nullptr;
  template <class All> bool getBody(CalleeCodec &codec, const All &, bool null) {
    OnWire<T> wire;
    if (null)
      return true;
    if (!getValue(codec.wire, wire))
      return false;
    value = &memory_;
    wire.copyTo(memory_);
    return true;
  }
  template <class All> void putResult(CalleeCodec &codec, const All &, int) {
    if (value)
      putValue(codec.wire, OnWire<T>(memory_));
  }

private:
  T memory_{};
};

// Room for a string from the wire, in the arena.
inline bool takeString(CalleeCodec &codec, const char *&string) {
  uint64_t length = 0;
  string = nullptr;
  if (!getValue(codec.wire, length))
    return false;
  if (length == nullString)
    return true;
  char *text = length < longestPart ? codec.room<char>(length + 1) : nullptr;
  if (!text || !codec.wire.get(text, static_cast<size_t>(length)))
    return false;
  text[length] = '\0';
  string = text;
  return true;
}

template <> struct Callee<fmi::InString> : CalleeBase {
  const char *value = nullptr;
  template <class All> bool getBody(CalleeCodec &codec, const All &, bool) {
    return takeString(codec, value);
  }
};

template <int N> struct Callee<fmi::InStrings<N>> : CalleeBase {
  const char **value = nullptr;
  template <class All> bool getBody(CalleeCodec &codec, const All &all, bool null) {
    if (null)
      return true;
    const uint64_t count = valueOf<N>(all);
    value = codec.room<const char *>(count);
    for (uint64_t i = 0; value && i < count; ++i) {
      if (!takeString(codec, value[i]))
        return false;
    }
    return value != nullptr;
  }
};

// Strings or bytes that the function returns.
template <class T> struct ReturningStrings : CalleeBase {
  const T **value = nullptr;

protected:
  bool prepare(CalleeCodec &codec, uint64_t count) {
    value = codec.filledRoom<const T *>(count);
    for (uint64_t i = 0; value && i < count; ++i)
      value[i] = &untouched;
    return true;
  }
  // `lengthOf` says how long the element of an index is that is there.
  template <class Length> void send(CalleeCodec &codec, uint64_t count, Length lengthOf) {
    for (uint64_t i = 0; value && i < count; ++i)
      putValue(codec.wire, isThere(i) ? uint64_t{lengthOf(i)} : code(i));
    for (uint64_t i = 0; value && i < count; ++i) {
      if (isThere(i))
        codec.wire.put(value[i], lengthOf(i));
    }
  }

private:
  static inline const T untouched = 0; // its address marks what the function has not written
  bool isThere(uint64_t i) const { return value[i] && value[i] != &untouched; }
  uint64_t code(uint64_t i) const { return value[i] ? untouchedString : nullString; }
};

template <int N> struct Callee<fmi::OutStrings<N>> : ReturningStrings<char> {
  template <class All> bool getBody(CalleeCodec &codec, const All &all, bool null) {
    return null || prepare(codec, valueOf<N>(all));
  }
  template <class All> void putResult(CalleeCodec &codec, const All &all, int) {
    send(codec, valueOf<N>(all), [this](uint64_t i) { return strlen(value[i]); });
  }
};

template <> struct Callee<fmi::OutString> : ReturningStrings<char> {
  template <class All> bool getBody(CalleeCodec &codec, const All &, bool null) {
    return null || prepare(codec, 1);
  }
  template <class All> void putResult(CalleeCodec &codec, const All &, int) {
    send(codec, 1, [this](uint64_t i) { return strlen(value[i]); });
  }
};

template <> struct Callee<fmi::State> : CalleeBase {
  void *value = nullptr;
  bool getScalar(CalleeCodec &codec) {
    uint32_t handle = 0;
    if (!getValue(codec.wire, handle))
      return false;
    return codec.states.find(handle, value) ? true : codec.refuse(States::unknown);
  }
};

template <> struct Callee<fmi::StateSlot> : CalleeBase {
  void **value = nullptr;
  template <class All> bool getBody(CalleeCodec &codec, const All &, bool null) {
    if (null)
      return true;
    value = &state_;
    if (!getValue(codec.wire, handle_))
      return false;
    return codec.states.find(handle_, state_) ? true : codec.refuse(States::unknown);
  }
  template <class All> void putResult(CalleeCodec &codec, const All &, int) {
    if (value)
      putValue(codec.wire, codec.states.store(handle_, state_));
  }

private:
  uint32_t handle_ = 0;
  void *state_ = nullptr;
};

template <> struct Callee<fmi::OutSize> : CalleeBase {
  size_t *value = nullptr;
  template <class All> bool getBody(CalleeCodec &codec, const All &, bool null) {
    if (null)
      return true;
    if (!getValue(codec.wire, before_))
      return false;
    size_ = static_cast<size_t>(before_);
    value = &size_;
    return true;
  }
  template <class All> void putResult(CalleeCodec &codec, const All &, int) {
    // A value that the model leaves alone may be wider than this process can hold.
    const bool untouched = size_ == static_cast<size_t>(before_);
    if (value)
      putValue(codec.wire, untouched ? before_ : uint64_t{size_});
  }

private:
  uint64_t before_ = 0;
  size_t size_ = 0;
};

// Sizes from the wire, as the function sees them.
struct TakenSizes : CalleeBase {
  size_t *value = nullptr;

protected:
  uint64_t *wide = nullptr; // as they came

  bool take(CalleeCodec &codec, uint64_t count) {
    if (!codec.array(wide, count))
      return false;
    value = codec.room<size_t>(count);
    for (uint64_t i = 0; value && i < count; ++i)
      value[i] = static_cast<size_t>(wide[i]);
    return value != nullptr;
  }
};

template <int N> struct Callee<fmi::InSizes<N>> : TakenSizes {
  template <class All> bool getBody(CalleeCodec &codec, const All &all, bool null) {
    return null || take(codec, valueOf<N>(all));
  }
};

template <int N> struct Callee<fmi::OutSizes<N>> : TakenSizes {
  template <class All> bool getBody(CalleeCodec &codec, const All &all, bool null) {
    return null || take(codec, valueOf<N>(all));
  }
  // A value that the function leaves alone may be wider than this process can hold.
  template <class All> void putResult(CalleeCodec &codec, const All &all, int) {
    for (size_t i = 0; value && i < valueOf<N>(all); ++i) {
      const bool untouched = value[i] == static_cast<size_t>(wide[i]);
      putValue(codec.wire, untouched ? wide[i] : uint64_t{value[i]});
    }
  }
};

template <int N> struct Callee<fmi::InBytes<N>> : CalleeBase {
  char *value = nullptr;
  template <class All> bool getBody(CalleeCodec &codec, const All &all, bool null) {
    return null || codec.array(value, valueOf<N>(all));
  }
};

template <int N> struct Callee<fmi::OutBytes<N>> : CalleeBase {
  char *value = nullptr;
  template <class All> bool getBody(CalleeCodec &codec, const All &all, bool null) {
    if (!null)
      value = codec.room<char>(valueOf<N>(all));
    return true;
  }
  template <class All> void putResult(CalleeCodec &codec, const All &all, int status) {
    if (!value)
      return;
    const uint32_t written = status == fmi::ok || status == fmi::warning;
    putValue(codec.wire, written);
    if (written)
      codec.wire.put(value, valueOf<N>(all));
  }
};

template <int S, int N> struct Callee<fmi::InBinaries<S, N>> : CalleeBase {
  const unsigned char **value = nullptr;
  template <class All> bool getBody(CalleeCodec &codec, const All &all, bool null) {
    if (null)
      return true;
    const uint64_t count = valueOf<N>(all);
    if (count > 0 && !valueOf<S>(all))
      return codec.refuse("there are binary values without sizes");
    value = codec.room<const unsigned char *>(count);
    for (uint64_t i = 0; value && i < count; ++i) {
      uint64_t length = 0;
      if (!getValue(codec.wire, length))
        return false;
      unsigned char *bytes = nullptr;
      if (length != nullString && (length != valueOf<S>(all)[i] || !codec.array(bytes, length)))
        return false;
      value[i] = bytes;
    }
    return value != nullptr;
  }
};

template <int S, int N> struct Callee<fmi::OutBinaries<S, N>> : ReturningStrings<unsigned char> {
  template <class All> bool getBody(CalleeCodec &codec, const All &all, bool null) {
    if (null)
      return true;
    if (valueOf<N>(all) > 0 && !valueOf<S>(all))
      return codec.refuse("there is no room for the sizes of binary values");
    return prepare(codec, valueOf<N>(all));
  }
  template <class All> void putResult(CalleeCodec &codec, const All &all, int) {
    send(codec, valueOf<N>(all), [&all](uint64_t i) { return valueOf<S>(all)[i]; });
  }
};

// The callback functions that the model is given in the place of the importer's: null where the
// importer gave none. One definition for each type of structure.
template <class T> const T *callbacksFor(uint32_t given, void *environment);

template <class T> struct Callee<fmi::Callbacks<T>> : CalleeBase {
  const T *value = nullptr;
  bool getScalar(CalleeCodec &codec) {
    uint32_t given = 0;
    if (!getValue(codec.wire, given))
      return false;
    value = callbacksFor<T>(given, codec.environment);
    return true;
  }
};

template <class T> struct Callee<fmi::CallbacksValue<T>> : CalleeBase {
  T value{};
  bool getScalar(CalleeCodec &codec) {
    uint32_t given = 0;
    if (!getValue(codec.wire, given))
      return false;
    if (const T *callbacks = callbacksFor<T>(given, codec.environment))
      value = *callbacks;
    return true;
  }
};

// The same for a function that is an argument of its own.
template <class F, int Row> F callbackFor();

template <class F, int Row> struct Callee<fmi::Callback<F, Row>> : CalleeBase {
  F value = nullptr;
  bool getScalar(CalleeCodec &codec) {
    OnWire<bool> given;
    if (!getValue(codec.wire, given))
      return false;
    value = given.value ? callbackFor<F, Row>() : nullptr;
    return true;
  }
};

template <> struct Callee<fmi::Environment> : CalleeBase {
  void *value = nullptr;
  bool getScalar(CalleeCodec &codec) {
    value = codec.environment;
    return true;
  }
};

// A call with arguments of the kinds K, as the side that is called holds it.
template <class... K> class IncomingCall {
public:
  // False: the message is broken, or codec.refusal says why the function cannot be called.
  bool take(CalleeCodec &codec, uint32_t nulls) { return take(codec, nulls, Indices{}); }

  template <class Function> decltype(auto) apply(Function function) const {
    return apply(function, Indices{});
  }

  // `status`: what the function has returned.
  void putResults(CalleeCodec &codec, int status) { putResults(codec, status, Indices{}); }

private:
  using Indices = std::index_sequence_for<K...>;

  template <size_t... I> bool take(CalleeCodec &codec, uint32_t nulls, std::index_sequence<I...>) {
    if (!(std::get<I>(arguments_).getScalar(codec) && ...) || codec.refusal)
      return false;
    return (std::get<I>(arguments_).getBody(codec, arguments_, (nulls >> I & 1) != 0) && ...) &&
           !codec.refusal;
  }

  template <class Function, size_t... I>
  decltype(auto) apply(Function function, std::index_sequence<I...>) const {
    return function(std::get<I>(arguments_).value...);
  }

  template <size_t... I>
  void putResults([[maybe_unused]] CalleeCodec &codec, [[maybe_unused]] int status,
                  std::index_sequence<I...>) {
    (std::get<I>(arguments_).putResult(codec, arguments_, status), ...);
  }

  std::tuple<Callee<K>...> arguments_;
};

} // namespace remoting
