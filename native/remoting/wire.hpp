// What client and server say to each other: every message starts with a tag; strings are a length
// and bytes; sizes have 64 bits on both sides. The arguments of FMI functions follow as
// codec_client.hpp and codec_server.hpp write them.
#pragma once

#include "fmi/fmi2.h"
#include "fmi/kinds.hpp"
#include "smipc/endpoint.hpp"

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
  unloaded, // server to client, after the result of fmi2FreeInstance: the model's library is gone
};

struct Tag {
  Kind kind;
  uint16_t function;
  // call: bit n says that argument n (from 0) is a null pointer. result: 1 if the server itself
  // refused the call; a text follows the status.
  uint32_t nulls;
};
static_assert(sizeof(Tag) == 8);

// The FMI functions by number: an enumerator for each row of the table.
namespace function {
enum : uint16_t {
  fmi2Instantiate = 1,
  fmi2FreeInstance,
#define FMI_LOCAL(name, answer)
#define FMI_CALL(name, ...) name,
#include "fmi/fmi2.inc"
#undef FMI_LOCAL
#undef FMI_CALL
  count
};
} // namespace function

enum class Callback : uint16_t { logger = 1, stepFinished };

// Which functions of fmi2CallbackFunctions the importer has given.
constexpr uint32_t hasLogger = 1;
constexpr uint32_t hasAllocate = 2;
constexpr uint32_t hasFree = 4;
constexpr uint32_t hasStepFinished = 8;
constexpr uint32_t hasCallbacks = 16; // the structure itself

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
