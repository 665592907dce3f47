#include "remoting/server/lane.hpp"

#include "os/text.hpp"
#include "remoting/server/session.hpp"
#include "remoting/server/settle_output.hpp"

namespace remoting {

bool Lane::run() {
  thread_ = os::thisThread();
  while (!session_.finished()) {
    Tag tag;
    if (wire_.next() != smipc::Result::ok || !getValue(wire_, tag) || !serve(tag) || broken_)
      return wire_.result() == smipc::Result::gone;
  }
  return true;
}

bool Lane::awaitCallbackResult() {
  wire_.end(); // whether the peer is there shows now
  while (!broken_ && wire_.next() == smipc::Result::ok) {
    Tag tag;
    if (!getValue(wire_, tag))
      break;
    if (tag.kind == Kind::callbackResult)
      return true;
    // What was sent after the call that is under way belongs after it.
    if (tag.kind == Kind::followUp ? !skip(tag.function) : !serve(tag))
      break;
  }
  broken_ = true;
  return false;
}

void Lane::deliver(const Note &note) {
  const Callback under(*this);
  CallerCodec codec = callerCodec();
  session_.callbacks().putNote(codec, note);
  awaitCallbackResult();
}

bool Lane::serve(Tag tag) {
  if (tag.kind == Kind::open)
    return depth_ == 0 && session_.open(tag.function, wire_);
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

bool Lane::skip(uint16_t function) {
  well_ = false;
  putValue(wire_, Tag{Kind::skipped, function, 0});
  return wire_.end() == smipc::Result::ok;
}

bool Lane::carryOut(Tag tag) {
  well_ = false;
  const Row *row = session_.row(tag.function);
  if (!row)
    return false;
  os::Text reason;
  if (!session_.permits(tag.function, depth_ > 1, reason))
    return refuse(tag.function, reason.text);
  const Arena::Mark mark = arena_.mark();
  CalleeCodec codec{wire_,       arena_,     session_.states(),
                    references_, depth_ > 1, &session_.callbacks()};
  int status = fmi::fatal;
  const bool sound = row->serve(*this, codec, tag, session_.function(tag.function), &status);
  arena_.release(mark);
  if (sound && codec.refusal) {
    reason.format("%s: %s.", row->name, codec.refusal);
    return refuse(tag.function, reason.text);
  }
  if (sound && status == fmi::pending)
    session_.callbacks().stepIsPending();
  well_ = status <= fmi::warning;
  return sound;
}

void Lane::answer(uint16_t function, int status) {
  // What a model says on its own thread about a step that has become pending belongs after that.
  // And while strings of the model's are on their way, the importer must not be given the chance to
  // call it again.
  if (status != fmi::pending && !session_.row(function)->handsOutStrings)
    session_.callbacks().flush();
  // What has failed has perhaps been explained there.
  if (status > fmi::warning && status != fmi::pending)
    settleOutput();
  putValue(wire_, Tag{Kind::result, function, 0});
  putValue(wire_, static_cast<int32_t>(status));
}

bool Lane::refuse(uint16_t function, const char *reason) {
  session_.callbacks().flush();
  putValue(wire_, Tag{Kind::result, function, 1});
  putValue(wire_, static_cast<int32_t>(fmi::error));
  putString(wire_, reason);
  wire_.end();
  return true;
}

} // namespace remoting
