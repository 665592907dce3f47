// A thread of the server that carries out the calls of one channel, with everything that only one
// thread may use at a time: the channel's endpoint, the memory of the calls under way, the lists of
// value references that both sides remember.
//
// Where the model's own threads may call the importer back (FMI 3.0), the lane is shared with them
// while one of the model's functions runs: the thread that calls back has the lane until the
// callback has returned. Callbacks nest: a call ends after the callbacks that began while it ran.
#pragma once

#include "os/clock.hpp"
#include "os/threads.hpp"
#include "remoting/callee.hpp"
#include "remoting/server/note.hpp"

namespace remoting {

class Session;

class Lane {
public:
  Lane(Session &session, Endpoint &wire) : session_(session), wire_(wire) {}
  Lane(const Lane &) = delete;
  Lane &operator=(const Lane &) = delete;

  // Serves calls until the instance has been freed or the importer is gone. False: the importer
  // talks nonsense.
  bool run();

  // Whether the calling thread is this lane's.
  bool servesHere() const { return os::thisThread() == thread_; }

  // A callback in the importer, with its results. While it runs there, calls from within it are
  // served. False: the importer is gone or talks nonsense; the lane ends as soon as the model
  // returns.
  template <class... K> bool callImporter(uint16_t callback, const OutgoingCall<K...> &call) {
    const Callback under(*this);
    CallerCodec codec = callerCodec();
    putCallback(codec, callback, call);
    return awaitCallbackResult() && call.take(codec);
  }
  void deliver(const Note &note);

  // From now on threads of the model's own may call the importer back.
  void share() {
    shared_ = true;
    mutex_.lock();
  }

  // The scope in which a function of the model's runs.
  class InModel {
  public:
    explicit InModel(Lane &lane) : lane_(lane), callbacks_(lane.callbacks_) {
      if (!lane_.shared_)
        return;
      ++lane_.running_;
      lane_.mutex_.unlock();
    }
    InModel(const InModel &) = delete;
    InModel &operator=(const InModel &) = delete;
    ~InModel() {
      if (!lane_.shared_)
        return;
      lane_.mutex_.lock();
      while (lane_.callbacks_ != callbacks_) { // others have not returned
        lane_.mutex_.unlock();
        os::yield();
        lane_.mutex_.lock();
      }
      --lane_.running_;
    }

  private:
    Lane &lane_;
    const unsigned callbacks_;
  };

  // Whether a function of the model's runs, as far as a thread can see that does not have the lane.
  bool inModel() const { return running_ > 0; }

  // The parts of a row's service.
  Session &session() { return session_; }
  void answer(uint16_t function, int status);

  // Why the server itself does not carry out a call.
  bool refuse(uint16_t function, const char *reason);

private:
  // Deeper than any importer calls from within callbacks, and far from the end of the stack.
  static constexpr unsigned deepest = 64;

  // The scope of a callback.
  class Callback {
  public:
    explicit Callback(Lane &lane) : lane_(lane) {
      if (lane_.shared_)
        lane_.mutex_.lock();
      ++lane_.callbacks_;
    }
    Callback(const Callback &) = delete;
    Callback &operator=(const Callback &) = delete;
    ~Callback() {
      --lane_.callbacks_;
      if (lane_.shared_)
        lane_.mutex_.unlock();
    }

  private:
    Lane &lane_;
  };

  bool serve(Tag tag);
  bool carryOut(Tag tag);
  bool skip(uint16_t function);
  bool awaitCallbackResult();
  CallerCodec callerCodec() { return {wire_, strings_, references_, true}; }

  Session &session_;
  Endpoint &wire_;
  Arena arena_;
  StringPool strings_;
  ReferenceLists references_;
  std::atomic<os::ThreadId> thread_{};
  bool shared_ = false;
  std::atomic<unsigned> running_{0}; // functions of the model's, one inside the other
  os::Mutex mutex_;                  // held by the thread that has the lane, if it is shared
  unsigned callbacks_ = 0;           // under way, one inside the other
  unsigned depth_ = 0;               // calls under way: more than one inside callbacks
  bool well_ = false; // the last call was carried out and returned no more than a warning
  bool broken_ = false;
};

} // namespace remoting
