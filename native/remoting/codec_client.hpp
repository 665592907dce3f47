// How the client writes the arguments of a call and reads back what the model wrote, kind by kind.
// The scalars of all arguments go first, so that the counts are known before the arrays; then the
// arrays, in order. codec_server.hpp is the other half.
#pragma once

#include "remoting/event_info.hpp"
#include "remoting/references.hpp"
#include "remoting/untouched.hpp"
#include "remoting/wire.hpp"

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

struct ClientCodec {
  Endpoint &wire;
  StringPool &strings;
  ReferenceLists &references;
  bool nested; // inside a callback: reference lists in use by the outer call must stay
};

// What every kind does unless it says otherwise.
struct ClientKindBase {
  template <class A> static void scalar(ClientCodec &, A) {}
  template <class A> static void body(ClientCodec &, A, size_t) {}
  template <class A> static bool result(ClientCodec &, A, size_t) { return true; }
  static constexpr int countedBy = 0;
};

template <class K> struct ClientKind;

template <class T> struct ClientKind<fmi::In<T>> : ClientKindBase {
  static void scalar(ClientCodec &codec, T value) { putValue(codec.wire, value); }
};

template <> struct ClientKind<fmi::Count> : ClientKindBase {
  static void scalar(ClientCodec &codec, size_t count) {
    putValue(codec.wire, static_cast<uint64_t>(count));
  }
};

template <int N> struct ClientKind<fmi::References<N>> : ClientKindBase {
  static constexpr int countedBy = N;
  static void body(ClientCodec &codec, const unsigned *list, size_t count) {
    if (!list)
      return;
    const uint32_t place =
        codec.nested ? ReferenceLists::unnamed : codec.references.find(list, count);
    putValue(codec.wire, place);
    if (place & ReferenceLists::isNew)
      codec.wire.put(list, count * sizeof *list);
  }
};

template <class T, int N> struct ClientKind<fmi::InArray<T, N>> : ClientKindBase {
  static constexpr int countedBy = N;
  static void body(ClientCodec &codec, const T *array, size_t count) {
    if (array)
      codec.wire.put(array, count * sizeof *array);
  }
};

template <class T, int N> struct ClientKind<fmi::OutArray<T, N>> : ClientKindBase {
  static constexpr int countedBy = N;
  static void body(ClientCodec &codec, T *array, size_t count) {
    if (array && !Untouched<T>::hasMark)
      codec.wire.put(array, count * sizeof *array);
  }
  static bool result(ClientCodec &codec, T *array, size_t count) {
    if (!array)
      return true;
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
  static bool merge(ClientCodec &codec, T *array, size_t count) {
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

template <class T> struct ClientKind<fmi::InOut<T>> : ClientKindBase {
  static void body(ClientCodec &codec, T *value, size_t) {
    if (value)
      codec.wire.put(value, sizeof *value);
  }
  static bool result(ClientCodec &codec, T *value, size_t) {
    return !value || codec.wire.get(value, sizeof *value);
  }
};

template <> struct ClientKind<fmi::InOut<fmi2EventInfo>> : ClientKindBase {
  static void body(ClientCodec &codec, fmi2EventInfo *info, size_t) {
    if (info)
      putValue(codec.wire, WireEventInfo(*info));
  }
  static bool result(ClientCodec &codec, fmi2EventInfo *info, size_t) {
    WireEventInfo wire;
    if (!info)
      return true;
    if (!getValue(codec.wire, wire))
      return false;
    wire.copyTo(*info);
    return true;
  }
};

template <int N> struct ClientKind<fmi::InStrings<N>> : ClientKindBase {
  static constexpr int countedBy = N;
  static void body(ClientCodec &codec, const char *const *strings, size_t count) {
    for (size_t i = 0; strings && i < count; ++i)
      putString(codec.wire, strings[i]);
  }
};

template <int N> struct ClientKind<fmi::OutStrings<N>> : ClientKindBase {
  static constexpr int countedBy = N;
  // All lengths come first, so that the room for all strings is made once and none of them moves.
  static bool result(ClientCodec &codec, const char **strings, size_t count) {
    if (!strings || count == 0)
      return true;
    auto *lengths = static_cast<uint64_t *>(malloc(count * sizeof(uint64_t)));
    const bool done = lengths && codec.wire.get(lengths, count * sizeof *lengths) &&
                      fill(codec, strings, lengths, count);
    free(lengths);
    return done;
  }

private:
  static bool fill(ClientCodec &codec, const char **strings, const uint64_t *lengths,
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

template <> struct ClientKind<fmi::OutString> : ClientKindBase {
  static bool result(ClientCodec &codec, const char **string, size_t) {
    return ClientKind<fmi::OutStrings<1>>::result(codec, string, 1);
  }
};

// The importer holds the handle in the place of a pointer.
template <> struct ClientKind<fmi::State> : ClientKindBase {
  static void scalar(ClientCodec &codec, void *state) {
    putValue(codec.wire, static_cast<uint32_t>(reinterpret_cast<uintptr_t>(state)));
  }
};

template <> struct ClientKind<fmi::StateSlot> : ClientKindBase {
  static void body(ClientCodec &codec, void **slot, size_t) {
    if (slot)
      ClientKind<fmi::State>::scalar(codec, *slot);
  }
  static bool result(ClientCodec &codec, void **slot, size_t) {
    uint32_t handle = 0;
    if (!slot)
      return true;
    if (!getValue(codec.wire, handle))
      return false;
    *slot = reinterpret_cast<void *>(static_cast<uintptr_t>(handle));
    return true;
  }
};

template <> struct ClientKind<fmi::OutSize> : ClientKindBase {
  static void body(ClientCodec &codec, size_t *size, size_t) {
    if (size)
      putValue(codec.wire, static_cast<uint64_t>(*size));
  }
  static bool result(ClientCodec &codec, size_t *size, size_t) {
    uint64_t wide = 0;
    if (!size)
      return true;
    if (!getValue(codec.wire, wide))
      return false;
    *size = static_cast<size_t>(wide);
    return true;
  }
};

template <int N> struct ClientKind<fmi::InBytes<N>> : ClientKindBase {
  static constexpr int countedBy = N;
  static void body(ClientCodec &codec, const char *bytes, size_t count) {
    if (bytes)
      codec.wire.put(bytes, count);
  }
};

template <int N> struct ClientKind<fmi::OutBytes<N>> : ClientKindBase {
  static constexpr int countedBy = N;
  static bool result(ClientCodec &codec, char *bytes, size_t count) {
    uint32_t written = 0;
    if (!bytes)
      return true;
    return getValue(codec.wire, written) && (!written || codec.wire.get(bytes, count));
  }
};

} // namespace remoting
