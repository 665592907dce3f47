// The end of an instance: the model is freed, its library is unloaded, its process ends. A model
// that fails on the way would have taken the importer with it, so the importer is told.
#include "os/clock.hpp"
#include "remoting/client/instance.hpp"

namespace remoting {
namespace {

// How long a server may take after fmi2FreeInstance to unload the library and to end.
constexpr unsigned longestEndMilliseconds = 5000;

} // namespace

bool Instance::destroy() {
  freeing_ = true;
  const bool lives = calls_ && !lost_;
  if (lives) {
    const os::Lock lock(mutex);
    int status = fmi2Fatal;
    if (begin(function::fmi2FreeInstance, 0) && exchange(function::fmi2FreeInstance, &status) &&
        finish(function::fmi2FreeInstance, true, status) == fmi2OK)
      awaitEnd();
  }
  const bool well = !lives || !lost_;
  if (os::forks() != forks_) {
    process_.forget();
    return well;
  }
  stopListener();
  process_.end(); // what it has printed can be taken until this instance is disposed of
  return well;
}

void Instance::awaitEnd() {
  bool unloaded = false;
  const smipc::Result result = serveUntilEnd(unloaded);
  if (aborted_ || (result != smipc::Result::gone && result != smipc::Result::late)) {
    lose(result);
    return;
  }
  const bool ended = result == smipc::Result::gone && process_.waitForEnd(longestEndMilliseconds);
  if (ended && unloaded && process_.endedWell())
    return;
  if (lost_.exchange(true))
    return;
  os::Text end, text;
  if (ended)
    process_.describeEnd(end);
  else
    end.format("did not end within %u s and has been ended", longestEndMilliseconds / 1000);
  text.format("The process of the model (%s) %s, after fmi2FreeInstance%s.", settings_.model,
              end.text, unloaded ? "" : ", while its library was unloaded");
  process_.end();
  logFatal(text.text);
}

// What the model says in its last moments reaches the logger too.
smipc::Result Instance::serveUntilEnd(bool &unloaded) {
  Endpoint &wire = calls_->endpoint;
  limit(os::nanoseconds() + longestEndMilliseconds * uint64_t{1000000});
  for (;;) {
    Tag tag;
    smipc::Result result = wire.next();
    if (result != smipc::Result::ok)
      return result;
    if (!getValue(wire, tag))
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
