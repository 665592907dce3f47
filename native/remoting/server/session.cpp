#include "remoting/server/session.hpp"

#include "os/floating_point.hpp"

namespace remoting {

Session::Session(Shared &shared, unsigned lanes, Bells calls, Bells events, smipc::Peer importer)
    : shared_(shared), extraLanes_(lanes), importer_(importer),
      calls_(shared.segment.channel[0], 1, calls.own, calls.theirs, importer),
      events_(shared.segment.channel[1], 1, events.own, events.theirs, importer),
      lane_(*this, calls_), callbacks_(*this, events_) {}

// Extra lanes end with their process.
Session::~Session() { free(functions_); }

int Session::run() {
  if (!lane_.run())
    return 1;
  if (finished_)
    unload();
  return 0;
}

bool Session::open(uint16_t version, Endpoint &from) {
  if (table_ || !getValue(from, mode_) || !getString(from, path_.text) || !path_.text ||
      !getString(from, prefix_.text))
    return false;
  table_ = tableOf(version);
  functions_ = table_ ? static_cast<void **>(calloc(table_->count, sizeof *functions_)) : nullptr;
  if (!functions_)
    return false;
  callbacks_.putNote = table_->putNote;
  if (table_->sharesLanes)
    lane_.share();
  mode_.apply();
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

void Session::created(uint16_t function, void *component) {
  component_ = component;
  if (component && function == table_->scheduled)
    addLanes();
}

#ifdef _WIN32
static Bells bellsOf(const std::atomic<uint32_t> (&handle)[2]) {
  const auto event = [&handle](int side) {
    return reinterpret_cast<void *>(static_cast<uintptr_t>(handle[side].load()));
  };
  return {{event(1), nullptr}, {event(0), nullptr}};
}
#else
static Bells bellsOf(const std::atomic<uint32_t> (&)[2]) { return {}; }
#endif

void Session::addLanes() {
  for (unsigned i = 0; i < extraLanes_; ++i) {
    void *memory = malloc(sizeof(ExtraLane));
    if (!memory)
      return;
    extra_[i] = new (memory) ExtraLane(*this, shared_.lane[i], bellsOf(shared_.laneBell[i]));
    extra_[i]->thread.start(
        [](void *self) {
          Lane &lane = static_cast<ExtraLane *>(self)->lane;
          lane.session().mode_.apply();
          lane.share();
          lane.run();
        },
        extra_[i]);
  }
}

Lane &Session::laneHere() {
  for (ExtraLane *extra : extra_) {
    if (extra && extra->lane.servesHere())
      return extra->lane;
  }
  return lane_;
}

Lane &Session::laneForCallback() {
  Lane &here = laneHere();
  if (here.servesHere())
    return here;
  for (ExtraLane *extra : extra_) {
    if (extra && extra->lane.inModel())
      return extra->lane;
  }
  return lane_;
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
