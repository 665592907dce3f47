// A thread of the server that carries out the calls of one channel, with everything that only one
// thread may use at a time: the channel's endpoint, the memory of the calls under way, the lists of
// value references that both sides remember.
#pragma once

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
    CallerCodec codec = callerCodec();
    putCallback(codec, callback, call);
    return awaitCallbackResult() && call.take(codec);
  }
  void deliver(const Note &note);

  // The parts of a row's service.
  Session &session() { return session_; }
  void answer(uint16_t function, int status);

  // Why the server itself does not carry out a call.
  bool refuse(uint16_t function, const char *reason);

private:
  // Deeper than any importer calls from within callbacks, and far from the end of the stack.
  static constexpr unsigned deepest = 64;

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
  os::ThreadId thread_{};
  unsigned depth_ = 0; // calls under way: more than one inside callbacks
  bool well_ = false;  // the last call was carried out and returned no more than a warning
  bool broken_ = false;
};

} // namespace remoting
