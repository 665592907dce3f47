// The memory that client and server share: the channels that they talk over, what the model has
// printed, and which processes are the server's.
#pragma once

#include "remoting/output.hpp"
#include "smipc/segment.hpp"

namespace remoting {

// A process that cannot be mistaken for a later one of the same number. Linux only.
struct ProcessMark {
  std::atomic<uint32_t> pid;        // 0: not known
  std::atomic<uint32_t> started[2]; // os::ProcessFacts::started, low half first
};

struct Shared {
  smipc::Segment segment;
  ProcessMark supervisor;
  ProcessMark model;
  Output output;

  static Shared *of(smipc::Segment *segment) { return reinterpret_cast<Shared *>(segment); }
};
static_assert(offsetof(Shared, segment) == 0);
static_assert(offsetof(Shared, supervisor) == sizeof(smipc::Segment));
static_assert(sizeof(ProcessMark) == 12);
static_assert(sizeof(Shared) % smipc::lineSize == 0);

} // namespace remoting
