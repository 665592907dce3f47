// CRC32C (Castagnoli), by the processor's own instruction where it has one.
#pragma once

#include "smipc/layout.hpp"

#include <stddef.h>
#include <stdint.h>

namespace smipc {

// The checksum of `size` bytes, continuing from `seed` (0 to begin).
uint32_t checksum(uint32_t seed, const void *data, size_t size);

// That of a packet whose `head` may be a copy; `data` is all of its data.
inline uint32_t checksumOf(const PacketHead &head, const uint8_t *data) {
  const size_t inLine = head.size < lineData ? head.size : lineData;
  const uint32_t after = checksum(0, data + inLine, head.size - inLine);
  const auto *fields = reinterpret_cast<const uint8_t *>(&head) + checkedHead;
  return checksum(checksum(after, fields, sizeof head - checkedHead), data, inLine);
}

} // namespace smipc
