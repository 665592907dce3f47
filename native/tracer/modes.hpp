// What the tracer can do with a library besides the full run.
#pragma once

#include "session.hpp"

namespace tracer {

// Three instances in one process, interleaved, each with inputs of its own.
void runThree(const Functions &functions, const Scenario &scenario, const Options &options);
// Instantiate, initialize, a step, free; again and again.
int runCycles(const Functions &functions, const Scenario &scenario, const Options &options);
// Ready, then a step for each line on standard input: for tests that kill a process in between.
int runHold(const Functions &functions, const Scenario &scenario, const Options &options);
// The scenario's script lines.
int runScript(const Functions &functions, const Scenario &scenario, const Options &options);

} // namespace tracer
