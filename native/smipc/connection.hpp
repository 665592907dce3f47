// One side of a connection: whole messages over the two lanes of its memory, for any number of
// threads. Each lane has an endpoint of its own, so that one thread reads while another writes.
#pragma once

#include "os/turn.hpp"
#include "smipc/assembly.hpp"
#include "smipc/endpoint.hpp"
#include "smipc/link.hpp"

namespace smipc {

class Watch;

// Memory of the caller's for a message.
struct Lent {
  void *memory = nullptr;
  size_t capacity = 0;
};

class Connection {
public:
  // Takes the link over; null without memory. The maker's reference is released by release().
  static Connection *make(const Link &link, unsigned side, size_t longest);
  void retain() { references_.fetch_add(1, std::memory_order_relaxed); }
  void release();

  uint64_t id() const { return link_.id; }
  uint64_t tag() const { return link_.tag; }
  uint32_t pid() const { return link_.pid; }

  // The processor that the peer was on when it last sent.
  uint32_t peerCpu() const {
    return link_.block->lane[1 - side_].writer.cpu.load(std::memory_order_relaxed);
  }

  int send(const void *data, size_t size, uint64_t deadline);
  int sendPart(const uint8_t *data, size_t size, size_t &offset);
  // A message that fits goes into `lent`, and message.data is null.
  int receive(smipc_message &message, Lent lent, uint64_t deadline);
  int receiveInto(void *buffer, size_t capacity, size_t &size, uint64_t deadline);
  int wait(uint64_t deadline);

  int reserve(void *&data, size_t &size, uint64_t deadline);
  int commit(size_t size, bool last);
  int abandon();
  int view(const void *&data, size_t &size, int &last, uint64_t deadline);
  int releaseView();
  int skip();

  // The pieces of a send that does not wait; begin() must have succeeded for step(), and finish()
  // ends what begin() began.
  int begin();
  // Sends what there is room for from `offset` on. SMIPC_AGAIN: more is to be sent.
  int step(const uint8_t *data, size_t size, size_t &offset);
  void finish(bool sent);

  // Of a server that is about to sleep, or is awake again: whether the client shall ring.
  void expectRinging(bool yes) { link_.block->asleep.store(yes, std::memory_order_relaxed); }

  // Whether receiving would say something new, and no thread is receiving. Never waits.
  bool ready();
  // SMIPC_OK while the connection works in both directions.
  int state() const;
  // The same, after having asked the operating system.
  int lookAfterPeer() { return peerGone() ? why() : SMIPC_OK; }
  // Called by its user: a client ends the connection, a server only lets it go.
  void leave();
  // This side ends the connection: it tells the peer and wakes the threads that wait here.
  void close();
  // The peer's process has ended.
  void lose();

  std::atomic<Watch *> watch{nullptr};

private:
  Connection(const Link &link, unsigned side, size_t longest);
  ~Connection();

  Peer asPeer();
  bool peerGone();
  bool peerGoneLately();
  int why() const; // the peer no longer answers: how that came
  int statusOf(Result result);
  int spoil(int status);
  void sayFarewell();
  void sent();
  int claimWriting(uint64_t deadline);
  void giveUp();
  void letRead();
  int nextPacket(size_t &size, uint64_t deadline);
  int assemble(uint8_t *to, size_t capacity, uint64_t deadline);

  Link link_;
  unsigned side_;
  Endpoint out_, in_;
  os::Turn writing_, reading_;
  bool unfinished_ = false; // guarded by writing_: a void packet is owed to the peer
  bool reserved_ = false;   // guarded by writing_
  bool viewing_ = false;    // guarded by reading_: a piece is in view
  bool skipping_ = false;   // guarded by reading_: the rest of a message is dropped as it comes
  Assembly assembly_;       // guarded by reading_
  std::atomic<uint32_t> references_{1};
  std::atomic<int> broken_{SMIPC_OK}; // why nothing works any more
  std::atomic<bool> gone_{false};
  std::atomic<uint32_t> lastLook_{0}; // when the peer was last looked after, in units of 2^24 ns
};

} // namespace smipc
