// Other processes as /proc shows them, and the end of those that come from this one. Nothing here
// allocates or locks, so that a copy of a process made by fork can use it.
#pragma once

#include <stdint.h>
#include <sys/types.h>

namespace os {

struct ProcessFacts {
  pid_t parent = 0;
  char state = '?';     // as in proc(5): T is stopped, Z has ended
  uint64_t started = 0; // in clock ticks since the machine was started
};

// False: there is no such process, or no /proc.
bool lookAt(pid_t process, ProcessFacts &facts);

// Sends SIGKILL to every child of `parent`; how many could be sent one.
unsigned killChildrenOf(pid_t parent);

// Ends all children of this process and, where it is a subreaper, all that come from them: what
// loses its parent becomes its child. What it may not end is left alone.
void endDescendants();

} // namespace os
