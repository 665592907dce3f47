#include "smipc/endpoint.hpp"

#include "os/clock.hpp"
#include "smipc/checksum.hpp"

#include <string.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace smipc {
namespace {

constexpr size_t headSize = sizeof(PacketHead);
constexpr size_t checkedHead = offsetof(PacketHead, size); // the checksum begins here

uint32_t checksumOf(const PacketHead &head) {
  const auto *from = reinterpret_cast<const uint8_t *>(&head) + checkedHead;
  return checksum(0, from, headSize - checkedHead + head.size);
}

// Writes the packet's first cache line with `ready` in the last store, so that the peer, which
// polls this line, does not take it away while it is half full.
void publishFirstLine(Packet &packet, const void *staged, uint32_t number) {
#if defined(__SSE2__) && !defined(__SANITIZE_THREAD__) // which sees no plain store as atomic
  const auto *from = static_cast<const __m128i *>(staged);
  auto *to = reinterpret_cast<__m128i *>(&packet);
  const __m128i a = _mm_load_si128(from), b = _mm_load_si128(from + 1),
                c = _mm_load_si128(from + 2), d = _mm_load_si128(from + 3);
  (void)number; // already in the staged head
  _mm_store_si128(to + 3, d);
  _mm_store_si128(to + 2, c);
  _mm_store_si128(to + 1, b);
  std::atomic_signal_fence(std::memory_order_seq_cst);
  _mm_store_si128(to, a);
  std::atomic_signal_fence(std::memory_order_seq_cst);
#else
  memcpy(reinterpret_cast<uint8_t *>(&packet) + sizeof(uint32_t),
         static_cast<const uint8_t *>(staged) + sizeof(uint32_t), lineSize - sizeof(uint32_t));
  packet.head.ready.store(number, std::memory_order_release);
#endif
}

} // namespace

Endpoint::Endpoint(Channel &channel, unsigned side, os::Bell own, os::Bell theirs, Peer peer)
    : Endpoint(Ends{channel.ring[side], channel.ring[1 - side], channel.bell[side],
                    channel.bell[1 - side]},
               own, theirs, peer) {}

Endpoint::Endpoint(Ends ends, os::Bell own, os::Bell theirs, Peer peer)
    : ends_(ends), own_(own), theirs_(theirs), peer_(peer) {
  memset(static_cast<void *>(&out_), 0, sizeof out_);
  memset(static_cast<void *>(&in_.head), 0, sizeof in_.head);
}

// A short poll, unless the peer runs on this very processor; then polling that gives the processor
// away; then blocking. The looks are some 50 ns apart: the clock call between them is the pause.
template <class Ready> Result Endpoint::await(Ready ready) {
  if (ready())
    return Result::ok;
  Doorbell &own = ends_.own;
  const uint32_t here = os::cpu();
  if (own.cpu.load(std::memory_order_relaxed) != here)
    own.cpu.store(here, std::memory_order_relaxed);
  const bool alone = ends_.theirs.cpu.load(std::memory_order_relaxed) == here;

  const uint64_t start = os::nanoseconds();
  uint64_t waited = 0;
  while (!alone && waited < patience.spin) {
    os::relax();
    if (ready())
      return Result::ok;
    waited = os::nanoseconds() - start;
  }
  while (waited < patience.yield) {
    os::yield();
    if (ready())
      return Result::ok;
    waited = os::nanoseconds() - start;
  }
  for (;;) {
    // Sequentially consistent against publish(): either we see the packet or the peer sees the
    // flag.
    own.waiting.store(1);
    std::atomic_thread_fence(std::memory_order_seq_cst);
    if (!ready() && !(peer_.left && peer_.left(peer_.self)))
      own_.wait(own.waiting, nextLook());
    own.waiting.store(0);
    if (ready())
      return Result::ok;
    if (peer_.gone(peer_.self))
      return ready() ? Result::ok : Result::gone;
    if (deadline_ != 0 && os::nanoseconds() >= deadline_)
      return Result::late;
  }
}

// How long to block at once: until it is time to look after the peer, or the deadline.
uint32_t Endpoint::nextLook() const {
  if (deadline_ == 0)
    return patience.lookAfterPeer;
  const uint64_t now = os::nanoseconds();
  const uint64_t left = deadline_ > now ? (deadline_ - now + 999999) / 1000000 : 0;
  return left < patience.lookAfterPeer ? static_cast<uint32_t>(left) : patience.lookAfterPeer;
}

Result Endpoint::awaitRoom() {
  if (sent_ - knownFront_ < ringPackets)
    return Result::ok;
  return await([this] { return room(); });
}

Result Endpoint::awaitPacket() {
  return await([this] { return pending(); });
}

Result Endpoint::publish(bool last) {
  Ring &ring = ends_.out;
  const Result room = awaitRoom();
  if (room != Result::ok)
    return room;
  Packet &packet = ring.packets[sent_ % ringPackets];
  const uint32_t number = ++sent_;
  out_.head.size = static_cast<uint16_t>(staged_);
  out_.head.transfer = sendTransfer_;
  out_.head.position = sendPosition_++ | (last ? lastPacket : 0);
  out_.head.checksum = checksumOf(out_.head);
  out_.head.ready.store(number, std::memory_order_relaxed);
  if (headSize + staged_ > lineSize)
    memcpy(packet.data + (lineSize - headSize), out_.data + (lineSize - headSize),
           headSize + staged_ - lineSize);
  publishFirstLine(packet, &out_, number);
  std::atomic_thread_fence(std::memory_order_seq_cst);
  theirs_.ring(ends_.theirs.waiting);
  staged_ = 0;
  return Result::ok;
}

void Endpoint::put(const void *data, size_t size) {
  const auto *from = static_cast<const uint8_t *>(data);
  while (size > 0 && sending_ == Result::ok) {
    if (staged_ == packetCapacity)
      sending_ = publish(false);
    // Long data goes straight to the ring; the last part stays, because end() needs a packet.
    if (staged_ == 0 && size > packetCapacity) {
      uint8_t *place = nullptr;
      sending_ = reserve(place);
      if (sending_ != Result::ok)
        return;
      memcpy(place, from, packetCapacity);
      commit(packetCapacity, false);
      from += packetCapacity;
      size -= packetCapacity;
      continue;
    }
    const size_t room = packetCapacity - staged_;
    const size_t part = size < room ? size : room;
    memcpy(out_.data + staged_, from, part);
    staged_ += part;
    from += part;
    size -= part;
  }
}

Result Endpoint::end() {
  const Result result = sending_ == Result::ok ? publish(true) : sending_;
  sending_ = Result::ok;
  staged_ = 0;
  sendPosition_ = 0;
  ++sendTransfer_;
  return result;
}

bool Endpoint::pending() const {
  const Ring &ring = ends_.in;
  return ring.packets[taken_ % ringPackets].head.ready.load(std::memory_order_acquire) ==
         taken_ + 1;
}

// Copies the next packet out of the ring, gives its place back and checks the copy: what is checked
// is what is used, whatever the peer does to the ring meanwhile.
Result Endpoint::take() {
  const Result seen = awaitPacket();
  if (seen != Result::ok)
    return seen;
  Ring &ring = ends_.in;
  const Packet &packet = ring.packets[taken_ % ringPackets];
  const uint32_t expectedPosition = more_ ? (in_.head.position & ~lastPacket) + 1 : 0;
  const uint16_t transfer = in_.head.transfer;
  memcpy(static_cast<void *>(&in_), &packet, lineSize);
  const size_t size = in_.head.size;
  if (size > packetCapacity)
    return Result::corrupt;
  if (headSize + size > lineSize)
    memcpy(in_.data + (lineSize - headSize), packet.data + (lineSize - headSize),
           headSize + size - lineSize);
  ring.front.store(++taken_, std::memory_order_release);
  std::atomic_thread_fence(std::memory_order_seq_cst);
  theirs_.ring(ends_.theirs.waiting);
  if (in_.head.checksum != checksumOf(in_.head) ||
      (in_.head.position & ~lastPacket) != expectedPosition ||
      (more_ && in_.head.transfer != transfer))
    return Result::corrupt;
  more_ = (in_.head.position & lastPacket) == 0;
  available_ = size;
  consumed_ = 0;
  return Result::ok;
}

// The same for long data: the copy goes to where it is wanted, which has room for any packet.
Result Endpoint::takeInto(uint8_t *&to, size_t &room) {
  size_t size = 0;
  Result result = look(size);
  if (result == Result::ok)
    result = copy(to);
  if (result != Result::ok)
    return result == Result::void_ ? Result::corrupt : result;
  done();
  available_ = consumed_ = 0;
  to += size;
  room -= size;
  return Result::ok;
}

Result Endpoint::next() {
  received_ = Result::ok;
  while (more_ && received_ == Result::ok)
    received_ = take();
  if (received_ == Result::ok)
    received_ = take();
  return received_;
}

bool Endpoint::get(void *data, size_t size) {
  auto *to = static_cast<uint8_t *>(data);
  while (size > 0) {
    if (consumed_ == available_) {
      if (!more_ || received_ != Result::ok)
        return false;
      const bool direct = size >= packetCapacity;
      received_ = direct ? takeInto(to, size) : take();
      if (received_ != Result::ok)
        return false;
      continue;
    }
    const size_t left = available_ - consumed_;
    const size_t part = size < left ? size : left;
    memcpy(to, in_.data + consumed_, part);
    consumed_ += part;
    to += part;
    size -= part;
  }
  return true;
}

} // namespace smipc
