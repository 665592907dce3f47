#include "remoting/client/call_lane.hpp"

#include "os/clock.hpp"
#include "os/floating_point.hpp"
#include "remoting/client/instance.hpp"

namespace remoting {

void CallLane::open(uint16_t version, const char *model, const char *prefix) {
  const os::Lock lock(mutex_);
  putValue(*wire_, Tag{Kind::open, version, 0});
  putValue(*wire_, os::FloatingPoint::ofThread());
  putString(*wire_, model);
  putString(*wire_, prefix);
  wire_->end(); // whether the server is there shows when it is called
}

bool CallLane::begin(uint16_t function, uint32_t nulls) {
  if (instance_.lost())
    return false;
  if (waiting_) {
    wire_->silence();
    return true;
  }
  if (!instance_.ownsProcess())
    return false;
  enter();
  const uint64_t timeout = instance_.settings().timeout;
  if (timeout != 0)
    limit(os::nanoseconds() + timeout);
  if (sentAhead())
    wire_->silence();
  else
    putValue(*wire_, Tag{ahead_ && sent_ > 0 ? Kind::followUp : Kind::call, function, nulls});
  return true;
}

void CallLane::limit(uint64_t time) {
  limit_ = time;
  wire_->deadline(time);
}

// A callback during a call. The importer's time for it is not the model's.
smipc::Result CallLane::callBack(Tag tag) {
  const uint64_t limited = limit_, begun = limited != 0 ? os::nanoseconds() : 0;
  if (begun > limited)
    return smipc::Result::late;
  const bool served = serveCallback(tag);
  if (limited != 0)
    limit(os::nanoseconds() + (limited - begun));
  return served ? smipc::Result::ok : smipc::Result::corrupt;
}

bool CallLane::serveCallback(Tag tag) {
  CalleeCodec codec{*wire_, arena_, states_, references_, true};
  // If the server is gone, the next wait says so.
  return instance_.importer().serve(codec, tag, true) && wire_->end() != smipc::Result::corrupt;
}

bool CallLane::exchange(uint16_t function, int *status) {
  smipc::Result result = smipc::Result::ok;
  if (waiting_ || sentAhead())
    wire_->speak();
  else
    result = wire_->end();
  waiting_ = false;
  if (ahead_ && result == smipc::Result::ok) {
    ++sent_;
    *status = postponed;
    return false;
  }
  while (result == smipc::Result::ok && (result = awaitMessage()) == smipc::Result::ok) {
    Tag tag;
    if (!getValue(*wire_, tag)) {
      result = smipc::Result::corrupt;
    } else if (tag.kind == Kind::callback) {
      result = callBack(tag);
    } else if (tag.kind == Kind::skipped && sentAhead()) {
      if (++skipped_ < sent_)
        continue;
      forgetSent();
      *status = unsent;
      return false;
    } else if (tag.kind != Kind::result || tag.function != function || !getValue(*wire_, *status)) {
      result = smipc::Result::corrupt;
    } else if (tag.nulls == 0) {
      return true;
    } else {
      OwnString reason;
      if (getString(*wire_, reason.text) && reason.text)
        instance_.log(*status, "logStatusError", reason.text);
      if (!settleSent(*status))
        *status = loseBroken();
      return false;
    }
    // A callback may have made calls of its own, which may have found the server dead.
    if (instance_.lost())
      break;
  }
  if (result == smipc::Result::late && hurried_ && (limit_ == 0 || os::nanoseconds() < limit_)) {
    waiting_ = true;
    *status = postponed;
    return false;
  }
  *status = instance_.lose(result);
  return false;
}

// After the answer to a call that was sent ahead: what has become of those that were sent after it.
// False: the connection has ended.
bool CallLane::settleSent(int status) {
  if (!sentAhead())
    return true;
  --sent_;
  // The server has them already, or soon, and says so at once.
  while (status > fmi::warning && skipped_ < sent_) {
    Tag tag;
    if (wire_->next() != smipc::Result::ok || !getValue(*wire_, tag) || tag.kind != Kind::skipped)
      return false;
    ++skipped_;
  }
  if (skipped_ == sent_)
    forgetSent();
  return true;
}

void CallLane::forgetSent() {
  if (skipped_ > 0)
    references_.forget();
  sent_ = skipped_ = 0;
}

// Only the beginning of an answer is waited for in a hurry: the rest is on its way then.
smipc::Result CallLane::awaitMessage() {
  wire_->hurried = hurried_;
  const smipc::Result result = wire_->next();
  wire_->hurried = false;
  return result;
}

int CallLane::finish(uint16_t function, bool read, int status) {
  if (!read || !settleSent(status))
    status = loseBroken();
  if (status == fmi::pending)
    instance_.stepIsPending();
  if (function == instance_.version().cancelStep && status == fmi::ok)
    instance_.stepIsCancelled();
  return status;
}

// After a message that could not be read to its end, or is not what it should be.
int CallLane::loseBroken() {
  const smipc::Result result = wire_->result();
  return instance_.lose(result == smipc::Result::ok ? smipc::Result::corrupt : result);
}

smipc::Result CallLane::serveUntilEnd(uint64_t time, bool &unloaded) {
  const os::Lock lock(mutex_);
  limit(time);
  for (;;) {
    Tag tag;
    smipc::Result result = wire_->next();
    if (result != smipc::Result::ok)
      return result;
    if (!getValue(*wire_, tag))
      return smipc::Result::corrupt;
    if (tag.kind == Kind::callback)
      result = callBack(tag);
    else if (tag.kind == Kind::unloaded && !unloaded)
      unloaded = true;
    else
      return smipc::Result::corrupt;
    if (result != smipc::Result::ok)
      return result;
  }
}

} // namespace remoting
