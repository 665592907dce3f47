// Which code serves which function: follows from the function table.
#pragma once

#include "remoting/codec_server.hpp"

namespace remoting {

class Session;

struct TableFunction {
  const char *name;
  // Takes the arguments from the wire, calls the model and sends the result. False: the message is
  // broken. If codec.refusal is set, nothing was called and nothing sent.
  bool (*serve)(Session &, ServerCodec &, Tag, void *model, int *status);
  // It hands out strings of the model's, which stay valid until its next call.
  bool handsOutStrings;
};

// By number; the rows of functions that are not in the table have no `serve`.
extern const TableFunction tableFunctions[function::count];

} // namespace remoting
