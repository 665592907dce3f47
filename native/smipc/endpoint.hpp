// One side of a channel: messages of any length, streamed through a ring of packets in each
// direction. A message is written with put() and end(), read with next(), get() and finish(). Not
// for use by two threads at once.
#pragma once

#include "os/bell.hpp"
#include "smipc/layout.hpp"

namespace smipc {

enum class Result {
  ok,
  gone,    // the peer has ended
  late,    // the deadline passed
  corrupt, // what lies in the ring is no packet of this message, or its checksum is wrong
  void_,   // the message was abandoned by its writer (only seen by look())
};

// What an endpoint works on: the ring it writes, the ring it reads, the bell it waits on and the
// bell it rings.
struct Ends {
  Ring &out;
  Ring &in;
  Doorbell &own;
  Doorbell &theirs;
};

// Asked about the peer's process only when a wait has become long.
struct Peer {
  bool (*gone)(void *self);
  void *self;
  // The same as far as it can be seen without asking the operating system; may be null. Asked
  // before every blocking, so that an end that was announced is not slept through.
  bool (*left)(void *self) = nullptr;
};

// How long a wait polls, then gives the processor away, before it blocks; in nanoseconds.
struct Patience {
  uint32_t spin = 2000;
  uint32_t yield = 50000;
  // The same as `yield` where the last wait took no longer than this. A server that is called over
  // a network every so many microseconds would otherwise fall asleep just before each call, and
  // waking takes as long as the way through the network.
  uint32_t rhythm = 250000;
  // After so many longer waits in a row the next is expected to be long, too, and blocks without
  // giving the processor away before: many that wait for their turn would only wake one another.
  uint8_t longWaits = 4;
  // The longest that giving it away once may take if it is to be done again: less than a time slice
  // of a thread that computes, more than our peer takes to go on with what we have sent.
  uint32_t turn = 200000;
  uint32_t lookAfterPeer = 50; // milliseconds between two looks at a peer that does not answer
};

class Endpoint {
public:
  // `side`: 0 for the client, 1 for the server. `own` is rung by the peer, `theirs` by us.
  Endpoint(Channel &channel, unsigned side, os::Bell own, os::Bell theirs, Peer peer);
  Endpoint(Ends ends, os::Bell own, os::Bell theirs, Peer peer);

  Patience patience;

  // Waits do not block: they end with `late` after `patience.yield`.
  bool hurried = false;

  // From now on every wait ends with `late` at this time (os::nanoseconds); 0: never.
  void deadline(uint64_t time) { deadline_ = time; }

  // Adds bytes to the message being written. After a failure the following calls do nothing.
  void put(const void *data, size_t size);

  // Sends what is left of the message. Returns the first failure since it was begun.
  Result end();

  // For a message that is made a second time although it has been sent: nothing is put any more
  // before speak().
  void silence() { sending_ = Result::void_; }
  void speak() { sending_ = Result::ok; }

  // Waits for the first packet of a message. What was left of the message before is skipped.
  Result next();

  // True if a message (or the peer's end) can be seen without waiting.
  bool pending() const;

  // Takes the next bytes of the message. False: it has no more, or see result().
  bool get(void *data, size_t size);

  // The reason why get() failed; ok if the message was just too short.
  Result result() const { return received_; }

  // Writing in place, instead of put(). True if reserve() would not have to wait.
  bool room();
  // The packetCapacity bytes of the next packet, in the ring itself.
  Result reserve(uint8_t *&to);
  // Sends `size` of the reserved bytes. The last packet ends the message.
  void commit(size_t size, bool last);
  // Makes the message void of which something has been sent; needs no wait if there is room().
  Result abandon();
  // Whether a part of the message has been sent.
  bool begun() const { return sendPosition_ != 0; }

  // Reading packet by packet, instead of next() and get(). Waits for the next packet and says how
  // much it holds; it stays in the ring until done(). The message has more after it if more().
  Result look(size_t &size);
  // The packet's data where it lies, checked. A process that can write the memory may still change
  // it.
  Result view(const uint8_t *&data);
  // The packet's data copied out, and the copy checked.
  Result copy(uint8_t *to);
  void done();
  bool more() const { return more_; }
  // Whether the packet looked at is the last of its message.
  bool last() const { return (head_.position & lastPacket) != 0; }

  // Wakes this side's own waiting thread.
  void nudge() { own_.ring(ends_.own.waiting); }

private:
  // A packet's first cache line, kept aside until the packet is published.
  struct alignas(lineSize) FirstLine {
    PacketHead head;
    uint8_t data[lineSize - sizeof(PacketHead)];
  };

  template <class Ready> Result await(Ready ready);
  uint32_t yielding() const;
  void countWait(uint64_t waited);
  uint32_t nextLook() const;
  Result awaitRoom();
  Result awaitPacket();
  Packet &place() { return ends_.out.packets[sent_ % ringPackets]; }
  Result publish(bool last);
  void send(Packet &packet, size_t size, uint32_t flags);
  void announce(bool last);
  void append(const uint8_t *from, size_t size);
  Result take(uint8_t *&to, size_t &room);

  Ends ends_;
  os::Bell own_;
  os::Bell theirs_;
  Peer peer_;
  uint64_t deadline_ = 0;
  // Waits in a row that took longer than the rhythm; the first is treated as if after one.
  uint8_t longWaits_ = 1;

  // Writing.
  uint32_t sent_ = 0;       // packets put into our ring so far
  uint32_t knownFront_ = 0; // the peer's count when we last looked
  uint16_t sendTransfer_ = 0;
  uint32_t sendPosition_ = 0;
  size_t staged_ = 0;      // bytes of the packet being written
  uint32_t sum_ = 0;       // checksum of those after the first line
  bool streaming_ = false; // some of them are on their way past the caches
  Result sending_ = Result::ok;

  // Reading.
  uint32_t taken_ = 0;            // packets taken out of the peer's ring so far
  PacketHead head_{};             // of the packet looked at
  const uint8_t *data_ = nullptr; // of the packet being read by get(); it is still in the ring
  size_t available_ = 0;
  size_t consumed_ = 0;
  bool more_ = false;             // the current message has further packets
  uint32_t expectedPosition_ = 0; // of the next packet
  uint16_t expectedTransfer_ = 0; // the same, if there is more of the message
  Result received_ = Result::ok;

  FirstLine line_;
};

} // namespace smipc
