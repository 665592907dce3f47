// The server's side of one instance: the model's library with the functions of its version, the
// instance itself and its states, the lane that carries out calls, and the model's callbacks.
#pragma once

#include "os/library.hpp"
#include "os/text.hpp"
#include "remoting/server/callback_relay.hpp"
#include "remoting/server/lane.hpp"
#include "remoting/server/table.hpp"

namespace remoting {

class Session {
public:
  Session(smipc::Segment *segment, os::Bell ownCalls, os::Bell theirCalls, os::Bell ownEvents,
          os::Bell theirEvents, smipc::Peer importer);
  Session(const Session &) = delete;
  Session &operator=(const Session &) = delete;
  ~Session();

  // Serves calls until the instance is freed or the importer is gone. Returns the exit status.
  int run();

  // The first message: picks the table of the version and loads the library. False: the message is
  // broken. That the library cannot be loaded is the answer to the call that comes next.
  bool open(uint16_t version, Endpoint &from);

  // Null: there is no such function.
  const Row *row(uint16_t function) const {
    return table_ && function > 0 && function < table_->count ? table_->rows + function : nullptr;
  }
  // The model's; null if its library does not export it.
  void *function(uint16_t function) const { return functions_[function]; }
  // Whether the model may be called now; if not, why not.
  bool permits(uint16_t function, bool nested, os::Text &reason);

  void created(void *component) { component_ = component; }
  void freed();
  void *component() const { return component_; }
  bool finished() const { return finished_; }
  States &states() { return states_; }
  CallbackRelay &callbacks() { return callbacks_; }
  Endpoint &calls() { return calls_; }
  Endpoint &events() { return events_; }

private:
  void load();
  void unload();

  Endpoint calls_;
  Endpoint events_;
  Lane lane_;
  CallbackRelay callbacks_;
  States states_;
  os::Library library_;
  const Table *table_ = nullptr;
  void **functions_ = nullptr; // by number
  OwnString path_;             // of the library
  OwnString prefix_;           // of the names that it exports; null: none
  os::Text failure_;           // why it could not be loaded
  void *component_ = nullptr;
  bool begun_ = false; // the model has been told to make the instance
  bool finished_ = false;
};

} // namespace remoting
