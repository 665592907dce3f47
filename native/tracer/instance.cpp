// Traced calls: creation, initialization, termination.
#include "instance.hpp"

#include "calls.hpp"

namespace tracer {

void Instance::begin(const char *function, const std::string &arguments) {
  environment_.print(function + arguments);
}

fmi2Status Instance::end(fmi2Status status, const std::string &results) {
  environment_.print("  = " + textOfStatus(status) + results);
  return status;
}

fmi2Status Instance::absent() {
  environment_.print("  = not exported");
  return fmi2Error;
}

bool Instance::instantiate(fmi2String name, fmi2Type type, fmi2String guid, fmi2String resources,
                           fmi2Boolean loggingOn) {
  // Where the FMU was unpacked to differs between two runs, so the resources stay out of the trace.
  begin("fmi2Instantiate", join(textOf(name), std::string(type ? "CoSimulation" : "ModelExchange"),
                                textOf(guid), textOf(loggingOn)));
  if (f.fmi2Instantiate)
    component_ = f.fmi2Instantiate(name, type, guid, resources, environment_.functions(), fmi2False,
                                   loggingOn);
  environment_.print(component_ ? "  = instance" : "  = null");
  return component_ != nullptr;
}

void Instance::freeInstance() {
  begin("fmi2FreeInstance", "");
  if (f.fmi2FreeInstance)
    f.fmi2FreeInstance(component_);
  environment_.printQueued();
  component_ = nullptr;
  states_.clear();
  environment_.print("  = freed");
}

fmi2Status Instance::setDebugLogging(fmi2Boolean on, Strings categories) {
  TRACED(fmi2SetDebugLogging, join(textOf(on), categories.text()), "", on, categories.count,
         categories.data);
}

fmi2Status Instance::setupExperiment(fmi2Boolean toleranceDefined, double tolerance, double start,
                                     fmi2Boolean stopDefined, double stop) {
  TRACED(fmi2SetupExperiment,
         join(textOf(toleranceDefined), textOf(tolerance), textOf(start), textOf(stopDefined),
              textOf(stop)),
         "", toleranceDefined, tolerance, start, stopDefined, stop);
}

fmi2Status Instance::enterInitializationMode() { TRACED(fmi2EnterInitializationMode, "", ""); }
fmi2Status Instance::exitInitializationMode() { TRACED(fmi2ExitInitializationMode, "", ""); }
fmi2Status Instance::terminate() { TRACED(fmi2Terminate, "", ""); }
fmi2Status Instance::reset() { TRACED(fmi2Reset, "", ""); }

} // namespace tracer
