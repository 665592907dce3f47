// Shared memory without a name: nothing of it can be left behind, and only a process that has been
// given it can open it.
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace smipc {

// Makes a file of `size` zeroed bytes that cannot be shrunk, and maps it. Returns 0 or the error.
int makeMemory(size_t size, int &file, void *&place);

// Maps a file that the peer has sent, if it has at least `size` bytes. Returns 0 or the error.
int mapMemory(int file, size_t size, void *&place);

void unmapMemory(void *place, size_t size);

} // namespace smipc
