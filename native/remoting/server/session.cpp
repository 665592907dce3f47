#include "remoting/server/session.hpp"

#include "os/floating_point.hpp"
#include "remoting/server/dispatch.hpp"
#include "remoting/server/settle_output.hpp"

namespace remoting {

Session::Session(smipc::Segment *segment, os::Bell ownCalls, os::Bell theirCalls,
                 os::Bell ownEvents, os::Bell theirEvents, smipc::Peer importer)
    : calls_(segment->channel[0], 1, ownCalls, theirCalls, importer),
      events_(segment->channel[1], 1, ownEvents, theirEvents, importer), callbacks_(*this) {}

int Session::run() {
  while (!finished_) {
    Tag tag;
    if (calls_.next() != smipc::Result::ok)
      return calls_.result() == smipc::Result::gone ? 0 : 1;
    if (!getValue(calls_, tag) || !serve(tag) || broken_)
      return calls_.result() == smipc::Result::gone ? 0 : 1;
  }
  unload();
  return 0;
}

void Session::awaitCallbackResult() {
  while (!broken_ && calls_.next() == smipc::Result::ok) {
    Tag tag;
    if (!getValue(calls_, tag))
      break;
    if (tag.kind == Kind::callbackResult)
      return;
    // What was sent after the call that is under way belongs after it.
    if (tag.kind == Kind::followUp ? !skip(tag.function) : !serve(tag))
      break;
  }
  broken_ = true;
}

bool Session::serve(Tag tag) {
  if (tag.kind == Kind::followUp && !well_)
    return skip(tag.function);
  if (tag.kind != Kind::call && tag.kind != Kind::followUp)
    return false;
  if (depth_ == deepest)
    return refuse(tag.function, "Calls from within callbacks are nested too deeply.");
  ++depth_;
  const bool sound = carryOut(tag);
  --depth_;
  return sound;
}

bool Session::skip(uint16_t function) {
  well_ = false;
  putValue(calls_, Tag{Kind::skipped, function, 0});
  return calls_.end() == smipc::Result::ok;
}

bool Session::carryOut(Tag tag) {
  well_ = false;
  if (tag.function == function::fmi2Instantiate)
    return instantiate();
  if (tag.function == function::fmi2FreeInstance)
    return freeInstance();
  if (tag.function >= function::count)
    return false;
  const TableFunction &row = tableFunctions[tag.function];
  void *model = functions_[tag.function];
  if (!component_ || !model) {
    os::Text reason;
    reason.format(component_ ? "The model's library does not export %s."
                             : "%s: there is no instance.",
                  row.name);
    return refuse(tag.function, reason.text);
  }
  const Arena::Mark mark = arena_.mark();
  ServerCodec codec = this->codec();
  int status = fmi2Fatal;
  const bool sound = row.serve(*this, codec, tag, model, &status);
  arena_.release(mark);
  if (sound && codec.refusal) {
    os::Text reason;
    reason.format("%s: %s.", row.name, codec.refusal);
    return refuse(tag.function, reason.text);
  }
  if (sound && status == fmi2Pending)
    callbacks_.stepIsPending();
  well_ = status <= fmi2Warning;
  return sound;
}

void Session::answer(uint16_t function, int status) {
  // What a model says on its own thread about a step that has become pending belongs after that.
  // And while strings of the model's are on their way, the importer must not be given the chance to
  // call it again.
  if (status != fmi2Pending && !tableFunctions[function].handsOutStrings)
    callbacks_.flush();
  // What has failed has perhaps been explained there.
  if (status > fmi2Warning && status != fmi2Pending)
    settleOutput();
  putValue(calls_, Tag{Kind::result, function, 0});
  putValue(calls_, static_cast<int32_t>(status));
}

bool Session::refuse(uint16_t function, const char *reason) {
  callbacks_.flush();
  putValue(calls_, Tag{Kind::result, function, 1});
  putValue(calls_, static_cast<int32_t>(fmi2Error));
  putString(calls_, reason);
  calls_.end();
  return true;
}

bool Session::load(const char *path) {
  os::Text why, reason;
  if (!library_.open(path, why)) {
    reason.format("Cannot load the model's library %s: %s.", path, why.text);
    refuse(function::fmi2Instantiate, reason.text);
    return false;
  }
  for (uint16_t i = 1; i < function::count; ++i)
    functions_[i] = library_.symbol(tableFunctions[i].name);
  if (functions_[function::fmi2Instantiate])
    return true;
  reason.format("The model's library %s does not export fmi2Instantiate.", path);
  refuse(function::fmi2Instantiate, reason.text);
  return false;
}

bool Session::instantiate() {
  OwnString model, name, guid, resources;
  uint32_t given = 0;
  int32_t type = 0;
  fmi2Boolean visible = 0, loggingOn = 0;
  os::FloatingPoint mode;
  if (!getValue(calls_, given) || !getValue(calls_, mode) || !getString(calls_, model.text) ||
      !model.text || !getString(calls_, name.text) || !getValue(calls_, type) ||
      !getString(calls_, guid.text) || !getString(calls_, resources.text) ||
      !getValue(calls_, visible) || !getValue(calls_, loggingOn))
    return false;
  // Not only when there is an instance: the model may be about to make it, and be in a callback.
  if (begun_)
    return refuse(function::fmi2Instantiate, "This process is for one instance.");
  begun_ = true;
  mode.apply();
  if (!load(model.text))
    return true;
  using Function = fmi2Component (*)(fmi2String, fmi2Type, fmi2String, fmi2String,
                                     const fmi2CallbackFunctions *, fmi2Boolean, fmi2Boolean);
  const auto create = reinterpret_cast<Function>(functions_[function::fmi2Instantiate]);
  component_ = create(name.text, static_cast<fmi2Type>(type), guid.text, resources.text,
                      callbacks_.functions(given), visible, loggingOn);
  answer(function::fmi2Instantiate, component_ ? fmi2OK : fmi2Error);
  return calls_.end() == smipc::Result::ok;
}

bool Session::freeInstance() {
  if (depth_ > 1)
    return refuse(function::fmi2FreeInstance, "An instance cannot be freed from its callbacks.");
  using Function = void (*)(fmi2Component);
  const auto release = reinterpret_cast<Function>(functions_[function::fmi2FreeInstance]);
  if (component_ && release)
    release(component_);
  component_ = nullptr;
  finished_ = true;
  answer(function::fmi2FreeInstance, fmi2OK);
  return calls_.end() == smipc::Result::ok;
}

// What the model says meanwhile, on whatever thread, still reaches the importer's logger.
void Session::unload() {
  library_.close();
  callbacks_.flush();
  putValue(calls_, Tag{Kind::unloaded, function::fmi2FreeInstance, 0});
  calls_.end();
}

} // namespace remoting
