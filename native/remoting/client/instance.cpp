#include "remoting/client/instance.hpp"

#include "os/clock.hpp"
#include "os/floating_point.hpp"
#include "os/pages.hpp"
#include "os/paths.hpp"
#include "remoting/client/last_lines.hpp"

namespace remoting {
namespace {

// The importer's logger takes a format. The text is finished, so its percent signs are doubled.
char *asFormat(const char *text) {
  if (!text)
    return nullptr;
  size_t size = 1;
  for (const char *c = text; *c; ++c)
    size += *c == '%' ? 2 : 1;
  auto *format = static_cast<char *>(malloc(size));
  char *to = format;
  for (const char *c = text; format && *c; ++c) {
    if (*c == '%')
      *to++ = '%';
    *to++ = *c;
  }
  if (format)
    *to = '\0';
  return format;
}

} // namespace

Instance::Instance(const fmi2CallbackFunctions *callbacks, const char *name)
    : hasCallbacks_(callbacks != nullptr), name_(copyOf(name)) {
  if (callbacks)
    callbacks_ = *callbacks;
}

Instance::~Instance() { free(name_); }

Instance *Instance::make(const fmi2CallbackFunctions *callbacks, const char *name) {
  void *memory = os::takePages(sizeof(Instance));
  return memory ? new (memory) Instance(callbacks, name) : nullptr;
}

void Instance::dispose(Instance *instance) {
  instance->~Instance();
  os::givePages(instance, sizeof(Instance));
}

bool Instance::create(const char *name, fmi2Type type, const char *guid, const char *resources,
                      fmi2Boolean visible, fmi2Boolean loggingOn) {
  os::Text why;
  if (!settings_.given && !settings_.read(why)) {
    log(fmi2Error, "logStatusError", why.text);
    return false;
  }
  char *folder = os::folderOf(settings_.model);
  const bool started = process_.start(settings_.server, folder ? folder : "", why);
  free(folder);
  if (!started) {
    lost_ = true;
    log(fmi2Error, "logStatusError", why.text);
    return false;
  }
  calls_ = new (sides_[0]) Side(this, 0);
  events_ = new (sides_[1]) Side(this, 1);

  const os::Lock lock(mutex);
  begin(function::fmi2Instantiate, 0);
  Endpoint &wire = calls_->endpoint;
  uint32_t given = hasCallbacks_ ? hasCallbacks : 0;
  given |= callbacks_.logger ? hasLogger : 0;
  given |= callbacks_.allocateMemory ? hasAllocate : 0;
  given |= callbacks_.freeMemory ? hasFree : 0;
  given |= callbacks_.stepFinished ? hasStepFinished : 0;
  putValue(wire, given);
  putValue(wire, os::FloatingPoint::ofThread());
  putString(wire, settings_.model);
  putString(wire, name);
  putValue(wire, static_cast<int32_t>(type));
  putString(wire, guid);
  putString(wire, resources);
  putValue(wire, visible);
  putValue(wire, loggingOn);
  int status = fmi2Fatal;
  if (!exchange(function::fmi2Instantiate, &status))
    return false;
  if (finish(function::fmi2Instantiate, true, status) == fmi2OK)
    return true;
  // The model says why, perhaps not to its logger.
  settleOutput();
  if (char *text = lost_ || settings_.given ? nullptr
                                            : withLastLines("The model refused to be instantiated.",
                                                            process_.output())) {
    log(fmi2Error, "logStatusError", text);
    free(text);
  }
  return false;
}

void Instance::abort() {
  aborted_ = true;
  closing_ = true;
}

void Instance::abandon() {
  if (os::forks() != forks_)
    return;
  lost_ = true;
  process_.end();
  stopListener();
  // If the importer exits while another thread is in a call, that one still looks at the segment.
  if (mutex.tryLock()) {
    process_.release();
    mutex.unlock();
  }
}

bool Instance::begin(uint16_t function, uint32_t nulls) {
  if (lost_)
    return false;
  if (waiting_) {
    calls_->endpoint.silence();
    return true;
  }
  if (os::forks() != forks_) {
    lost_ = true;
    log(fmi2Fatal, "logStatusFatal",
        "This instance belongs to the process that made it; a copy of that process made by fork "
        "cannot use it.");
    return false;
  }
  ++depth_;
  if (settings_.timeout != 0)
    limit(os::nanoseconds() + settings_.timeout);
  if (sentAhead())
    calls_->endpoint.silence();
  else
    putValue(calls_->endpoint,
             Tag{ahead_ && sent_ > 0 ? Kind::followUp : Kind::call, function, nulls});
  return true;
}

void Instance::limit(uint64_t time) {
  limit_ = time;
  calls_->endpoint.deadline(time);
}

// A callback during a call. The importer's time for it is not the model's.
smipc::Result Instance::callBack(Tag tag) {
  const uint64_t limited = limit_, begun = limited != 0 ? os::nanoseconds() : 0;
  if (begun > limited)
    return smipc::Result::late;
  const bool served = serveCallback(tag);
  if (limited != 0)
    limit(os::nanoseconds() + (limited - begun));
  return served ? smipc::Result::ok : smipc::Result::corrupt;
}

bool Instance::exchange(uint16_t function, int *status) {
  Endpoint &wire = calls_->endpoint;
  smipc::Result result = smipc::Result::ok;
  if (waiting_ || sentAhead())
    wire.speak();
  else
    result = wire.end();
  waiting_ = false;
  if (ahead_ && result == smipc::Result::ok) {
    ++sent_;
    --depth_;
    *status = postponed;
    return false;
  }
  while (result == smipc::Result::ok && (result = awaitMessage()) == smipc::Result::ok) {
    Tag tag;
    if (!getValue(wire, tag)) {
      result = smipc::Result::corrupt;
    } else if (tag.kind == Kind::callback) {
      result = callBack(tag);
    } else if (tag.kind == Kind::skipped && sentAhead()) {
      if (++skipped_ < sent_)
        continue;
      forgetSent();
      --depth_;
      *status = unsent;
      return false;
    } else if (tag.kind != Kind::result || tag.function != function || !getValue(wire, *status)) {
      result = smipc::Result::corrupt;
    } else if (tag.nulls == 0) {
      return true;
    } else {
      OwnString reason;
      if (getString(wire, reason.text) && reason.text)
        log(static_cast<fmi2Status>(*status), "logStatusError", reason.text);
      if (!settleSent(*status))
        *status = loseBroken();
      --depth_;
      return false;
    }
    // A callback may have made calls of its own, which may have found the server dead.
    if (lost_)
      break;
  }
  if (result == smipc::Result::late && hurried_ && (limit_ == 0 || os::nanoseconds() < limit_)) {
    waiting_ = true;
    *status = postponed;
    return false;
  }
  *status = lose(result);
  --depth_;
  return false;
}

// After the answer to a call that was sent ahead: what has become of those that were sent after it.
// False: the connection has ended.
bool Instance::settleSent(int status) {
  if (!sentAhead())
    return true;
  --sent_;
  // The server has them already, or soon, and says so at once.
  while (status > fmi2Warning && skipped_ < sent_) {
    Tag tag;
    if (calls_->endpoint.next() != smipc::Result::ok || !getValue(calls_->endpoint, tag) ||
        tag.kind != Kind::skipped)
      return false;
    ++skipped_;
  }
  if (skipped_ == sent_)
    forgetSent();
  return true;
}

void Instance::forgetSent() {
  if (skipped_ > 0)
    references_.forget();
  sent_ = skipped_ = 0;
}

// Only the beginning of an answer is waited for in a hurry: the rest is on its way then.
smipc::Result Instance::awaitMessage() {
  calls_->endpoint.hurried = hurried_;
  const smipc::Result result = calls_->endpoint.next();
  calls_->endpoint.hurried = false;
  return result;
}

int Instance::finish(uint16_t function, bool read, int status) {
  if (!read || !settleSent(status))
    status = loseBroken();
  --depth_;
  if (status == fmi2Pending)
    expectStepFinished();
  if (function == function::fmi2CancelStep && status == fmi2OK) {
    const os::Lock lock(listenerMutex_);
    stepPending_ = false;
  }
  return status;
}

// The end of the connection: says why, once, and makes sure that the process is gone too.
int Instance::lose(smipc::Result result) {
  if (lost_.exchange(true))
    return fmi2Fatal;
  os::Text end, text;
  switch (result) {
  case smipc::Result::late:
    text.format("The model did not answer within the limit of %g s%s; its process has been ended.",
                static_cast<double>(settings_.timeout) * 1e-9,
                settings_.given ? "" : " (timeout in its .remoting file)");
    break;
  case smipc::Result::corrupt:
    text.format("The model's process (%s) sent a damaged message and has been ended.",
                settings_.model);
    break;
  default:
    if (aborted_) {
      text.format("The process of the model (%s) was ended on request.", settings_.model);
    } else {
      process_.describeEnd(end);
      text.format("The process of the model (%s) %s.", settings_.model, end.text);
    }
  }
  process_.end();
  logFatal(text.text);
  return fmi2Fatal;
}

// With what the process has printed last; a program that holds the client itself takes all of it.
void Instance::logFatal(const char *text) {
  char *more = settings_.given ? nullptr : withLastLines(text, process_.output());
  log(fmi2Fatal, "logStatusFatal", more ? more : text);
  free(more);
}

bool Instance::hasOutput() const {
  const Output *output = process_.output();
  return output && output->written.load(std::memory_order_relaxed) != taken_;
}

uint32_t Instance::takeOutput(char *to, bool &cut) {
  const Output *output = process_.output();
  const uint32_t written = output ? output->written.load(std::memory_order_acquire) : taken_;
  const uint32_t wanted = written - taken_;
  taken_ = written;
  const uint32_t size = wanted > 0 ? output->copy(written, to, wanted) : 0;
  cut = size < wanted;
  return size;
}

void Instance::settleOutput() {
  if (!lost_ && process_.output())
    process_.settleOutput();
}

// After a message that could not be read to its end, or is not what it should be.
int Instance::loseBroken() {
  const smipc::Result result = calls_->endpoint.result();
  return lose(result == smipc::Result::ok ? smipc::Result::corrupt : result);
}

void Instance::log(fmi2Status status, const char *category, const char *text) {
  if (!callbacks_.logger)
    return;
  char *format = asFormat(text);
  callbacks_.logger(callbacks_.componentEnvironment, name_ ? name_ : "", status, category,
                    format ? format : "");
  free(format);
}

bool Instance::serveLogger(Endpoint &from) {
  OwnString name, category, text;
  int32_t status = 0;
  if (!getString(from, name.text) || !getValue(from, status) || !getString(from, category.text) ||
      !getString(from, text.text))
    return false;
  char *format = asFormat(text.text);
  if (callbacks_.logger)
    callbacks_.logger(callbacks_.componentEnvironment, name.text, static_cast<fmi2Status>(status),
                      category.text, format || !text.text ? format : "");
  free(format);
  return true;
}

bool Instance::serveStepFinished(Endpoint &from) {
  int32_t status = 0;
  if (!getValue(from, status))
    return false;
  if (callbacks_.stepFinished)
    callbacks_.stepFinished(callbacks_.componentEnvironment, static_cast<fmi2Status>(status));
  return true;
}

bool Instance::serveCallback(Tag tag) {
  Endpoint &wire = calls_->endpoint;
  const auto callback = static_cast<Callback>(tag.function);
  const bool served = callback == Callback::logger
                          ? serveLogger(wire)
                          : callback == Callback::stepFinished && serveStepFinished(wire);
  if (!served || lost_)
    return served;
  putValue(wire, Tag{Kind::callbackResult, tag.function, 0});
  return wire.end() != smipc::Result::corrupt; // if the peer is gone, the next wait says so
}

void Instance::expectStepFinished() {
  if (!callbacks_.stepFinished)
    return;
  {
    const os::Lock lock(listenerMutex_);
    stepPending_ = true;
    if (listener_.running() && !listenerDone_)
      return;
    listenerDone_ = false;
  }
  listener_.join();
  listener_.start([](void *self) { static_cast<Instance *>(self)->listen(); }, this);
}

// Receives callbacks until the pending step has been reported.
void Instance::listen() {
  Endpoint &wire = events_->endpoint;
  while (!listenerEnds()) {
    Tag tag;
    const bool received =
        wire.next() == smipc::Result::ok && getValue(wire, tag) && tag.kind == Kind::callback;
    if (received && static_cast<Callback>(tag.function) == Callback::logger && serveLogger(wire))
      continue;
    bool expected;
    {
      const os::Lock lock(listenerMutex_);
      expected = stepPending_;
      stepPending_ = false;
    }
    if (received && static_cast<Callback>(tag.function) == Callback::stepFinished &&
        serveStepFinished(wire))
      continue;
    if (expected && !closing_ && !freeing_) {
      // The importer waits for the step: tell it that none will come.
      lose(wire.result() == smipc::Result::ok ? smipc::Result::corrupt : wire.result());
      callbacks_.stepFinished(callbacks_.componentEnvironment, fmi2Fatal);
    }
  }
}

bool Instance::listenerEnds() {
  const os::Lock lock(listenerMutex_);
  listenerDone_ = !stepPending_;
  return listenerDone_;
}

void Instance::stopListener() {
  closing_ = true;
  if (events_)
    events_->endpoint.nudge();
  listener_.join();
  events_ = nullptr;
}

} // namespace remoting
