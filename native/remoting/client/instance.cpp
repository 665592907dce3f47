#include "remoting/client/instance.hpp"

#include "os/paths.hpp"
#include "remoting/client/last_lines.hpp"

namespace remoting {

Instance::Instance(Importer &importer, const Version &version, const char *name, size_t size)
    : importer_(importer), version_(version), size_(size), name_(copyOf(name)) {}

Instance::~Instance() {
  for (ExtraLane *extra : extra_) {
    if (extra)
      extra->~ExtraLane();
    free(extra);
  }
  free(name_);
}

// An importer's class has nothing to destroy.
void Instance::dispose(Instance *instance) {
  const size_t size = instance->size_;
  instance->~Instance();
  os::givePages(instance, size);
}

bool Instance::start(uint16_t function) {
  os::Text why;
  scheduled_ = version_.scheduled != 0 && function == version_.scheduled;
  if (!settings_.given && !settings_.read(why)) {
    log(fmi::error, "logStatusError", why.text);
    return false;
  }
  char *folder = os::folderOf(settings_.model);
  const bool started =
      process_.start(settings_.server, folder ? folder : "", scheduled_ ? extraLanes : 0, why);
  free(folder);
  if (!started) {
    lost_ = true;
    log(fmi::error, "logStatusError", why.text);
    return false;
  }
  calls_.connect((new (sides_[0]) Side(this, 0))->endpoint);
  listener_.connect((new (sides_[1]) Side(this, 1))->endpoint);
  char *prefix = version_.prefixed ? settings_.prefix() : nullptr;
  calls_.open(version_.number, settings_.model, prefix);
  free(prefix);
  return true;
}

bool Instance::created(int status) {
  if (status == fmi::ok) {
    addLanes();
    return true;
  }
  // The model says why, perhaps not to its logger.
  settleOutput();
  if (char *text = lost_ || settings_.given ? nullptr
                                            : withLastLines("The model refused to be instantiated.",
                                                            process_.output())) {
    log(fmi::error, "logStatusError", text);
    free(text);
  }
  return false;
}

void Instance::addLanes() {
  for (unsigned i = 0; scheduled_ && i < extraLanes; ++i) {
    void *memory = malloc(sizeof(ExtraLane));
    if (!memory)
      return;
    extra_[i] = new (memory) ExtraLane(this, smipc::channelCount + i);
  }
}

// No thread waits as long as there is a lane that no other one has.
CallLane &Instance::takeLane() {
  CallLane *lane = &calls_;
  for (ExtraLane *extra : extra_) {
    if (extra && extra->lane.isMine())
      lane = &extra->lane;
  }
  if (lane == &calls_ && !calls_.isMine()) {
    if (calls_.tryLock())
      return calls_;
    for (ExtraLane *extra : extra_) {
      if (extra && extra->lane.tryLock())
        return extra->lane;
    }
  }
  lane->lock();
  return *lane;
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
  if (calls_.tryLock()) {
    process_.release();
    calls_.unlock();
  }
}

bool Instance::ownsProcess() {
  if (os::forks() == forks_)
    return true;
  lost_ = true;
  log(fmi::fatal, "logStatusFatal",
      "This instance belongs to the process that made it; a copy of that process made by fork "
      "cannot use it.");
  return false;
}

int Instance::lose(smipc::Result result) {
  if (lost_.exchange(true))
    return fmi::fatal;
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
  return fmi::fatal;
}

// With what the process has printed last; a program that holds the client itself takes all of it.
void Instance::logFatal(const char *text) {
  char *more = settings_.given ? nullptr : withLastLines(text, process_.output());
  log(fmi::fatal, "logStatusFatal", more ? more : text);
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

void Instance::stepIsPending() {
  if (importer_.expectsStepFinished())
    listener_.expect();
}

void Instance::stopListener() {
  closing_ = true;
  listener_.stop();
}

} // namespace remoting
