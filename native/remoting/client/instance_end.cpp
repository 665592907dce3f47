// The end of an instance: the model is freed, its library is unloaded, its process ends. A model
// that fails on the way would have taken the importer with it, so the importer is told.
#include "os/clock.hpp"
#include "remoting/client/instance.hpp"

namespace remoting {
namespace {

// How long a server may take after the instance is freed to unload the library and to end.
constexpr unsigned longestEndMilliseconds = 5000;

int free(CallLane &lane, uint16_t function) {
  Call call(lane, function, 0);
  int status = fmi::fatal;
  return call.begun() && call.exchange(&status) ? call.finish(true, status) : status;
}

} // namespace

bool Instance::destroy(uint16_t function) {
  freeing_ = true;
  const bool lives = calls_.connected() && !lost_;
  if (lives && free(calls_, function) == fmi::ok)
    awaitEnd(version_.names[function]);
  const bool well = !lives || !lost_;
  if (os::forks() != forks_) {
    process_.forget();
    return well;
  }
  stopListener();
  process_.end(); // what it has printed can be taken until this instance is disposed of
  return well;
}

// What the model says in its last moments reaches the logger too.
void Instance::awaitEnd(const char *function) {
  bool unloaded = false;
  const uint64_t latest = os::nanoseconds() + longestEndMilliseconds * uint64_t{1000000};
  const smipc::Result result = calls_.serveUntilEnd(latest, unloaded);
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
  text.format("The process of the model (%s) %s, after %s%s.", settings_.model, end.text, function,
              unloaded ? "" : ", while its library was unloaded");
  process_.end();
  logFatal(text.text);
}

} // namespace remoting
