// An instance whose every call is written down: the function with its arguments, the callbacks that
// came, and what it returned with every out value.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "buffers.hpp"
#include "callbacks.hpp"
#include "masks.hpp"
#include "signatures.hpp"

namespace tracer {

using References_ = List<fmi2ValueReference>;
using Reals = List<fmi2Real>;
using Integers = List<fmi2Integer>;
using Strings = List<fmi2String>;

// Whether an out argument is a null pointer (an illegal call).
enum class Place { given, null };

class Instance {
public:
  Instance(const Functions &functions, Environment &environment, const Masks &masks)
      : f(functions), environment_(environment), masks_(masks) {}

  bool exists() const { return component_ != nullptr; }
  fmi2Component component() const { return component_; }
  Environment &environment() { return environment_; }
  const Functions &functions() const { return f; }

  bool instantiate(fmi2String name, fmi2Type type, fmi2String guid, fmi2String resources,
                   fmi2Boolean loggingOn);
  void freeInstance();

  fmi2Status setDebugLogging(fmi2Boolean on, Strings categories);
  fmi2Status setupExperiment(fmi2Boolean toleranceDefined, double tolerance, double start,
                             fmi2Boolean stopDefined, double stop);
  fmi2Status enterInitializationMode();
  fmi2Status exitInitializationMode();
  fmi2Status terminate();
  fmi2Status reset();

  fmi2Status getReal(References_ references, Place place = Place::given);
  fmi2Status getInteger(References_ references, Place place = Place::given);
  fmi2Status getBoolean(References_ references, Place place = Place::given);
  fmi2Status getString(References_ references, Place place = Place::given);
  fmi2Status setReal(References_ references, Reals values);
  fmi2Status setInteger(References_ references, Integers values);
  fmi2Status setBoolean(References_ references, Integers values);
  fmi2Status setString(References_ references, Strings values);

  // States go by the number of their place in the trace; place 0 is always null.
  fmi2Status getState(size_t place);
  fmi2Status getStateNowhere();
  fmi2Status setState(size_t place);
  fmi2Status freeState(size_t place);
  fmi2Status freeStateNowhere();
  fmi2Status serializedSize(size_t place, Place out = Place::given);
  // Into the bytes that deserialize() takes; size < 0: what serializedSize() has found.
  fmi2Status serialize(size_t place, long size = -1, Place out = Place::given);
  fmi2Status deserialize(size_t place, List<char> bytes);
  fmi2Status deserializeNowhere();
  List<char> serialized() const { return List<char>(bytes_); }

  fmi2Status getDirectionalDerivative(References_ unknowns, References_ knowns, Reals seed,
                                      Place place = Place::given);

  fmi2Status enterEventMode();
  fmi2Status newDiscreteStates(Place place = Place::given);
  fmi2Status enterContinuousTimeMode();
  fmi2Status completedIntegratorStep(fmi2Boolean noSetPrior, Place place = Place::given);
  fmi2Status setTime(double time);
  fmi2Status setContinuousStates(Reals values);
  fmi2Status getDerivatives(size_t count, Place place = Place::given);
  fmi2Status getEventIndicators(size_t count, Place place = Place::given);
  fmi2Status getContinuousStates(size_t count, Place place = Place::given);
  fmi2Status getNominals(size_t count, Place place = Place::given);

  fmi2Status setRealInputDerivatives(References_ references, Integers orders, Reals values);
  fmi2Status getRealOutputDerivatives(References_ references, Integers orders,
                                      Place place = Place::given);
  fmi2Status doStep(double time, double size, fmi2Boolean noSetPrior);
  fmi2Status cancelStep();
  fmi2Status getStatus(int kind, Place place = Place::given);
  fmi2Status getRealStatus(int kind, Place place = Place::given);
  fmi2Status getIntegerStatus(int kind, Place place = Place::given);
  fmi2Status getBooleanStatus(int kind, Place place = Place::given);
  fmi2Status getStringStatus(int kind, Place place = Place::given);

  // After fmi2Pending: until stepFinished has come or, without it, fmi2GetStatus says something
  // else.
  void awaitStep();

  // What the last call gave.
  std::vector<fmi2Real> reals;
  fmi2EventInfo eventInfo{};
  fmi2Boolean enterEvent = fmi2False;
  fmi2Status stepStatus = fmi2OK;

private:
  void begin(const char *function, const std::string &arguments);
  fmi2Status end(fmi2Status status, const std::string &results);
  fmi2Status absent();
  fmi2FMUstate *slot(size_t place);
  std::string textOfState(size_t place);

  const Functions &f;
  Environment &environment_;
  Masks masks_;
  fmi2Component component_ = nullptr;
  std::vector<fmi2FMUstate> states_;
  std::vector<char> bytes_;
  size_t serializedSize_ = 0;
};

} // namespace tracer
