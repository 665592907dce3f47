// The pieces that both interfaces share.
#include "session.hpp"

#include "tracer/lists.hpp"

namespace tracer::fmi1 {

bool Session::createKnown(fmiString name, fmiString guid, fmiBoolean loggingOn) {
  environment.awaitInstance();
  create(name, guid, loggingOn);
  environment.knowInstance(instance.component());
  return instance.exists();
}

bool Session::instantiate() {
  return createKnown(scenario.name.c_str(), scenario.guid.c_str(), options.loggingOn);
}

void Session::run() {
  if (options.illegal) {
    const char *name = scenario.name.c_str(), *guid = scenario.guid.c_str();
    for (const char *wrong : {"{wrong}", "", static_cast<const char *>(nullptr)})
      createKnown(name, wrong, fmiTrue);
    for (const char *wrong : {static_cast<const char *>(nullptr), ""})
      createKnown(wrong, guid, fmiTrue);
    probeAll(table, instance);
  }
  if (instantiate())
    runFromInstantiation();
}

bool Session::cycle() {
  instance.silent = true;
  const bool isGood = createKnown(scenario.name.c_str(), scenario.guid.c_str(), fmiFalse) &&
                      initialize() <= fmiWarning && quickStep();
  if (isGood)
    terminate();
  if (instance.exists())
    freeInstance();
  return isGood;
}

void Session::prepare() {
  instance.call<fmiSetDebugLogging>(fmiFalse);
  instance.call<fmiSetDebugLogging>(options.loggingOn);
  probe();
  settableInstantiated().set(instance, -1);
  inputs().set(instance, 0);
  everything().get(instance);
}

void Session::probe() {
  if (options.illegal)
    probeLists(table, scenario, instance);
}

void Session::set(unsigned reference, int value) {
  instance.call<fmiSetInteger>(List(&reference, 1), List(&value, 1));
}

} // namespace tracer::fmi1
