// What comes is printed as the table has it.
#include "callbacks.hpp"

#include "rows.hpp"
#include "tracer/platform.hpp"

namespace tracer::fmi3 {

namespace {

void onLog(fmi3InstanceEnvironment environment, fmi3Status status, fmi3String category,
           fmi3String message) {
  Environment *found = Environment::find(environment);
  if (!found)
    return writeLine("  log WITH A WRONG ENVIRONMENT " + textOf(message));
  const std::string text = message ? found->masked(message) : "(null)";
  found->onLog("  log" + textOfValues(logMessage(), status, category, text.c_str()));
}

void onIntermediateUpdate(fmi3InstanceEnvironment environment, fmi3Float64 time, fmi3Boolean canSet,
                          fmi3Boolean canGet, fmi3Boolean isStepFinished,
                          fmi3Boolean canReturnEarly, fmi3Boolean *earlyReturn,
                          fmi3Float64 *earlyReturnTime) {
  Environment *found = Environment::find(environment);
  if (!found)
    return writeLine("  intermediateUpdate WITH A WRONG ENVIRONMENT");
  *earlyReturn = found->onUpdate("  intermediateUpdate" +
                                 textOfValues(intermediateUpdate(), time, canSet, canGet,
                                              isStepFinished, canReturnEarly, nullptr, nullptr));
  *earlyReturnTime = time;
}

void onClockUpdate(fmi3InstanceEnvironment environment) {
  if (Environment *found = Environment::find(environment))
    found->onLog("  clockUpdate");
  else
    writeLine("  clockUpdate WITH A WRONG ENVIRONMENT");
}

// They are not told for which instance.
void onLock() { writeLine("  lockPreemption"); }
void onUnlock() { writeLine("  unlockPreemption"); }

} // namespace

Functions::Functions(Callbacks callbacks) {
  if (callbacks == Callbacks::none || callbacks == Callbacks::null)
    return;
  if (callbacks != Callbacks::noLogger)
    log = onLog;
  intermediateUpdate = onIntermediateUpdate;
  clockUpdate = onClockUpdate;
  lock = onLock;
  unlock = onUnlock;
}

} // namespace tracer::fmi3
