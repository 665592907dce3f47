// What lies where in the memory of one connection between a server and one of its clients, and in
// the page that a server shares with all of them. The ring, its packets and their heads are those
// of layout.hpp.
#pragma once

#include "smipc/layout.hpp"

namespace smipc {

constexpr uint32_t connectionMagic = 0x43494d53; // "SMIC", little-endian
constexpr uint32_t pageMagic = 0x47494d53;       // "SMIG"
constexpr uint32_t protocolVersion = 1;
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
  Lane lane[2];
};

// The server waits on one bell for all its clients. The page holds nothing else, so the worst that
// a broken client can do to the others through it is a superfluous or a late wake-up.
struct ServerPage {
  BlockHead head;
  Doorbell bell;
};

static_assert(sizeof(BlockHead) == 32 && offsetof(BlockHead, size) == 16);
static_assert(offsetof(ConnectionBlock, farewell) == 64 && offsetof(ConnectionBlock, lane) == 128);
static_assert(sizeof(Lane) == 128 + sizeof(Ring));
static_assert(sizeof(ConnectionBlock) == 128 + 2 * sizeof(Lane));
static_assert(sizeof(ServerPage) == 128);

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
  char token[24]; // Windows: what the names of the shared objects end with
};

static_assert(sizeof(Hello) == 64 && offsetof(Hello, tag) == 16);
static_assert(sizeof(Welcome) == 64 && offsetof(Welcome, token) == 40);

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

// Lays out a new connection. No bell is on a processor until somebody has waited on it.
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
