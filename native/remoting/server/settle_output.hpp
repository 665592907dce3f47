// What the model has printed, and its C library or a pipe keeps back.
#pragma once

#include "remoting/output.hpp"

namespace remoting {

// All of it is on its way to the importer when this returns.
void settleOutput();

#ifdef _WIN32
// From now on a thread takes what is printed, which comes out of the pipe `from`.
void keepOutput(void *from, Output &to);
#endif

} // namespace remoting
