// Makes and opens a segment in memory that the operating system shares between two processes.
#pragma once

#include "smipc/layout.hpp"

namespace smipc {

// Lays a new segment into zeroed memory of at least sizeof(Segment) bytes. "Ready" is written last.
inline Segment *format(void *memory) {
  auto *segment = static_cast<Segment *>(memory);
  segment->magic = segmentMagic;
  segment->version = layoutVersion;
  segment->size = sizeof(Segment);
  segment->ready.store(1, std::memory_order_release);
  return segment;
}

// The segment in `memory`, or null if it is none that this build understands.
inline Segment *open(void *memory, uint64_t size) {
  auto *segment = static_cast<Segment *>(memory);
  const bool fits = size >= sizeof(Segment) &&
                    segment->ready.load(std::memory_order_acquire) == 1 &&
                    segment->magic == segmentMagic && segment->version == layoutVersion &&
                    segment->size == sizeof(Segment);
  return fits ? segment : nullptr;
}

} // namespace smipc
