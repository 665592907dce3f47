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

// Lanes besides the first, for calls that several threads of the importer make at the same time
// (FMI 3.0, Scheduled Execution). Threads that find none free wait for the first.
constexpr unsigned extraLanes = 7;

struct Shared {
  smipc::Segment segment;
  ProcessMark supervisor;
  ProcessMark model;
  Output output;
  // From here on only where there are extra lanes.
  smipc::Channel lane[extraLanes];
  // The numbers of their bells' handles, the client's and the server's. Windows only.
  std::atomic<uint32_t> laneBell[extraLanes][2];

  // How many bytes there are.
  static constexpr size_t size(unsigned lanes);

  static Shared *of(smipc::Segment *segment) { return reinterpret_cast<Shared *>(segment); }
};
constexpr size_t Shared::size(unsigned lanes) {
  return lanes > 0 ? sizeof(Shared) : offsetof(Shared, lane);
}
static_assert(offsetof(Shared, segment) == 0);
static_assert(offsetof(Shared, supervisor) == sizeof(smipc::Segment));
static_assert(sizeof(ProcessMark) == 12);
static_assert(offsetof(Shared, laneBell) ==
              offsetof(Shared, lane) + extraLanes * sizeof(smipc::Channel));
static_assert(sizeof(Shared) % smipc::lineSize == 0);

} // namespace remoting
