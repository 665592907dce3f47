// Illegal calls: bad arguments where the function is legal, and functions where they are not.
#include "probes.hpp"

#include <functional>
#include <limits>

namespace tracer {

namespace {

enum : unsigned {
  INST = unsigned(LegalIn::instantiated),
  INIT = unsigned(LegalIn::initialization),
  EVENT = unsigned(LegalIn::event),
  CONT = unsigned(LegalIn::continuous),
  DONE = unsigned(LegalIn::stepComplete),
  BUSY = unsigned(LegalIn::stepInProgress),
  CANCELED = unsigned(LegalIn::stepCanceled),
  TERM = unsigned(LegalIn::terminated),
  READ = INIT | EVENT | CONT | DONE | CANCELED | TERM,
  KEEP = READ | INST,
  RESULT = DONE | BUSY | TERM
};

const fmi2ValueReference unknownReference = 4000000000u;
const double nan = std::numeric_limits<double>::quiet_NaN();

} // namespace

struct Probes::Probe {
  unsigned legal;
  std::function<void()> call;
};

Probes::Probes(Instance &instance, const Scenario &scenario)
    : instance(instance), scenario(scenario) {}

// A call of each function with arguments that would do where it is legal.
std::vector<Probes::Probe> Probes::all() {
  const bool me = scenario.type == fmi2ModelExchange;
  const unsigned never = 0;
  Instance &i = instance;
  const References_ none;
  return {
      {KEEP | BUSY, [&i] { i.setDebugLogging(fmi2True, Strings()); }},
      {INST, [&i] { i.setupExperiment(fmi2False, 0, 0, fmi2False, 0); }},
      {INST, [&i] { i.enterInitializationMode(); }},
      {INIT, [&i] { i.exitInitializationMode(); }},
      {EVENT | CONT | DONE, [&i] { i.terminate(); }},
      {KEEP, [&i] { i.reset(); }},
      {READ, [&i] { i.getReal(References_()); }},
      {READ, [&i] { i.getInteger(References_()); }},
      {READ, [&i] { i.getBoolean(References_()); }},
      {READ, [&i] { i.getString(References_()); }},
      {INST | INIT | EVENT | CONT | DONE, [&i] { i.setReal(References_(), Reals()); }},
      {INST | INIT | EVENT | DONE, [&i] { i.setInteger(References_(), Integers()); }},
      {INST | INIT | EVENT | DONE, [&i] { i.setBoolean(References_(), Integers()); }},
      {INST | INIT | EVENT | DONE, [&i] { i.setString(References_(), Strings()); }},
      {KEEP, [&i] { i.getState(9); }},
      {never, [&i] { i.setState(0); }},
      {KEEP, [&i] { i.freeState(0); }},
      {never, [&i] { i.serializedSize(0); }},
      {never, [&i] { i.serialize(0, 8); }},
      {never, [&i] { i.deserialize(8, List<char>("nonsense", 8)); }},
      {READ, [&i] { i.getDirectionalDerivative(References_(), References_(), Reals()); }},
      {me ? EVENT | CONT : never, [&i] { i.enterEventMode(); }},
      {me ? EVENT : never, [&i] { i.newDiscreteStates(); }},
      {me ? EVENT : never, [&i] { i.enterContinuousTimeMode(); }},
      {me ? CONT : never, [&i] { i.completedIntegratorStep(fmi2True); }},
      {me ? EVENT | CONT : never, [&i] { i.setTime(1); }},
      {me ? CONT : never,
       [this, &i] { i.setContinuousStates(std::vector<double>(scenario.states)); }},
      {me ? INIT | EVENT | CONT | TERM : never, [this, &i] { i.getDerivatives(scenario.states); }},
      {me ? INIT | EVENT | CONT | TERM : never,
       [this, &i] { i.getEventIndicators(scenario.indicators); }},
      {me ? INIT | EVENT | CONT | TERM : never,
       [this, &i] { i.getContinuousStates(scenario.states); }},
      {me ? KEEP : never, [this, &i] { i.getNominals(scenario.states); }},
      {me ? never : INST | INIT | DONE,
       [&i] { i.setRealInputDerivatives(References_(), Integers(), Reals()); }},
      {me ? never : DONE | CANCELED | TERM,
       [&i] { i.getRealOutputDerivatives(References_(), Integers()); }},
      {me ? never : DONE, [&i] { i.doStep(0, 0.1, fmi2True); }},
      {me ? never : BUSY, [&i] { i.cancelStep(); }},
      {me ? never : RESULT, [&i] { i.getStatus(fmi2DoStepStatus); }},
      {me ? never : RESULT, [&i] { i.getRealStatus(fmi2LastSuccessfulTime); }},
      {me ? never : RESULT, [&i] { i.getIntegerStatus(fmi2DoStepStatus); }},
      {me ? never : RESULT, [&i] { i.getBooleanStatus(fmi2Terminated); }},
      {me ? never : RESULT, [&i] { i.getStringStatus(fmi2PendingStatus); }},
  };
}

void Probes::instantiations() {
  const char *name = scenario.name.c_str(), *guid = scenario.guid.c_str(),
             *resources = scenario.resources.c_str();
  instance.instantiate(name, scenario.type, "{wrong}", resources, fmi2True);
  instance.instantiate(name, scenario.type, "", resources, fmi2True);
  instance.instantiate(name, scenario.type, nullptr, resources, fmi2True);
  instance.instantiate(nullptr, scenario.type, guid, resources, fmi2True);
  instance.instantiate("", scenario.type, guid, resources, fmi2True);
  instance.instantiate(name, static_cast<fmi2Type>(7), guid, resources, fmi2True);
}

void Probes::withoutInstance() {
  for (const Probe &probe : all())
    probe.call();
}

// Lists with what is unknown, null or empty. Values that come before the first bad one do come.
void Probes::lists() {
  const fmi2ValueReference bad = unknownReference, null = 0;
  const References_ unknown(&bad, 1), nullList(nullptr, 2), noneAtAll(nullptr, 0);
  const References_ empty(&null, 0);
  const double reals[] = {1, 2};
  const int integers[] = {0, 1};
  const fmi2String strings[] = {"text", nullptr};
  fmi2ValueReference mixed[] = {0, bad, 0};
  for (const Variable &variable : scenario.variables)
    if (variable.type == Type::real)
      mixed[0] = mixed[2] = variable.reference;
  for (const References_ &list : {unknown, nullList, noneAtAll, empty, References_(mixed, 3)}) {
    instance.getReal(list);
    instance.getInteger(list);
    instance.getBoolean(list);
    instance.getString(list);
  }
  for (const References_ &list : {unknown, References_(mixed, 2), noneAtAll, empty}) {
    instance.getReal(list, Place::null);
    instance.getInteger(list, Place::null);
    instance.getBoolean(list, Place::null);
    instance.getString(list, Place::null);
  }
  for (const References_ &list : {unknown, References_(nullptr, 2), noneAtAll, empty}) {
    instance.setReal(list, Reals(reals, list.count));
    instance.setInteger(list, Integers(integers, list.count));
    instance.setBoolean(list, Integers(integers, list.count));
    instance.setString(list, Strings(strings, list.count));
    instance.setReal(list, Reals(nullptr, list.count));
    instance.setInteger(list, Integers(nullptr, list.count));
    instance.setBoolean(list, Integers(nullptr, list.count));
    instance.setString(list, Strings(nullptr, list.count));
  }
}

// Values that no variable of the type takes, for every variable.
void Probes::values() {
  const int seven = 7;
  const fmi2String null = nullptr;
  for (const Variable &variable : scenario.variables) {
    const References_ one(&variable.reference, 1);
    if (variable.type == Type::real)
      instance.setReal(one, Reals(&nan, 1));
    else if (variable.type == Type::boolean)
      instance.setBoolean(one, Integers(&seven, 1));
    else if (variable.type == Type::string)
      instance.setString(one, Strings(&null, 1));
    else if (variable.type == Type::enumeration || variable.variability == "constant")
      instance.setInteger(one, Integers(&seven, 1));
  }
  const fmi2String categories[] = {"logEvents", "no such category", nullptr};
  instance.setDebugLogging(fmi2True, Strings(categories, 2));
  instance.setDebugLogging(fmi2True, Strings(categories + 2, 1));
  instance.setDebugLogging(fmi2True, Strings(nullptr, 2));
  instance.setupExperiment(fmi2True, -1, 0, fmi2False, 0);
  instance.setupExperiment(fmi2False, 0, nan, fmi2False, 0);
  instance.setupExperiment(fmi2False, 0, 1, fmi2True, 0);
}

void Probes::states() {
  const size_t kept = 8;
  instance.getStateNowhere();
  instance.setState(0);
  instance.freeStateNowhere();
  instance.freeState(0);
  instance.serializedSize(0);
  instance.getState(kept);
  instance.serializedSize(kept, Place::null);
  instance.serializedSize(kept);
  instance.serialize(kept, 3);
  instance.serialize(kept, 0);
  instance.serialize(kept, -1, Place::null);
  instance.serialize(0, 16);
  instance.serialize(kept);
  instance.deserializeNowhere();
  instance.deserialize(kept + 1, List<char>(nullptr, 16));
  instance.deserialize(kept + 1, List<char>("nonsense", 8));
  instance.deserialize(kept + 1, List<char>("", 0));
  List<char> half = instance.serialized();
  half.count /= 2;
  instance.deserialize(kept + 1, half);
  instance.freeState(kept);
}

void Probes::vectors() {
  const std::vector<double> tooMany(scenario.states + 1), numberless(scenario.states, nan);
  instance.setContinuousStates(tooMany);
  instance.setContinuousStates(Reals(tooMany.data(), 0));
  instance.setContinuousStates(Reals(nullptr, scenario.states));
  instance.setContinuousStates(numberless);
  for (size_t count : {scenario.states + 1, size_t(0)}) {
    instance.getContinuousStates(count);
    instance.getDerivatives(count);
    instance.getNominals(count);
    instance.getEventIndicators(count + 1);
  }
  instance.getContinuousStates(scenario.states, Place::null);
  instance.getDerivatives(scenario.states, Place::null);
  instance.getNominals(scenario.states, Place::null);
  instance.getEventIndicators(scenario.indicators, Place::null);
  instance.newDiscreteStates(Place::null);
  instance.completedIntegratorStep(fmi2True, Place::null);
  instance.setTime(nan);
}

void Probes::steps() {
  const fmi2ValueReference bad = unknownReference;
  const References_ unknown(&bad, 1), null(nullptr, 1);
  const int orders[] = {1, 0, -1, 99};
  const double one = 1;
  for (int kind : {-1, 0, 1, 2, 3, 99}) {
    instance.getStatus(kind);
    instance.getRealStatus(kind);
    instance.getIntegerStatus(kind);
    instance.getBooleanStatus(kind);
    instance.getStringStatus(kind);
  }
  instance.getStatus(fmi2DoStepStatus, Place::null);
  instance.getRealStatus(fmi2LastSuccessfulTime, Place::null);
  instance.getIntegerStatus(fmi2DoStepStatus, Place::null);
  instance.getBooleanStatus(fmi2Terminated, Place::null);
  instance.getStringStatus(fmi2PendingStatus, Place::null);
  instance.setRealInputDerivatives(unknown, Integers(orders, 1), Reals(&one, 1));
  instance.setRealInputDerivatives(null, Integers(orders, 1), Reals(&one, 1));
  instance.setRealInputDerivatives(unknown, Integers(nullptr, 1), Reals(nullptr, 1));
  instance.getRealOutputDerivatives(unknown, Integers(orders, 1));
  instance.getRealOutputDerivatives(null, Integers(orders, 1));
  instance.getRealOutputDerivatives(unknown, Integers(nullptr, 1));
  instance.getRealOutputDerivatives(unknown, Integers(orders, 1), Place::null);
  for (const Variable &variable : scenario.variables)
    if (variable.type == Type::real && variable.causality == "output")
      for (const int &order : orders)
        instance.getRealOutputDerivatives(References_(&variable.reference, 1), Integers(&order, 1));
  instance.doStep(nan, 0.1, fmi2True);
  instance.doStep(-5, 0.1, fmi2True);
  instance.doStep(0, nan, fmi2True);
  instance.doStep(0, -0.1, fmi2True);
}

void Probes::run(LegalIn mode) {
  const unsigned bit = unsigned(mode);
  for (const Probe &probe : all())
    if (!(probe.legal & bit))
      probe.call();
  if (bit & BUSY)
    return;
  lists();
  values();
  states();
  const fmi2ValueReference bad = unknownReference;
  const double one = 1;
  instance.getDirectionalDerivative(References_(&bad, 1), References_(&bad, 1), Reals(&one, 1));
  instance.getDirectionalDerivative(References_(nullptr, 1), References_(nullptr, 1),
                                    Reals(nullptr, 1));
  instance.getDirectionalDerivative(References_(&bad, 1), References_(&bad, 1), Reals(&one, 1),
                                    Place::null);
  vectors();
  steps();
}

} // namespace tracer
