// The packet-wise half of an endpoint: writing and reading in the ring itself, so that large data
// is copied once on each side and never has to be in one piece.
#include "smipc/checksum.hpp"
#include "smipc/endpoint.hpp"

#include <string.h>

namespace smipc {
namespace {

// The checksum of a packet whose head and data lie apart.
uint32_t checksumOf(const PacketHead &head, const uint8_t *data) {
  const auto *from = reinterpret_cast<const uint8_t *>(&head) + offsetof(PacketHead, size);
  const uint32_t begun = checksum(0, from, sizeof head - offsetof(PacketHead, size));
  return checksum(begun, data, head.size);
}

} // namespace

bool Endpoint::room() {
  if (sent_ - knownFront_ >= ringPackets)
    knownFront_ = ends_.out.front.load(std::memory_order_acquire);
  return sent_ - knownFront_ < ringPackets;
}

Result Endpoint::reserve(uint8_t *&to) {
  Result result = staged_ > 0 ? publish(false) : Result::ok;
  if (result == Result::ok)
    result = awaitRoom();
  if (result == Result::ok)
    to = ends_.out.packets[sent_ % ringPackets].data;
  return result;
}

void Endpoint::commit(size_t size, bool last) {
  send(ends_.out.packets[sent_ % ringPackets], size, last ? lastPacket : 0);
  if (last) {
    sendPosition_ = 0;
    ++sendTransfer_;
  }
}

Result Endpoint::abandon() {
  staged_ = 0;
  sending_ = Result::ok;
  if (sendPosition_ == 0)
    return Result::ok;
  const Result result = awaitRoom();
  if (result != Result::ok)
    return result;
  send(ends_.out.packets[sent_ % ringPackets], 0, lastPacket | voidPacket);
  sendPosition_ = 0;
  ++sendTransfer_;
  return Result::ok;
}

void Endpoint::send(Packet &packet, size_t size, uint32_t flags) {
  PacketHead head{};
  head.size = static_cast<uint16_t>(size);
  head.transfer = sendTransfer_;
  head.position = sendPosition_++ | flags;
  packet.head.checksum = checksumOf(head, packet.data);
  packet.head.size = head.size;
  packet.head.transfer = head.transfer;
  packet.head.position = head.position;
  packet.head.ready.store(++sent_, std::memory_order_release);
  std::atomic_thread_fence(std::memory_order_seq_cst);
  theirs_.ring(ends_.theirs.waiting);
}

Result Endpoint::look(size_t &size) {
  const Result seen = awaitPacket();
  if (seen != Result::ok)
    return seen;
  const PacketHead &head = ends_.in.packets[taken_ % ringPackets].head;
  const uint32_t expected = more_ ? (in_.head.position & ~lastPacket) + 1 : 0;
  const uint16_t transfer = in_.head.transfer;
  memcpy(static_cast<void *>(&in_.head), &head, sizeof head);
  size = in_.head.size;
  if (size > packetCapacity || (in_.head.position & ~(lastPacket | voidPacket)) != expected ||
      (more_ && in_.head.transfer != transfer))
    return Result::corrupt;
  if ((in_.head.position & voidPacket) != 0)
    return size == 0 && in_.head.checksum == checksumOf(in_.head, in_.data) ? Result::void_
                                                                            : Result::corrupt;
  return Result::ok;
}

Result Endpoint::view(const uint8_t *&data) {
  data = ends_.in.packets[taken_ % ringPackets].data;
  return in_.head.checksum == checksumOf(in_.head, data) ? Result::ok : Result::corrupt;
}

Result Endpoint::copy(uint8_t *to) {
  memcpy(to, ends_.in.packets[taken_ % ringPackets].data, in_.head.size);
  return in_.head.checksum == checksumOf(in_.head, to) ? Result::ok : Result::corrupt;
}

void Endpoint::done() {
  more_ = (in_.head.position & lastPacket) == 0;
  ends_.in.front.store(++taken_, std::memory_order_release);
  std::atomic_thread_fence(std::memory_order_seq_cst);
  theirs_.ring(ends_.theirs.waiting);
}

} // namespace smipc
