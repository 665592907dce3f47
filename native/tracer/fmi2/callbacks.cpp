// Logger and stepFinished: what comes is printed as the table has it.
#include "callbacks.hpp"

#include "rows.hpp"
#include "tracer/platform.hpp"

namespace tracer::fmi2 {

namespace {

void onLog(fmi2ComponentEnvironment environment, fmi2String instanceName, fmi2Status status,
           fmi2String category, fmi2String message, ...) {
  va_list arguments;
  va_start(arguments, message);
  const std::string text = message ? formatted(message, arguments) : "(null)";
  va_end(arguments);
  if (Environment *found = Environment::find(environment))
    found->onLog("  log" + textOfValues(logger(), instanceName, status, category,
                                        found->masked(text).c_str()));
  else
    writeLine("  log WITH A WRONG ENVIRONMENT " + text);
}

void onStepFinished(fmi2ComponentEnvironment environment, fmi2Status status) {
  if (Environment *found = Environment::find(environment))
    found->onFinished(stepFinished::name + textOfValues(stepFinished(), status));
}

} // namespace

Importer::Importer(Environment &environment, Callbacks callbacks)
    : isGiven_(callbacks != Callbacks::null) {
  const bool all = callbacks != Callbacks::none;
  functions_.componentEnvironment = &environment;
  if (all && callbacks != Callbacks::noLogger)
    functions_.logger = onLog;
  if (all && callbacks != Callbacks::noStepFinished)
    functions_.stepFinished = onStepFinished;
  if (all && callbacks != Callbacks::noMemory) {
    functions_.allocateMemory = allocateMemory;
    functions_.freeMemory = freeMemory;
  }
}

} // namespace tracer::fmi2
