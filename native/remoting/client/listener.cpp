#include "remoting/client/listener.hpp"

#include "remoting/client/instance.hpp"

namespace remoting {

void Listener::expect() {
  {
    const os::Lock lock(mutex_);
    stepPending_ = true;
    if (thread_.running() && !done_)
      return;
    done_ = false;
  }
  thread_.join();
  thread_.start([](void *self) { static_cast<Listener *>(self)->listen(); }, this);
}

void Listener::cancel() {
  const os::Lock lock(mutex_);
  stepPending_ = false;
}

// Receives callbacks until the pending step has been reported.
void Listener::listen() {
  while (!ends()) {
    Tag tag;
    const bool received =
        wire_->next() == smipc::Result::ok && getValue(*wire_, tag) && tag.kind == Kind::callback;
    const bool reports = received && instance_.importer().reportsStep(tag.function);
    if (received && !reports && serve(tag))
      continue;
    // The step counts as reported before the importer hears of it, because it may begin the next
    // one from within.
    bool expected;
    {
      const os::Lock lock(mutex_);
      expected = stepPending_;
      stepPending_ = false;
    }
    if (reports && serve(tag))
      continue;
    if (expected && !instance_.leaving()) {
      // The importer waits for the step: tell it that none will come.
      const smipc::Result result = wire_->result();
      instance_.lose(result == smipc::Result::ok ? smipc::Result::corrupt : result);
      instance_.importer().stepFinished(fmi::fatal);
    }
  }
}

bool Listener::serve(Tag tag) {
  CalleeCodec codec{*wire_, arena_, states_, references_, true};
  return instance_.importer().serve(codec, tag, false);
}

bool Listener::ends() {
  const os::Lock lock(mutex_);
  done_ = !stepPending_;
  return done_;
}

void Listener::stop() {
  if (wire_)
    wire_->nudge();
  thread_.join();
  wire_ = nullptr;
}

} // namespace remoting
