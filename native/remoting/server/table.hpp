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
  // The model's own threads may call the importer back and wait for it.
  bool sharesLanes;
  // The function whose instances are called by several threads at the same time; 0: there is none.
  uint16_t scheduled;
};

extern const Table fmi1Table, fmi2Table, fmi3Table;

// Null: this server does not know the version.
inline const Table *tableOf(uint16_t version) {
  constexpr const Table *tables[] = {&fmi1Table, &fmi2Table, &fmi3Table};
  return version >= 1 && version <= 3 ? tables[version - 1] : nullptr;
}

} // namespace remoting
