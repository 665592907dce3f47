// The last lines that a model has printed, as a part of a message to the importer: why a model
// fails often stands only there.
#pragma once

#include "remoting/output.hpp"

namespace remoting {

// In memory from malloc: `text` and the lines, at most 20 and 4 KiB of them, as one line of UTF-8.
// Null: there is no output, nothing has been printed, or there is no memory.
char *withLastLines(const char *text, const Output *output);

} // namespace remoting
