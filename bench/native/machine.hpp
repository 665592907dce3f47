// What the benchmark asks of the operating system, besides what native/os has.
#pragma once

// Loads a library; says why and ends this process if that cannot be.
void *loadLibrary(const char *path);
void *symbolOf(void *library, const char *name);

// This process and those that it starts, on one processor only, or on all again.
void useOneProcessor();
void useAllProcessors();

// Nanoseconds that the processes of remoting servers have spent on a processor.
double processorTimeOfServers();
