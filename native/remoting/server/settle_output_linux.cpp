#include "remoting/server/settle_output.hpp"

#include <stdio.h>

namespace remoting {

// Models share the C library with this program.
void settleOutput() { fflush(stdout); }

} // namespace remoting
