// What the tracer can do with a library.
#pragma once

#include "session.hpp"

namespace tracer {

// What the library says of itself, then everything that a session can do.
int runWhole(const Setting &setting);
// Three instances in one process, interleaved, each with inputs of its own.
int runThree(const Setting &setting);
// Instantiate, initialize, a step, free; again and again.
int runCycles(const Setting &setting);
// Ready, then a step for each line on standard input: for tests that kill a process in between.
int runHold(const Setting &setting);
// The scenario's script lines.
int runScript(const Setting &setting);

} // namespace tracer
