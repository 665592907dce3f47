// Which code serves which function of an FMI version: follows from the version's function table.
#pragma once

#include "remoting/callee.hpp"
#include "remoting/server/note.hpp"

namespace remoting {

class Lane;

enum class Role : uint8_t { call, create, free };

struct Row {
  const char *name;
  Role role;
  // It hands out strings of the model's, which stay valid until its next call.
  bool handsOutStrings;
  // Takes the arguments from the wire, calls the model's function and sends the result. False: the
  // message is broken. If codec.refusal is set, nothing was called and nothing sent.
  bool (*serve)(Lane &, CalleeCodec &, Tag, void *function, int *status);
};

struct Table {
  const Row *rows; // by number; the first is none
  uint16_t count;
  // Writes the callback that a note stands for.
  void (*putNote)(CallerCodec &, const Note &);
};

extern const Table fmi2Table;

// Null: this server does not know the version.
inline const Table *tableOf(uint16_t version) { return version == 2 ? &fmi2Table : nullptr; }

} // namespace remoting
