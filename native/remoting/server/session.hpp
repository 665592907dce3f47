// The server's side of one instance: loads the model, carries out the calls that come over the
// channel, and sends the model's callbacks back.
#pragma once

#include "os/library.hpp"
#include "os/threads.hpp"
#include "remoting/codec_server.hpp"
#include "remoting/server/callbacks.hpp"

namespace remoting {

class Session {
public:
  Session(smipc::Segment *segment, os::Bell ownCalls, os::Bell theirCalls, os::Bell ownEvents,
          os::Bell theirEvents, smipc::Peer importer);
  Session(const Session &) = delete;
  Session &operator=(const Session &) = delete;

  // Serves calls until fmi2FreeInstance or until the importer is gone. Returns the exit status.
  int run();

  // Serves calls until the callback just sent has returned, or until the importer is gone or talks
  // nonsense; the session ends then as soon as the model returns.
  void awaitCallbackResult();

  Endpoint &calls() { return calls_; }
  Endpoint &events() { return events_; }
  fmi2Component component() const { return component_; }

  // The parts of a table function's service.
  ServerCodec codec() { return {calls_, arena_, states_, references_, depth_ > 1}; }
  void answer(uint16_t function, int status);

private:
  // Deeper than any importer calls from within callbacks, and far from the end of the stack.
  static constexpr unsigned deepest = 64;

  bool serve(Tag tag);
  bool carryOut(Tag tag);
  bool instantiate();
  bool freeInstance();
  bool refuse(uint16_t function, const char *reason);
  bool skip(uint16_t function);
  bool load(const char *path);
  void unload();

  Endpoint calls_;
  Endpoint events_;
  Arena arena_;
  States states_;
  ReferenceLists references_;
  os::Library library_;
  void *functions_[function::count] = {};
  fmi2Component component_ = nullptr;
  CallbackRelay callbacks_;
  unsigned depth_ = 0; // calls under way: more than one inside callbacks
  bool begun_ = false; // the one fmi2Instantiate of this process
  bool well_ = false;  // the last call was carried out and returned no more than a warning
  bool broken_ = false;
  bool finished_ = false;
};

} // namespace remoting
