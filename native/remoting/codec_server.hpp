// How the server takes the arguments of a call from the wire, holds them for the model, and writes
// back what the model wrote. The other half of codec_client.hpp, in the same order.
#pragma once

#include "remoting/event_info.hpp"
#include "remoting/references.hpp"
#include "remoting/server/arena.hpp"
#include "remoting/server/states.hpp"
#include "remoting/untouched.hpp"
#include "remoting/wire.hpp"

namespace remoting {

struct ServerCodec {
  Endpoint &wire;
  Arena &arena;
  States &states;
  ReferenceLists &references;
  bool nested;                   // inside a callback: the outer call's lists are in use
  const char *refusal = nullptr; // why the call cannot be passed to the model

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

// What every kind does unless it says otherwise. `get` functions return false if the message is
// broken.
struct ServerKindBase {
  static constexpr int countedBy = 0;
  bool getScalar(ServerCodec &) { return true; }
  bool getBody(ServerCodec &, uint64_t, bool) { return true; }
  void putResult(ServerCodec &, uint64_t, int) {}
};

template <class K> struct ServerKind;

template <class T> struct ServerKind<fmi::In<T>> : ServerKindBase {
  T value;
  bool getScalar(ServerCodec &codec) { return getValue(codec.wire, value); }
};

template <> struct ServerKind<fmi::Count> : ServerKindBase {
  size_t value = 0;
  bool getScalar(ServerCodec &codec) {
    uint64_t wide = 0;
    if (!getValue(codec.wire, wide))
      return false;
    value = static_cast<size_t>(wide);
    return wide == value ? true : codec.refuse("a count is too large for the model's process");
  }
};

template <int N> struct ServerKind<fmi::References<N>> : ServerKindBase {
  static constexpr int countedBy = N;
  unsigned *value = nullptr;
  bool getBody(ServerCodec &codec, uint64_t count, bool null) {
    uint32_t place = 0;
    if (null)
      return true;
    if (!getValue(codec.wire, place))
      return false;
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

template <class T, int N> struct ServerKind<fmi::InArray<T, N>> : ServerKindBase {
  static constexpr int countedBy = N;
  T *value = nullptr;
  bool getBody(ServerCodec &codec, uint64_t count, bool null) {
    return null || codec.array(value, count);
  }
};

template <class T, int N> struct ServerKind<fmi::OutArray<T, N>> : ServerKindBase {
  static constexpr int countedBy = N;
  T *value = nullptr;
  bool getBody(ServerCodec &codec, uint64_t count, bool null) {
    if (null)
      return true;
    if constexpr (Untouched<T>::hasMark) {
      value = codec.filledRoom<T>(count);
      if (value)
        Untouched<T>::fill(value, static_cast<size_t>(count));
      return true;
    } else {
      return codec.array(value, count);
    }
  }
  void putResult(ServerCodec &codec, uint64_t count, int) {
    if (!value)
      return;
    if constexpr (Untouched<T>::hasMark) {
      const uint32_t complete = !Untouched<T>::any(value, static_cast<size_t>(count));
      putValue(codec.wire, complete);
    }
    codec.wire.put(value, static_cast<size_t>(count) * sizeof *value);
  }
};

template <class T> struct ServerKind<fmi::InOut<T>> : ServerKindBase {
  T *value = nullptr;
  bool getBody(ServerCodec &codec, uint64_t, bool null) { return null || codec.array(value, 1); }
  void putResult(ServerCodec &codec, uint64_t, int) {
    if (value)
      codec.wire.put(value, sizeof *value);
  }
};

template <> struct ServerKind<fmi::InOut<fmi2EventInfo>> : ServerKindBase {
  fmi2EventInfo *value = nullptr;
  bool getBody(ServerCodec &codec, uint64_t, bool null) {
    WireEventInfo wire;
    if (null)
      return true;
    value = codec.room<fmi2EventInfo>(1);
    if (!value || !getValue(codec.wire, wire))
      return false;
    wire.copyTo(*value);
    return true;
  }
  void putResult(ServerCodec &codec, uint64_t, int) {
    if (value)
      putValue(codec.wire, WireEventInfo(*value));
  }
};

template <int N> struct ServerKind<fmi::InStrings<N>> : ServerKindBase {
  static constexpr int countedBy = N;
  const char **value = nullptr;
  bool getBody(ServerCodec &codec, uint64_t count, bool null) {
    if (null)
      return true;
    value = codec.room<const char *>(count);
    for (uint64_t i = 0; value && i < count; ++i) {
      if (!one(codec, value[i]))
        return false;
    }
    return value != nullptr;
  }

private:
  static bool one(ServerCodec &codec, const char *&string) {
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
};

template <int N> struct ServerKind<fmi::OutStrings<N>> : ServerKindBase {
  static constexpr int countedBy = N;
  const char **value = nullptr;
  bool getBody(ServerCodec &codec, uint64_t count, bool null) {
    if (null)
      return true;
    value = codec.filledRoom<const char *>(count);
    for (uint64_t i = 0; value && i < count; ++i)
      value[i] = &untouched;
    return true;
  }
  void putResult(ServerCodec &codec, uint64_t count, int) {
    for (uint64_t i = 0; value && i < count; ++i)
      putValue(codec.wire, lengthOf(value[i]));
    for (uint64_t i = 0; value && i < count; ++i) {
      const uint64_t length = lengthOf(value[i]);
      if (length < untouchedString)
        codec.wire.put(value[i], static_cast<size_t>(length));
    }
  }

private:
  static inline const char untouched = 0; // its address marks what the model has not written
  static uint64_t lengthOf(const char *string) {
    if (string == &untouched)
      return untouchedString;
    return string ? strlen(string) : nullString;
  }
};

template <> struct ServerKind<fmi::OutString> : ServerKind<fmi::OutStrings<0>> {
  bool getBody(ServerCodec &codec, uint64_t, bool null) {
    return ServerKind<fmi::OutStrings<0>>::getBody(codec, 1, null);
  }
  void putResult(ServerCodec &codec, uint64_t, int status) {
    ServerKind<fmi::OutStrings<0>>::putResult(codec, 1, status);
  }
};

template <> struct ServerKind<fmi::State> : ServerKindBase {
  void *value = nullptr;
  bool getScalar(ServerCodec &codec) {
    uint32_t handle = 0;
    if (!getValue(codec.wire, handle))
      return false;
    return codec.states.find(handle, value) ? true : codec.refuse(States::unknown);
  }
};

template <> struct ServerKind<fmi::StateSlot> : ServerKindBase {
  void **value = nullptr;
  bool getBody(ServerCodec &codec, uint64_t, bool null) {
    if (null)
      return true;
    value = &state_;
    if (!getValue(codec.wire, handle_))
      return false;
    return codec.states.find(handle_, state_) ? true : codec.refuse(States::unknown);
  }
  void putResult(ServerCodec &codec, uint64_t, int) {
    if (value)
      putValue(codec.wire, codec.states.store(handle_, state_));
  }

private:
  uint32_t handle_ = 0;
  void *state_ = nullptr;
};

template <> struct ServerKind<fmi::OutSize> : ServerKindBase {
  size_t *value = nullptr;
  bool getBody(ServerCodec &codec, uint64_t, bool null) {
    if (null)
      return true;
    if (!getValue(codec.wire, before_))
      return false;
    size_ = static_cast<size_t>(before_);
    value = &size_;
    return true;
  }
  void putResult(ServerCodec &codec, uint64_t, int) {
    // A value that the model leaves alone may be wider than this process can hold.
    const bool untouched = size_ == static_cast<size_t>(before_);
    if (value)
      putValue(codec.wire, untouched ? before_ : uint64_t{size_});
  }

private:
  uint64_t before_ = 0;
  size_t size_ = 0;
};

template <int N> struct ServerKind<fmi::InBytes<N>> : ServerKindBase {
  static constexpr int countedBy = N;
  char *value = nullptr;
  bool getBody(ServerCodec &codec, uint64_t count, bool null) {
    return null || codec.array(value, count);
  }
};

template <int N> struct ServerKind<fmi::OutBytes<N>> : ServerKindBase {
  static constexpr int countedBy = N;
  char *value = nullptr;
  bool getBody(ServerCodec &codec, uint64_t count, bool null) {
    if (!null)
      value = codec.room<char>(count);
    return true;
  }
  void putResult(ServerCodec &codec, uint64_t count, int status) {
    if (!value)
      return;
    const uint32_t written = status == fmi2OK || status == fmi2Warning;
    putValue(codec.wire, written);
    if (written)
      codec.wire.put(value, static_cast<size_t>(count));
  }
};

} // namespace remoting
