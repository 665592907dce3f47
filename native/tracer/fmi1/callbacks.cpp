// Logger and stepFinished: what comes is printed as the table has it.
#include "callbacks.hpp"

#include "rows.hpp"
#include "tracer/platform.hpp"

namespace tracer::fmi1 {

namespace {

void onLog(fmiComponent component, fmiString instanceName, fmiStatus status, fmiString category,
           fmiString message, ...) {
  va_list arguments;
  va_start(arguments, message);
  const std::string text = message ? formatted(message, arguments) : "(null)";
  va_end(arguments);
  if (Environment *found = Environment::ofInstance(component))
    found->onLog("  log" + textOfValues(logger(), instanceName, status, category,
                                        found->masked(text).c_str()));
  else
    writeLine("  log WITH A WRONG INSTANCE " + text);
}

void onStepFinished(fmiComponent component, fmiStatus status) {
  if (Environment *found = Environment::ofInstance(component))
    found->onFinished(stepFinished::name + textOfValues(stepFinished(), status));
}

} // namespace

fmiSlaveCallbackFunctions functionsOf(Callbacks callbacks) {
  fmiSlaveCallbackFunctions functions{};
  if (callbacks == Callbacks::none || callbacks == Callbacks::null)
    return functions;
  if (callbacks != Callbacks::noLogger)
    functions.logger = onLog;
  if (callbacks != Callbacks::noStepFinished)
    functions.stepFinished = onStepFinished;
  if (callbacks != Callbacks::noMemory) {
    functions.allocateMemory = allocateMemory;
    functions.freeMemory = freeMemory;
  }
  return functions;
}

} // namespace tracer::fmi1
