// The packet-wise half of an endpoint: writing and reading in the ring itself, so that large data
// is copied once on each side and never has to be in one piece.
#include "smipc/checksum.hpp"
#include "smipc/endpoint.hpp"

#include <string.h>

namespace smipc {
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
  announce((flags & lastPacket) != 0);
}

Result Endpoint::look(size_t &size) {
  const Result seen = awaitPacket();
  if (seen != Result::ok)
    return seen;
  const PacketHead &head = ends_.in.packets[taken_ % ringPackets].head;
  memcpy(static_cast<void *>(&head_), &head, sizeof head);
  size = head_.size;
  if (size > packetCapacity || (head_.position & ~(lastPacket | voidPacket)) != expectedPosition_ ||
      (more_ && head_.transfer != expectedTransfer_))
    return Result::corrupt;
  if ((head_.position & voidPacket) != 0)
    return size == 0 && head_.checksum == checksumOf(head_, nullptr) ? Result::void_
                                                                     : Result::corrupt;
  return Result::ok;
}

Result Endpoint::view(const uint8_t *&data) {
  data = ends_.in.packets[taken_ % ringPackets].data;
  return head_.checksum == checksumOf(head_, data) ? Result::ok : Result::corrupt;
}

Result Endpoint::copy(uint8_t *to) {
  memcpy(to, ends_.in.packets[taken_ % ringPackets].data, head_.size);
  return head_.checksum == checksumOf(head_, to) ? Result::ok : Result::corrupt;
}

void Endpoint::done() {
  more_ = (head_.position & lastPacket) == 0;
  expectedPosition_ = more_ ? head_.position + 1 : 0;
  expectedTransfer_ = head_.transfer;
  ends_.in.front.store(++taken_, std::memory_order_release);
  announce(!more_);
}

} // namespace smipc
