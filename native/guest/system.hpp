// What the importer of the fault tests asks of the operating system, apart from loading libraries.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace guest {

// Nanoseconds on a clock that only goes forward.
uint64_t now();

// A line of standard input without its end; false when there is no more.
bool readLine(std::string &line);

// "files N" or "memory MEGABYTES": what this process may have from now on. False: not here.
bool limit(const std::string &what, unsigned long amount);

// Runs `body` in a copy of this process and waits for it. Returns its exit status, or -1.
int inCopy(const std::function<int()> &body);

// Ends the server processes that this process has started, with an exit status. Returns how many.
// Only on Windows: elsewhere the test does it from outside.
int endServers(unsigned status);

// Handles that a process started from here would inherit; descriptors without close-on-exec, the
// standard streams apart.
int inheritable();

// Open handles or file descriptors.
int openHandles();

// Closes standard input, output and error as daemons do; answers go to a copy of standard output.
void closeStandardStreams();

// Writes all of it at once.
void writeAnswer(const std::string &text);

[[noreturn]] void endAtOnce(int status);

} // namespace guest
