// What lies where in a shared segment. Both sides may be built for different word sizes, so every
// type here has the same size and alignment everywhere, and the assertions below say so.
#pragma once

#include <atomic>
#include <stddef.h>
#include <stdint.h>

namespace smipc {

constexpr uint32_t segmentMagic = 0x50494d53; // "SMIP", little-endian
constexpr uint32_t layoutVersion = 1;
constexpr size_t lineSize = 64;
constexpr size_t packetCapacity = 4080;
constexpr uint32_t ringPackets = 16;

// The head of a packet shares its cache line with the first 48 bytes of data, so that a short
// message moves one line between the processors. `ready` holds the packet's number (from 1) once
// everything else is written.
struct PacketHead {
  std::atomic<uint32_t> ready;
  uint32_t checksum; // CRC32C of the data after the first line, the 8 bytes that follow here, the
                     // data before
  uint16_t size;     // bytes of data in this packet
  uint16_t transfer; // the message that the packet is part of
  uint32_t position; // its place in the message, from 0; lastPacket is added for the last one
};
constexpr size_t checkedHead = offsetof(PacketHead, size); // what the checksum covers of it
constexpr size_t lineData = lineSize - sizeof(PacketHead); // bytes of data in the first line
constexpr uint32_t lastPacket = 0x80000000u;
constexpr uint32_t voidPacket = 0x40000000u; // added where the writer abandons a message

// The gap keeps the heads of neighbouring packets out of the same cache set.
struct alignas(lineSize) Packet {
  PacketHead head;
  uint8_t data[packetCapacity];
  uint8_t gap[lineSize];
};

// One direction. Packet n (from 0) lies in packets[n % ringPackets]; the consumer counts in `front`
// how many it has taken out, the producer knows by itself how many it has put in.
struct alignas(lineSize) Ring {
  std::atomic<uint32_t> front;
  alignas(lineSize) Packet packets[ringPackets];
};

// What one side blocks on. `waiting` is 1 while it does; `cpu` is where it was seen last.
struct alignas(lineSize) Doorbell {
  std::atomic<uint32_t> waiting;
  std::atomic<uint32_t> cpu;
};

// Side 0 is the client, side 1 the server. Ring s is written by side s.
struct Channel {
  Doorbell bell[2];
  Ring ring[2];
};

// How the server's process ended, written by its parent.
struct alignas(lineSize) Ending {
  std::atomic<uint32_t> state; // 0 alive, 1 exited, 2 killed by a signal
  std::atomic<uint32_t> code;  // exit status or signal
};

constexpr uint32_t channelCount = 2;

struct Segment {
  uint32_t magic;
  uint32_t version;
  uint64_t size;
  std::atomic<uint32_t> ready; // 1, written last by the side that made the segment
  Ending ending;
  Channel channel[channelCount];
};

static_assert(sizeof(std::atomic<uint32_t>) == 4 && std::atomic<uint32_t>::is_always_lock_free);
static_assert(sizeof(PacketHead) == 16);
static_assert(sizeof(Packet) == 4160);
static_assert(sizeof(Ring) == 64 + 16 * 4160);
static_assert(offsetof(Segment, ending) == 64);
static_assert(offsetof(Segment, channel) == 128);
static_assert(sizeof(Channel) == 128 + 2 * sizeof(Ring));
static_assert(sizeof(Segment) == 128 + 2 * sizeof(Channel));

} // namespace smipc
