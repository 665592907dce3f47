// What lies where in the memory of one connection between a server and one of its clients. No
// client has memory in common with another. The ring, its packets and their heads are those of
// layout.hpp.
#pragma once

#include "smipc/layout.hpp"

namespace smipc {

constexpr uint32_t connectionMagic = 0x43494d53; // "SMIC", little-endian
constexpr uint32_t protocolVersion = 2;
constexpr uint32_t byteOrderMark = 0x01020304;

// What a block of shared memory begins with. Checked before anything else in it is looked at.
struct BlockHead {
  uint32_t magic;
  uint32_t version;
  uint32_t byteOrder;
  uint32_t packetSize;         // sizeof(Packet)
  uint64_t size;               // of the whole block
  uint32_t packets;            // in a ring
  std::atomic<uint32_t> ready; // 1, written last
};

// One direction. Writer and reader wait on different bells, so that a thread that reads and one
// that writes never take each other's wake-up.
struct Lane {
  Doorbell reader; // the seed's "rx waiting"
  Doorbell writer; // "tx waiting": for room
  Ring ring;
};

// Index of the lane and of the side that writes it.
constexpr unsigned fromClient = 0;
constexpr unsigned fromServer = 1;

struct ConnectionBlock {
  BlockHead head;
  alignas(lineSize) std::atomic<uint32_t> farewell[2]; // 1: that side has closed in good order
  alignas(lineSize) std::atomic<uint32_t> asleep;      // 1: the server sleeps, and wants to be rung
  Lane lane[2];
};

static_assert(sizeof(BlockHead) == 32 && offsetof(BlockHead, size) == 16);
static_assert(offsetof(ConnectionBlock, farewell) == 64 && offsetof(ConnectionBlock, lane) == 192);
static_assert(sizeof(Lane) == 128 + sizeof(Ring));
static_assert(sizeof(ConnectionBlock) == 192 + 2 * sizeof(Lane));

// The first thing that a client says, and what the server answers.
struct Hello {
  uint32_t magic;
  uint32_t version;
  uint32_t byteOrder;
  uint32_t pid;
  uint64_t tag;
  uint8_t reserved[40];
};

struct Welcome {
  uint32_t magic;
  uint32_t version;
  uint32_t byteOrder;
  uint32_t refusal; // 0, or the smipc_status that the client's open returns
  uint64_t id;
  uint64_t blockSize;
  uint32_t pid;
  uint32_t reserved;
  char token[24];  // Windows: what the names of the connection's objects have in them
  char server[24]; // Windows: the same for the event that all clients ring
};

static_assert(sizeof(Hello) == 64 && offsetof(Hello, tag) == 16);
static_assert(sizeof(Welcome) == 88 && offsetof(Welcome, token) == 40);

// Fills the head of zeroed memory; "ready" is written last.
inline void format(BlockHead &head, uint32_t magic, uint64_t size) {
  head.magic = magic;
  head.version = protocolVersion;
  head.byteOrder = byteOrderMark;
  head.packetSize = sizeof(Packet);
  head.packets = ringPackets;
  head.size = size;
  head.ready.store(1, std::memory_order_release);
}

// Lays out a new connection. No bell is on a processor until a thread has waited on it.
inline void format(ConnectionBlock &block) {
  for (Lane &lane : block.lane) {
    lane.reader.cpu.store(~0u, std::memory_order_relaxed);
    lane.writer.cpu.store(~0u, std::memory_order_relaxed);
  }
  format(block.head, connectionMagic, sizeof block);
}

// Whether memory of `size` bytes is a block that this build understands.
inline bool fits(const BlockHead &head, uint32_t magic, uint64_t size) {
  return head.ready.load(std::memory_order_acquire) == 1 && head.magic == magic &&
         head.version == protocolVersion && head.byteOrder == byteOrderMark &&
         head.packetSize == sizeof(Packet) && head.packets == ringPackets && head.size == size;
}

} // namespace smipc
