// What client and server say to each other: every message starts with a tag; strings are a length
// and bytes; sizes have 64 bits on both sides. The arguments of FMI functions and callbacks follow
// as caller.hpp writes them and callee.hpp reads them.
#pragma once

#include "fmi/status.hpp"
#include "smipc/endpoint.hpp"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

namespace remoting {

enum class Kind : uint16_t {
  call = 1, // client to server: an FMI function
  result,   // server to client: its status and what it wrote
  callback, // server to client while a call waits, or on the second channel while a step is pending
  callbackResult, // client to server: the callback has returned
  // Client to server: a call that was sent before the answer to the one before it has come. It is
  // carried out only if that one returned no more than a warning and the model did not call back.
  followUp,
  skipped,  // server to client, in the place of a result: the follow-up was not carried out
  unloaded, // server to client, after the instance has been freed: the model's library is gone
  // Client to server, first of all: the version of the FMI (in `function`), the floating-point mode
  // of the importer's thread, and the path of the model's library. It has no answer: what is wrong
  // is the answer to the next call.
  open,
};

struct Tag {
  Kind kind;
  uint16_t function; // its number, or a callback's, in the table of its version
  // call, callback: bit n says that argument n (from 0) is a null pointer. result: 1 if the server
  // itself refused the call; a text follows the status.
  uint32_t nulls;
};
static_assert(sizeof(Tag) == 8);

// Lengths that are none.
constexpr uint64_t nullString = ~uint64_t{0};
constexpr uint64_t untouchedString = ~uint64_t{1};

// No single array or string of a message may be longer than this, whatever its length field says.
constexpr uint64_t longestPart = sizeof(void *) == 4 ? uint64_t{1} << 30 : uint64_t{1} << 40;

// What the model writes is prepared in the server, however little the message brings. A count that
// would take more memory than this is no importer's, and memory that is filled may be the last.
constexpr uint64_t longestFilled = uint64_t{1} << 30;

using smipc::Endpoint;

template <class T> void putValue(Endpoint &to, const T &value) { to.put(&value, sizeof value); }

template <class T> bool getValue(Endpoint &from, T &value) {
  return from.get(&value, sizeof value);
}

inline void putString(Endpoint &to, const char *text) {
  const uint64_t length = text ? strlen(text) : nullString;
  putValue(to, length);
  if (text)
    to.put(text, static_cast<size_t>(length));
}

// A string in memory from malloc, or null. False: the message ended, or there is no memory.
inline bool getString(Endpoint &from, char *&text) {
  text = nullptr;
  uint64_t length = 0;
  if (!getValue(from, length))
    return false;
  if (length == nullString)
    return true;
  if (length >= longestPart)
    return false;
  text = static_cast<char *>(malloc(static_cast<size_t>(length) + 1));
  if (!text || !from.get(text, static_cast<size_t>(length)))
    return false;
  text[length] = '\0';
  return true;
}

// In memory from malloc; a null pointer stays one.
inline char *copyOf(const char *text) {
  if (!text)
    return nullptr;
  const size_t size = strlen(text) + 1;
  auto *copy = static_cast<char *>(malloc(size));
  if (copy)
    memcpy(copy, text, size);
  return copy;
}

// A string taken from a message, freed at the end of the scope.
struct OwnString {
  char *text = nullptr;
  OwnString() = default;
  OwnString(const OwnString &) = delete;
  OwnString &operator=(const OwnString &) = delete;
  ~OwnString() { free(text); }
};

} // namespace remoting
