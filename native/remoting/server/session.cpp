#include "remoting/server/session.hpp"

#include "os/floating_point.hpp"

namespace remoting {

Session::Session(smipc::Segment *segment, os::Bell ownCalls, os::Bell theirCalls,
                 os::Bell ownEvents, os::Bell theirEvents, smipc::Peer importer)
    : calls_(segment->channel[0], 1, ownCalls, theirCalls, importer),
      events_(segment->channel[1], 1, ownEvents, theirEvents, importer), lane_(*this, calls_),
      callbacks_(lane_, events_) {}

Session::~Session() { free(functions_); }

int Session::run() {
  if (!lane_.run())
    return 1;
  if (finished_)
    unload();
  return 0;
}

bool Session::open(uint16_t version, Endpoint &from) {
  os::FloatingPoint mode;
  if (table_ || !getValue(from, mode) || !getString(from, path_.text) || !path_.text ||
      !getString(from, prefix_.text))
    return false;
  table_ = tableOf(version);
  functions_ = table_ ? static_cast<void **>(calloc(table_->count, sizeof *functions_)) : nullptr;
  if (!functions_)
    return false;
  callbacks_.putNote = table_->putNote;
  if (table_->sharesLanes)
    lane_.share();
  mode.apply();
  load();
  return true;
}

void Session::load() {
  os::Text why;
  if (!library_.open(path_.text, why)) {
    failure_.format("Cannot load the model's library %s: %s.", path_.text, why.text);
    return;
  }
  for (uint16_t i = 1; i < table_->count; ++i) {
    os::Text name;
    name.format("%s%s", prefix_.text ? prefix_.text : "", table_->rows[i].name);
    functions_[i] = library_.symbol(name.text);
  }
}

bool Session::permits(uint16_t function, bool nested, os::Text &reason) {
  const Row &row = table_->rows[function];
  switch (row.role) {
  case Role::create:
    if (begun_) {
      reason.format("This process is for one instance.");
      return false;
    }
    begun_ = true; // the model may call back before it has made the instance
    if (*failure_.text)
      reason = failure_;
    else if (!functions_[function])
      reason.format("The model's library %s does not export %s%s.", path_.text,
                    prefix_.text ? prefix_.text : "", row.name);
    return functions_[function] != nullptr;
  case Role::free:
    if (nested)
      reason.format("An instance cannot be freed from its callbacks.");
    return !nested;
  default:
    if (!component_)
      reason.format("%s: there is no instance.", row.name);
    else if (!functions_[function])
      reason.format("The model's library does not export %s.", row.name);
    return component_ && functions_[function];
  }
}

void Session::freed() {
  component_ = nullptr;
  finished_ = true;
}

// What the model says meanwhile, on whatever thread, still reaches the importer's logger.
void Session::unload() {
  library_.close();
  callbacks_.flush();
  putValue(calls_, Tag{Kind::unloaded, 0, 0});
  calls_.end();
}

} // namespace remoting
