#include "smipc/connection.hpp"

#include "os/pages.hpp"
#include "smipc/watch.hpp"

#include <new>

namespace smipc {
namespace {

bool passed(uint64_t deadline) { return deadline != 0 && os::nanoseconds() >= deadline; }

Ends writingEnds(Lane &lane) { return {lane.ring, lane.ring, lane.writer, lane.reader}; }
Ends readingEnds(Lane &lane) { return {lane.ring, lane.ring, lane.reader, lane.writer}; }

} // namespace

Connection::Connection(const Link &link, unsigned side, size_t longest)
    : link_(link), side_(side),
      out_(writingEnds(link.block->lane[side]),
           link.bell(side == fromClient ? clientWrites : serverWrites),
           link.bell(side == fromClient ? serverReads : clientReads), asPeer()),
      in_(readingEnds(link.block->lane[1 - side]),
          link.bell(side == fromClient ? clientReads : serverReads),
          link.bell(side == fromClient ? serverWrites : clientWrites), asPeer()),
      assembly_(longest) {}

Connection::~Connection() { link_.release(); }

Connection *Connection::make(const Link &link, unsigned side, size_t longest) {
  void *memory = os::takePages(sizeof(Connection));
  return memory ? new (memory) Connection(link, side, longest) : nullptr;
}

void Connection::release() {
  if (references_.fetch_sub(1, std::memory_order_acq_rel) != 1)
    return;
  this->~Connection();
  os::givePages(this, sizeof(Connection));
}

// --- How the connection stands

Peer Connection::asPeer() {
  return {[](void *self) { return static_cast<Connection *>(self)->peerGone(); }, this,
          [](void *self) { return static_cast<Connection *>(self)->state() != SMIPC_OK; }};
}

bool Connection::peerGone() {
  if (broken_.load(std::memory_order_relaxed) != SMIPC_OK ||
      link_.block->farewell[1 - side_].load(std::memory_order_acquire) != 0)
    return true;
  if (!gone_.load(std::memory_order_relaxed) && link_.gone())
    gone_.store(true, std::memory_order_release);
  return gone_.load(std::memory_order_acquire);
}

// For calls that do not wait: asks the operating system only now and then.
bool Connection::peerGoneLately() {
  const auto now = static_cast<uint32_t>(os::nanoseconds() >> 24);
  if (lastLook_.exchange(now, std::memory_order_relaxed) != now)
    return peerGone();
  return state() != SMIPC_OK;
}

int Connection::state() const {
  const int broken = broken_.load(std::memory_order_acquire);
  if (broken != SMIPC_OK)
    return broken;
  if (link_.block->farewell[1 - side_].load(std::memory_order_acquire) != 0)
    return SMIPC_CLOSED;
  return gone_.load(std::memory_order_acquire) ? SMIPC_GONE : SMIPC_OK;
}

int Connection::why() const {
  const int status = state();
  return status == SMIPC_OK ? SMIPC_GONE : status;
}

int Connection::statusOf(Result result) {
  switch (result) {
  case Result::ok:
    return SMIPC_OK;
  case Result::late:
    return SMIPC_AGAIN;
  case Result::gone:
    return why();
  case Result::corrupt:
  case Result::void_:
    break;
  }
  return spoil(SMIPC_CORRUPT);
}

// Nothing works here any more; the peer sees that we have closed.
int Connection::spoil(int status) {
  int fine = SMIPC_OK;
  broken_.compare_exchange_strong(fine, status);
  sayFarewell();
  return broken_.load();
}

void Connection::sayFarewell() {
  link_.block->farewell[side_].store(1);
  std::atomic_thread_fence(std::memory_order_seq_cst);
  Lane &writing = link_.block->lane[side_], &reading = link_.block->lane[1 - side_];
  const bool client = side_ == fromClient;
  link_.bell(client ? serverReads : clientReads).ring(writing.reader.waiting);
  link_.bell(client ? serverWrites : clientWrites).ring(reading.writer.waiting);
  if (client)
    link_.ringServer();
}

void Connection::close() {
  int fine = SMIPC_OK;
  broken_.compare_exchange_strong(fine, SMIPC_CLOSED);
  sayFarewell();
  out_.nudge();
  in_.nudge();
}

void Connection::leave() {
  if (side_ == fromClient) {
    close();
    if (Watch *watching = watch.exchange(nullptr))
      watching->end();
  }
  release();
}

void Connection::lose() {
  gone_.store(true, std::memory_order_release);
  out_.nudge();
  in_.nudge();
}

bool Connection::ready() { return (in_.pending() || state() != SMIPC_OK) && !reading_.held(); }

// --- Writing

// After every packet: says where we run, and wakes a server that waits for all its clients.
void Connection::sent() {
  Doorbell &bell = link_.block->lane[side_].writer;
  const uint32_t here = os::cpu();
  if (bell.cpu.load(std::memory_order_relaxed) != here)
    bell.cpu.store(here, std::memory_order_relaxed);
  if (side_ == fromClient)
    link_.ringServer();
}

// The direction is ours, and no void packet is owed. Otherwise nothing is held.
int Connection::claimWriting(uint64_t deadline) {
  const os::Taken taken = writing_.acquire(deadline);
  if (taken != os::Taken::yes)
    return taken == os::Taken::late ? SMIPC_AGAIN : SMIPC_INVALID;
  int status = peerGoneLately() ? why() : SMIPC_OK;
  out_.deadline(deadline);
  if (status == SMIPC_OK && unfinished_) {
    status = !out_.room() && passed(deadline) ? SMIPC_AGAIN : statusOf(out_.abandon());
    if (status == SMIPC_OK) {
      unfinished_ = false;
      sent();
    }
  }
  if (status != SMIPC_OK)
    writing_.release();
  return status;
}

// What has been sent of the message becomes void, now if there is room, else before the next.
void Connection::giveUp() {
  if (!out_.begun())
    return;
  unfinished_ = !out_.room();
  if (!unfinished_) {
    out_.abandon();
    sent();
  }
}

int Connection::begin() { return claimWriting(1); }

int Connection::step(const uint8_t *data, size_t size, size_t &offset) {
  bool last = false;
  while (!last) {
    if (!out_.room()) {
      // Within a message packets are announced without a fence: the reader may have gone to sleep.
      std::atomic_thread_fence(std::memory_order_seq_cst);
      link_.bell(side_ == fromClient ? serverReads : clientReads)
          .ring(link_.block->lane[side_].reader.waiting);
      sent();
      return peerGoneLately() ? why() : SMIPC_AGAIN;
    }
    const size_t left = size - offset;
    const size_t part = left < packetCapacity ? left : packetCapacity;
    last = part == left;
    uint8_t *to = nullptr;
    out_.reserve(to);
    if (part > 0)
      memcpy(to, data + offset, part);
    out_.commit(part, last);
    sent();
    offset += part;
  }
  return SMIPC_OK;
}

void Connection::finish(bool done) {
  if (!done)
    giveUp();
  writing_.release();
}

int Connection::send(const void *data, size_t size, uint64_t deadline) {
  if (size > 0 && !data)
    return SMIPC_INVALID;
  int status = claimWriting(deadline);
  if (status != SMIPC_OK)
    return status;
  size_t offset = 0;
  for (;;) {
    status = step(static_cast<const uint8_t *>(data), size, offset);
    if (status != SMIPC_AGAIN || passed(deadline))
      break;
    uint8_t *room = nullptr;
    status = statusOf(out_.reserve(room)); // waits
    if (status != SMIPC_OK)
      break;
  }
  finish(status == SMIPC_OK);
  return status;
}

int Connection::sendPart(const uint8_t *data, size_t size, size_t &offset) {
  const bool goesOn = writing_.mine();
  if (goesOn ? reserved_ || !out_.begun() || offset == 0 : offset != 0)
    return SMIPC_INVALID;
  int status = goesOn ? SMIPC_OK : begin();
  if (status != SMIPC_OK)
    return status;
  status = step(data, size, offset);
  if (status != SMIPC_AGAIN || offset == 0)
    finish(status == SMIPC_OK);
  return status;
}

int Connection::reserve(void *&data, size_t &size, uint64_t deadline) {
  if (!writing_.mine()) {
    const int status = claimWriting(deadline);
    if (status != SMIPC_OK)
      return status;
  } else if (reserved_) {
    return SMIPC_INVALID;
  }
  out_.deadline(deadline);
  uint8_t *to = nullptr;
  int status = SMIPC_AGAIN;
  if (out_.room() || !passed(deadline))
    status = statusOf(out_.reserve(to));
  if (status == SMIPC_OK) {
    reserved_ = true;
    data = to;
    size = packetCapacity;
  } else if (!out_.begun()) {
    writing_.release();
  }
  return status;
}

int Connection::commit(size_t size, bool last) {
  if (!writing_.mine() || !reserved_ || size > packetCapacity)
    return SMIPC_INVALID;
  reserved_ = false;
  const int status = state();
  out_.commit(size, last);
  sent();
  if (last)
    writing_.release();
  return status;
}

int Connection::abandon() {
  if (!writing_.mine())
    return SMIPC_INVALID;
  reserved_ = false;
  finish(false);
  return SMIPC_OK;
}

// --- Reading

// Another thread may read; a server that waits for all its clients looks at this one again. Within
// a message room is given back without a fence, so a writer that has gone to sleep is looked for.
void Connection::letRead() {
  reading_.release();
  std::atomic_thread_fence(std::memory_order_seq_cst);
  link_.bell(side_ == fromClient ? serverWrites : clientWrites)
      .ring(link_.block->lane[1 - side_].writer.waiting);
  if (side_ == fromServer)
    link_.ringServer();
}

// The next packet that is wanted, or SMIPC_ABANDONED. The packet stays in the ring.
int Connection::nextPacket(size_t &size, uint64_t deadline) {
  in_.deadline(deadline);
  for (;;) {
    const int broken = broken_.load(std::memory_order_acquire);
    if (broken != SMIPC_OK)
      return broken;
    if (!in_.pending() && passed(deadline)) {
      if (!peerGoneLately())
        return SMIPC_AGAIN;
      if (!in_.pending()) // what was sent before the end comes before the end
        return why();
    }
    const Result result = in_.look(size);
    if (result == Result::ok && !skipping_)
      return SMIPC_OK;
    if (result != Result::ok && result != Result::void_)
      return statusOf(result);
    const bool wanted = !skipping_;
    in_.done();
    skipping_ = skipping_ && in_.more();
    if (wanted)
      return SMIPC_ABANDONED;
  }
}

int Connection::assemble(uint8_t *to, size_t capacity, uint64_t deadline) {
  while (!assembly_.isComplete()) {
    if (to)
      assembly_.attach(to, capacity);
    size_t size = 0;
    const int status = nextPacket(size, deadline);
    if (status == SMIPC_ABANDONED) {
      assembly_.clear();
      continue;
    }
    if (status != SMIPC_OK)
      return status;
    if (assembly_.tooLong(size))
      return spoil(SMIPC_TOO_LONG);
    uint8_t *room = assembly_.room(size);
    if (!room)
      return SMIPC_NO_MEMORY;
    if (in_.copy(room) != Result::ok)
      return spoil(SMIPC_CORRUPT);
    assembly_.add(size);
    in_.done();
    if (!in_.more())
      assembly_.complete();
  }
  return SMIPC_OK;
}

int Connection::receive(smipc_message &message, Lent lent, uint64_t deadline) {
  const os::Taken taken = reading_.acquire(deadline);
  if (taken != os::Taken::yes)
    return taken == os::Taken::late ? SMIPC_AGAIN : SMIPC_INVALID;
  const int status = assemble(nullptr, 0, deadline);
  if (status == SMIPC_OK) {
    message.size = assembly_.size();
    if (lent.memory && message.size <= lent.capacity) {
      memcpy(lent.memory, assembly_.data(), message.size);
      message.data = nullptr;
      assembly_.clear();
    } else {
      message.data = assembly_.take();
    }
  }
  letRead();
  return status;
}

int Connection::receiveInto(void *buffer, size_t capacity, size_t &size, uint64_t deadline) {
  if (capacity > 0 && !buffer)
    return SMIPC_INVALID;
  const os::Taken taken = reading_.acquire(deadline);
  if (taken != os::Taken::yes)
    return taken == os::Taken::late ? SMIPC_AGAIN : SMIPC_INVALID;
  int status = assemble(static_cast<uint8_t *>(buffer), capacity, deadline);
  if (status == SMIPC_OK) {
    size = assembly_.size();
    if (!assembly_.inLent() && size > capacity) {
      status = SMIPC_TOO_SMALL;
    } else {
      if (!assembly_.inLent() && size > 0)
        memcpy(buffer, assembly_.data(), size);
      assembly_.clear();
    }
  } else if (!assembly_.detach()) {
    status = spoil(SMIPC_NO_MEMORY);
  }
  letRead();
  return status;
}

int Connection::wait(uint64_t deadline) {
  const os::Taken taken = reading_.acquire(deadline);
  if (taken != os::Taken::yes)
    return taken == os::Taken::late ? SMIPC_AGAIN : SMIPC_INVALID;
  int status = SMIPC_OK;
  size_t size = 0;
  while (!assembly_.isComplete() && (status = nextPacket(size, deadline)) == SMIPC_ABANDONED)
    assembly_.clear();
  letRead();
  return status == SMIPC_AGAIN ? SMIPC_AGAIN : SMIPC_OK; // anything else is worth receiving
}

int Connection::view(const void *&data, size_t &size, int &last, uint64_t deadline) {
  const os::Taken taken = reading_.acquire(deadline);
  if (taken == os::Taken::late)
    return SMIPC_AGAIN;
  if (viewing_)
    return SMIPC_INVALID;
  if (assembly_.isComplete() || assembly_.size() > 0) {
    data = assembly_.data();
    size = assembly_.size();
    last = assembly_.isComplete();
    viewing_ = true;
    return SMIPC_OK;
  }
  int status = SMIPC_OK;
  do // a message that is void before anything of it has been seen is none
    status = nextPacket(size, deadline);
  while (status == SMIPC_ABANDONED && taken == os::Taken::yes);
  if (status == SMIPC_OK) {
    const uint8_t *place = nullptr;
    if (in_.view(place) != Result::ok)
      status = spoil(SMIPC_CORRUPT);
    data = place;
    last = in_.last();
  }
  viewing_ = status == SMIPC_OK;
  const bool goesOn = status == SMIPC_AGAIN && taken == os::Taken::mine;
  if (!viewing_ && !goesOn)
    letRead();
  return status;
}

int Connection::releaseView() {
  if (!reading_.mine() || !viewing_)
    return SMIPC_INVALID;
  viewing_ = false;
  bool ends = assembly_.isComplete();
  if (ends || assembly_.size() > 0) {
    assembly_.clear();
  } else {
    in_.done();
    ends = !in_.more();
  }
  if (ends)
    letRead();
  return SMIPC_OK;
}

int Connection::skip() {
  if (!reading_.mine())
    return SMIPC_INVALID;
  if (viewing_)
    releaseView();
  if (reading_.mine()) {
    skipping_ = in_.more();
    letRead();
  }
  return SMIPC_OK;
}

} // namespace smipc
