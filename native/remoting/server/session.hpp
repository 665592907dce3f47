// The server's side of one instance: the model's library with the functions of its version, the
// instance itself and its states, the lanes that carry out calls, and the model's callbacks.
#pragma once

#include "os/floating_point.hpp"
#include "os/library.hpp"
#include "os/text.hpp"
#include "remoting/server/callback_relay.hpp"
#include "remoting/server/lane.hpp"
#include "remoting/server/table.hpp"
#include "remoting/shared.hpp"

namespace remoting {

// The bells of a channel: the one that rings here, and the importer's.
struct Bells {
  os::Bell own, theirs;
};

class Session {
public:
  // `lanes`: how many extra lanes there is memory for.
  Session(Shared &shared, unsigned lanes, Bells calls, Bells events, smipc::Peer importer);
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

  // What the model has made, by the function of that number. An instance for Scheduled Execution
  // has the extra lanes from now on.
  void created(uint16_t function, void *component);
  void freed();
  void *component() const { return component_; }
  bool finished() const { return finished_; }
  // The lane whose thread the calling one is; the first one if it is none.
  Lane &laneHere();
  // The one over which the calling thread may call the importer back: its own, or, for a thread of
  // the model's own, one in which a function of the model's runs.
  Lane &laneForCallback();
  States &states() { return states_; }
  CallbackRelay &callbacks() { return callbacks_; }
  Endpoint &calls() { return calls_; }
  Endpoint &events() { return events_; }

private:
  // A lane besides the first, with its thread.
  struct ExtraLane {
    ExtraLane(Session &session, smipc::Channel &channel, Bells bells)
        : wire(channel, 1, bells.own, bells.theirs, session.importer_), lane(session, wire) {}
    Endpoint wire;
    Lane lane;
    os::Thread thread;
  };

  void load();
  void unload();
  void addLanes();

  Shared &shared_;
  const unsigned extraLanes_;
  const smipc::Peer importer_;
  os::FloatingPoint mode_;
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
  ExtraLane *extra_[extraLanes] = {};
  bool begun_ = false; // the model has been told to make the instance
  std::atomic<bool> finished_{false};
};

} // namespace remoting
