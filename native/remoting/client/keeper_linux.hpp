// Starting the server where the importer itself would inherit it.
#pragma once

#include "smipc/layout.hpp"

#include <sys/types.h>

namespace remoting {

// For a process that is about to become a server: what the user's terminal tells the importer, such
// as Ctrl-C, is not for it. It stays in the importer's session all the same: Linux shares out the
// processors between sessions first (autogroups), so that giving the processor away would not give
// it to an importer of another session.
void leaveForeground();

// True if orphans of this process come back to it: it is process 1, or a subreaper.
bool adoptsOrphans();

// Starts the server through a process that stays its parent and whose end raises no signal here.
// Returns its pid, to be waited for with __WALL, or -1. If the server cannot be started, the
// segment's ending says why.
pid_t startKeeper(const char *file, char **arguments, char **environment, const int inherited[2],
                  smipc::Segment *segment);

} // namespace remoting
