// The way of an instance's calls to its server: one call at a time, with those made from within its
// callbacks. An instance for Scheduled Execution has several.
#pragma once

#include "os/threads.hpp"
#include "remoting/callee.hpp"
#include "remoting/caller.hpp"

namespace remoting {

class Instance;

class CallLane {
public:
  // What a call returns, besides its status, to a caller that asked for it.
  enum : int { postponed = -1, unsent = -2 };

  explicit CallLane(Instance &instance) : instance_(instance) {}
  CallLane(const CallLane &) = delete;
  CallLane &operator=(const CallLane &) = delete;

  // There is a server to talk to.
  void connect(Endpoint &wire) { wire_ = &wire; }
  bool connected() const { return wire_ != nullptr; }

  // The first message: the version, the model's library, and what its exported names begin with
  // (null: with nothing).
  void open(uint16_t version, const char *model, const char *prefix);

  // For a caller with other things to do: a call that is not answered soon returns `postponed`. It
  // has been sent, and has to be made once more, with the same arguments and before any other: that
  // waits for the answer, if need be as long as it takes once the hurry is over. Any thread may
  // make it.
  void hurry(bool yes) { hurried_ = yes; }
  // For a caller with several calls: while this is on, calls are sent, wait for nothing and are
  // `postponed`. Afterwards each of them has to be made once more, in the same order, up to the
  // first that returns more than a warning: the others have not been carried out then. One that
  // returns `unsent` has not been carried out either, because the model called back meanwhile, and
  // neither have those after it: they are made as if nothing had been sent. All of them together
  // must fit into the ring, and none of them may be made from within a callback.
  void ahead(bool yes) { ahead_ = yes; }

  // After the instance has been freed: serves what the model says until its process is gone, or the
  // time has come. `unloaded`: the model's library is gone.
  smipc::Result serveUntilEnd(uint64_t time, bool &unloaded);

  // For a thread that must not wait for a call under way.
  bool tryLock() { return mutex_.tryLock(); }
  void lock() { mutex_.lock(); }
  void unlock() { mutex_.unlock(); }

  // Whether a call of the calling thread is under way.
  bool isMine() const { return owner_.load(std::memory_order_relaxed) == os::thisThread(); }

private:
  friend class Call;

  bool begin(uint16_t function, uint32_t nulls);
  bool exchange(uint16_t function, int *status);
  int finish(uint16_t function, bool read, int status);
  void enter() {
    owner_.store(os::thisThread(), std::memory_order_relaxed);
    ++depth_;
  }
  void leave() {
    if (--depth_ == 0)
      owner_.store({}, std::memory_order_relaxed);
  }
  bool sentAhead() const { return sent_ > 0 && !ahead_ && depth_ == 1; }
  bool settleSent(int status);
  void forgetSent();
  int loseBroken();
  smipc::Result awaitMessage();
  smipc::Result callBack(Tag tag);
  bool serveCallback(Tag tag);
  void limit(uint64_t time);

  Instance &instance_;
  Endpoint *wire_ = nullptr;
  os::Mutex mutex_;
  StringPool strings_;
  ReferenceLists references_;
  Arena arena_; // for the arguments of callbacks
  States states_;
  bool hurried_ = false;
  bool waiting_ = false; // a call has been postponed
  bool ahead_ = false;
  unsigned sent_ = 0;    // calls sent ahead that have no answer yet
  unsigned skipped_ = 0; // how many of these, the last ones, are known not to be carried out
  unsigned depth_ = 0;   // calls under way: more than one inside callbacks
  std::atomic<os::ThreadId> owner_{}; // the thread whose calls they are, if there are any
  uint64_t limit_ = 0;                // when the call under way is late; 0: never
};

// One call. No other thread uses the lane as long as it lives.
class Call {
public:
  Call(CallLane &lane, uint16_t function, uint32_t nulls)
      : lane_(lane), lock_(lane.mutex_), function_(function), begun_(lane.begin(function, nulls)) {}
  Call(const Call &) = delete;
  Call &operator=(const Call &) = delete;
  // A call that has been postponed stays under way.
  ~Call() {
    if (begun_ && !lane_.waiting_)
      lane_.leave();
  }

  // False: there is no server any more.
  bool begun() const { return begun_; }
  CallerCodec codec() {
    return {*lane_.wire_, lane_.strings_, lane_.references_, lane_.depth_ > 1 || lane_.sentAhead()};
  }
  // Sends the arguments and serves callbacks until the result is there. False: *status is what the
  // call returns.
  bool exchange(int *status) { return lane_.exchange(function_, status); }
  // After the result has been read. Returns what the call returns.
  int finish(bool read, int status) { return lane_.finish(function_, read, status); }

private:
  CallLane &lane_;
  const os::Lock lock_;
  const uint16_t function_;
  const bool begun_;
};

} // namespace remoting
