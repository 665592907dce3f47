#include "smipc/endpoint.hpp"

#include "os/clock.hpp"
#include "smipc/checksum.hpp"

#include <string.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace smipc {
namespace {

// Long data is written past the caches where the processor can: the lines of the ring are in the
// peer's cache, and fetching each of them back to overwrite it takes longer than all the rest.
constexpr size_t shortestStream = 256;
constexpr size_t vectorSize = 16;

// The clock is asked now and then only, because two threads may share one core.
constexpr int looksPerClock = 8;

#if defined(__SSE2__) && !defined(__SANITIZE_THREAD__)
// `to` is aligned to a vector; `size` is a multiple of one.
void stream(uint8_t *to, const uint8_t *from, size_t size) {
  for (size_t i = 0; i < size; i += vectorSize)
    _mm_stream_si128(reinterpret_cast<__m128i *>(to + i),
                     _mm_loadu_si128(reinterpret_cast<const __m128i *>(from + i)));
}
void endStream() { _mm_sfence(); }
#else
void stream(uint8_t *to, const uint8_t *from, size_t size) { memcpy(to, from, size); }
void endStream() {}
#endif

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
  memset(static_cast<void *>(&line_), 0, sizeof line_);
}

// A short poll, unless the peer runs on this very processor; then polling that gives the processor
// away; then blocking. The looks are some 50 ns apart, so that the peer can fill the line in peace.
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
    for (int look = 0; look < looksPerClock; ++look) {
      os::relax();
      os::relax();
      if (ready())
        return Result::ok;
    }
    waited = os::nanoseconds() - start;
  }
  const bool brief = !hurried && deadline_ != 0 && deadline_ < start + os::shortestSleep;
  const uint64_t left = brief && deadline_ > start ? deadline_ - start : 0;
  const uint64_t yield = brief ? left : yielding();
  while (waited < yield) {
    os::yield();
    if (ready()) {
      countWait(os::nanoseconds() - start);
      return Result::ok;
    }
    const uint64_t before = waited;
    waited = os::nanoseconds() - start;
    // Another thread has work for this processor, and would keep it for a whole time slice with
    // every turn. A thread that is woken is let in sooner.
    if (waited - before > patience.turn)
      break;
  }
  if (hurried)
    return Result::late;
  for (;;) {
    // Sequentially consistent against publish(): either we see the packet or the peer sees the
    // flag.
    own.waiting.store(1);
    std::atomic_thread_fence(std::memory_order_seq_cst);
    theirs_.ring(ends_.theirs.waiting); // for what was announced without a fence
    if (!brief && !ready() && !(peer_.left && peer_.left(peer_.self)))
      own_.wait(own.waiting, nextLook());
    own.waiting.store(0);
    if (ready()) {
      countWait(os::nanoseconds() - start);
      return Result::ok;
    }
    if (peer_.gone(peer_.self))
      return ready() ? Result::ok : Result::gone;
    if (brief || (deadline_ != 0 && os::nanoseconds() >= deadline_))
      return Result::late;
  }
}

// How long to give the processor away, as the last waits suggest.
uint32_t Endpoint::yielding() const {
  if (hurried)
    return patience.yield;
  if (longWaits_ == 0)
    return patience.rhythm;
  return longWaits_ < patience.longWaits ? patience.yield : 0;
}

void Endpoint::countWait(uint64_t waited) {
  if (waited < patience.rhythm)
    longWaits_ = 0;
  else if (longWaits_ < patience.longWaits)
    ++longWaits_;
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

// Wakes the peer if it sleeps. In the middle of a message an unordered look at its flag will do:
// should it be missed, the next packet comes soon. At the end the look is sequentially consistent
// against await(), which waits until the other processor has given every line back.
void Endpoint::announce(bool last) {
  if (last)
    std::atomic_thread_fence(std::memory_order_seq_cst);
  theirs_.ring(ends_.theirs.waiting);
}

Result Endpoint::publish(bool last) {
  if (staged_ == 0) {
    const Result room = awaitRoom();
    if (room != Result::ok)
      return room;
  }
  Packet &packet = place();
  const uint32_t number = ++sent_;
  PacketHead &head = line_.head;
  head.size = static_cast<uint16_t>(staged_);
  head.transfer = sendTransfer_;
  head.position = sendPosition_++ | (last ? lastPacket : 0);
  const size_t inLine = staged_ < lineData ? staged_ : lineData;
  // The fields and the data behind them lie together.
  head.checksum = checksum(sum_, reinterpret_cast<const uint8_t *>(&head) + checkedHead,
                           sizeof head - checkedHead + inLine);
  if (streaming_)
    endStream();
  head.ready.store(number, std::memory_order_relaxed);
  publishFirstLine(packet, &line_, number);
  announce(last);
  staged_ = 0;
  sum_ = 0;
  streaming_ = false;
  return Result::ok;
}

// What goes into the first cache line of a packet is kept aside, the rest goes to the ring at once.
void Endpoint::put(const void *data, size_t size) {
  const auto *from = static_cast<const uint8_t *>(data);
  while (size > 0 && sending_ == Result::ok) {
    if (staged_ == packetCapacity)
      sending_ = publish(false);
    if (staged_ == 0 && sending_ == Result::ok)
      sending_ = awaitRoom();
    if (sending_ != Result::ok)
      return;
    const bool inLine = staged_ < lineData;
    const size_t room = (inLine ? lineData : packetCapacity) - staged_;
    const size_t part = size < room ? size : room;
    if (inLine)
      memcpy(line_.data + staged_, from, part);
    else
      append(from, part);
    staged_ += part;
    from += part;
    size -= part;
  }
}

// Data after the first line.
void Endpoint::append(const uint8_t *from, size_t size) {
  sum_ = checksum(sum_, from, size);
  uint8_t *to = place().data + staged_;
  if (size >= shortestStream) {
    const size_t before = (vectorSize - reinterpret_cast<uintptr_t>(to) % vectorSize) % vectorSize;
    const size_t streamed = (size - before) / vectorSize * vectorSize;
    memcpy(to, from, before);
    stream(to + before, from + before, streamed);
    streaming_ = true;
    to += before + streamed;
    from += before + streamed;
    size -= before + streamed;
  }
  memcpy(to, from, size);
}

Result Endpoint::end() {
  const Result result = sending_ == Result::ok ? publish(true) : sending_;
  sending_ = Result::ok;
  staged_ = 0;
  sum_ = 0;
  sendPosition_ = 0;
  ++sendTransfer_;
  return result;
}

bool Endpoint::pending() const {
  const Ring &ring = ends_.in;
  return ring.packets[taken_ % ringPackets].head.ready.load(std::memory_order_acquire) ==
         taken_ + 1;
}

// The next packet, checked. It is read where it lies: whatever a faulty peer does to it meanwhile,
// no more is read than the size that was found here. But if all of it is long data that is wanted
// at `to`, it is copied first and checked in the copy, because a copy fetches many lines of the
// peer's at a time and a checksum few.
Result Endpoint::take(uint8_t *&to, size_t &room) {
  size_t size = 0;
  const Result seen = look(size);
  if (seen != Result::ok)
    return seen == Result::void_ ? Result::corrupt : seen;
  available_ = size;
  consumed_ = 0;
  if (size < shortestStream || size > room)
    return view(data_);
  data_ = ends_.in.packets[taken_ % ringPackets].data;
  const Result checked = copy(to);
  consumed_ = size;
  to += size;
  room -= size;
  return checked;
}

Result Endpoint::next() {
  uint8_t *nowhere = nullptr;
  size_t none = 0;
  received_ = Result::ok;
  if (data_) {
    done();
    data_ = nullptr;
  }
  while (received_ == Result::ok) {
    const bool rest = more_; // of a message that was not read to its end
    received_ = take(nowhere, none);
    if (!rest || received_ != Result::ok)
      break;
    done();
  }
  return received_;
}

bool Endpoint::get(void *data, size_t size) {
  auto *to = static_cast<uint8_t *>(data);
  while (size > 0) {
    if (consumed_ == available_) {
      if (!data_ || received_ != Result::ok || last())
        return false;
      done();
      received_ = take(to, size);
      if (received_ != Result::ok)
        return false;
      continue;
    }
    const size_t left = available_ - consumed_;
    const size_t part = size < left ? size : left;
    memcpy(to, data_ + consumed_, part);
    consumed_ += part;
    to += part;
    size -= part;
  }
  return true;
}

} // namespace smipc
