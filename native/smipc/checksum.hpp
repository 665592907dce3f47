// CRC32C (Castagnoli), by the processor's own instruction where it has one.
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace smipc {

// The checksum of `size` bytes, continuing from `seed` (0 to begin).
uint32_t checksum(uint32_t seed, const void *data, size_t size);

} // namespace smipc
