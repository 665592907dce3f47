// Illegal calls: bad arguments where the function is legal, and functions where they are not.
#include "probes.hpp"

#include <limits>
#include <map>

#include "tracer/lists.hpp"

namespace tracer::fmi2 {

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

const double nan = std::numeric_limits<double>::quiet_NaN();
const unsigned bad = 4000000000u;
const List<unsigned> unknown(&bad, 1);

// Where a function is legal, and arguments that would do there, as a script has them.
struct Legal {
  unsigned modes = 0;
  std::string arguments = "";
};

// A function that is not named is legal nowhere.
std::map<std::string, Legal> legality(const Scenario &scenario) {
  const bool cs = scenario.coSimulation;
  auto forMe = [cs](unsigned modes) { return cs ? 0 : modes; };
  auto forCs = [cs](unsigned modes) { return cs ? modes : 0; };
  const std::string states = std::to_string(scenario.states);
  std::string zeros;
  for (size_t i = 0; i < scenario.states; i++)
    zeros += i ? ",0" : "0";
  const unsigned set = INST | INIT | EVENT | DONE, computed = INIT | EVENT | CONT | TERM;
  return {
      {"fmi2SetDebugLogging", {KEEP | BUSY, "1"}},
      {"fmi2SetupExperiment", {INST}},
      {"fmi2EnterInitializationMode", {INST}},
      {"fmi2ExitInitializationMode", {INIT}},
      {"fmi2Terminate", {EVENT | CONT | DONE}},
      {"fmi2Reset", {KEEP}},
      {"fmi2GetReal", {READ}},
      {"fmi2GetInteger", {READ}},
      {"fmi2GetBoolean", {READ}},
      {"fmi2GetString", {READ}},
      {"fmi2SetReal", {set | CONT}},
      {"fmi2SetInteger", {set}},
      {"fmi2SetBoolean", {set}},
      {"fmi2SetString", {set}},
      {"fmi2GetFMUstate", {KEEP, "9"}},
      {"fmi2FreeFMUstate", {KEEP}},
      {"fmi2SerializeFMUstate", {0, "0 8"}},
      {"fmi2DeSerializeFMUstate", {0, "nonsense 8"}},
      {"fmi2GetDirectionalDerivative", {READ}},
      {"fmi2EnterEventMode", {forMe(EVENT | CONT)}},
      {"fmi2NewDiscreteStates", {forMe(EVENT)}},
      {"fmi2EnterContinuousTimeMode", {forMe(EVENT)}},
      {"fmi2CompletedIntegratorStep", {forMe(CONT), "1"}},
      {"fmi2SetTime", {forMe(EVENT | CONT), "1"}},
      {"fmi2SetContinuousStates", {forMe(CONT), zeros}},
      {"fmi2GetDerivatives", {forMe(computed), states}},
      {"fmi2GetEventIndicators", {forMe(computed), std::to_string(scenario.indicators)}},
      {"fmi2GetContinuousStates", {forMe(computed), states}},
      {"fmi2GetNominalsOfContinuousStates", {forMe(KEEP), states}},
      {"fmi2SetRealInputDerivatives", {forCs(INST | INIT | DONE)}},
      {"fmi2GetRealOutputDerivatives", {forCs(DONE | CANCELED | TERM)}},
      {"fmi2DoStep", {forCs(DONE), "0 0.1 1"}},
      {"fmi2CancelStep", {forCs(BUSY)}},
      {"fmi2GetStatus", {forCs(RESULT), "0"}},
      {"fmi2GetRealStatus", {forCs(RESULT), "2"}},
      {"fmi2GetIntegerStatus", {forCs(RESULT), "0"}},
      {"fmi2GetBooleanStatus", {forCs(RESULT), "3"}},
      {"fmi2GetStringStatus", {forCs(RESULT), "1"}},
  };
}

} // namespace

void Probes::call(const Row &row, const std::string &arguments) {
  row.call(instance, wordsOf(words(row.name + (" " + arguments))));
}

void Probes::withoutInstance() {
  auto legal = legality(scenario);
  for (const Row &row : table.rows)
    call(row, legal[row.name].arguments);
}

void Probes::run(LegalIn mode) {
  auto legal = legality(scenario);
  for (const Row &row : table.rows)
    if (!(legal[row.name].modes & unsigned(mode)))
      call(row, legal[row.name].arguments);
  if (mode == LegalIn::stepInProgress)
    return;
  probeLists(table, scenario, instance);
  values();
  states();
  derivatives();
  vectors();
  steps();
}

// Values that no variable of the type takes, for every variable.
void Probes::values() {
  const Word numberless{"7ff8000000000000"}, seven{"7"}, null{std::nullopt};
  for (const Variable &variable : scenario.variables) {
    const bool isConstant = variable.type == "enumeration" || variable.variability == "constant";
    const Word *value = variable.type == "real"      ? &numberless
                        : variable.type == "boolean" ? &seven
                        : variable.type == "string"  ? &null
                        : isConstant                 ? &seven
                                                     : nullptr;
    if (value)
      table.setter(variable.type)->access.set(instance, {&variable.reference, 1}, value);
  }
  const fmi2String categories[] = {"logEvents", "no such category", nullptr};
  for (const List<fmi2String> &list :
       {List(categories, 2), List(categories + 2, 1), List<fmi2String>(nullptr, 2)})
    instance.call<fmi2SetDebugLogging>(fmi2True, list);
  instance.call<fmi2SetupExperiment>(fmi2True, -1, 0, fmi2False, 0);
  instance.call<fmi2SetupExperiment>(fmi2False, 0, nan, fmi2False, 0);
  instance.call<fmi2SetupExperiment>(fmi2False, 0, 1, fmi2True, 0);
}

void Probes::states() {
  const Place kept{8}, next{9}, none{0};
  instance.call<fmi2GetFMUstate>(nowhere);
  instance.call<fmi2SetFMUstate>(none);
  instance.call<fmi2FreeFMUstate>(nowhere);
  instance.call<fmi2FreeFMUstate>(none);
  instance.call<fmi2SerializedFMUstateSize>(none);
  instance.call<fmi2GetFMUstate>(kept);
  instance.call<fmi2SerializedFMUstateSize>(Outs::null, kept);
  instance.call<fmi2SerializedFMUstateSize>(kept);
  for (size_t size : {3, 0})
    instance.call<fmi2SerializeFMUstate>(kept, size);
  instance.call<fmi2SerializeFMUstate>(Outs::null, kept, lastSize);
  instance.call<fmi2SerializeFMUstate>(none, 16);
  instance.call<fmi2SerializeFMUstate>(kept, lastSize);
  const List<char> whole(instance.states.serialized), half(whole.data, whole.count / 2);
  instance.call<fmi2DeSerializeFMUstate>(hidden(whole), shown(nowhere, "nowhere"));
  for (const List<char> &bytes : {List<char>(nullptr, 16), List("nonsense", 8), List("", 0), half})
    instance.call<fmi2DeSerializeFMUstate>(bytes, next);
  instance.call<fmi2FreeFMUstate>(kept);
}

void Probes::derivatives() {
  const double one = 1;
  const List<unsigned> null(nullptr, 1);
  const List<double> seed(&one, 1);
  instance.call<fmi2GetDirectionalDerivative>(unknown, unknown, seed);
  instance.call<fmi2GetDirectionalDerivative>(null, null, List<double>(nullptr, 1));
  instance.call<fmi2GetDirectionalDerivative>(Outs::null, unknown, unknown, seed);
}

void Probes::vectors() {
  const size_t states = scenario.states;
  const std::vector<double> tooMany(states + 1), numberless(states, nan);
  for (const List<double> &list :
       {List(tooMany), List(tooMany.data(), 0), List<double>(nullptr, states), List(numberless)})
    instance.call<fmi2SetContinuousStates>(list);
  for (size_t count : {states + 1, size_t(0)}) {
    instance.call<fmi2GetContinuousStates>(count);
    instance.call<fmi2GetDerivatives>(count);
    instance.call<fmi2GetNominalsOfContinuousStates>(count);
    instance.call<fmi2GetEventIndicators>(count + 1);
  }
  instance.call<fmi2GetContinuousStates>(Outs::null, states);
  instance.call<fmi2GetDerivatives>(Outs::null, states);
  instance.call<fmi2GetNominalsOfContinuousStates>(Outs::null, states);
  instance.call<fmi2GetEventIndicators>(Outs::null, scenario.indicators);
  instance.call<fmi2NewDiscreteStates>(Outs::null);
  instance.call<fmi2CompletedIntegratorStep>(Outs::null, fmi2True);
  instance.call<fmi2SetTime>(nan);
}

void Probes::steps() {
  for (int number : {-1, 0, 1, 2, 3, 99}) {
    const auto kind = static_cast<fmi2StatusKind>(number);
    instance.call<fmi2GetStatus>(kind);
    instance.call<fmi2GetRealStatus>(kind);
    instance.call<fmi2GetIntegerStatus>(kind);
    instance.call<fmi2GetBooleanStatus>(kind);
    instance.call<fmi2GetStringStatus>(kind);
  }
  instance.call<fmi2GetStatus>(Outs::null, fmi2DoStepStatus);
  instance.call<fmi2GetRealStatus>(Outs::null, fmi2LastSuccessfulTime);
  instance.call<fmi2GetIntegerStatus>(Outs::null, fmi2DoStepStatus);
  instance.call<fmi2GetBooleanStatus>(Outs::null, fmi2Terminated);
  instance.call<fmi2GetStringStatus>(Outs::null, fmi2PendingStatus);
  const int orders[] = {1, 0, -1, 99};
  const double one = 1;
  const List<unsigned> null(nullptr, 1);
  const List<int> order(orders, 1), noOrder(nullptr, 1);
  const List<double> value(&one, 1), noValue(nullptr, 1);
  instance.call<fmi2SetRealInputDerivatives>(unknown, order, value);
  instance.call<fmi2SetRealInputDerivatives>(null, order, value);
  instance.call<fmi2SetRealInputDerivatives>(unknown, noOrder, noValue);
  instance.call<fmi2GetRealOutputDerivatives>(unknown, order);
  instance.call<fmi2GetRealOutputDerivatives>(null, order);
  instance.call<fmi2GetRealOutputDerivatives>(unknown, noOrder);
  instance.call<fmi2GetRealOutputDerivatives>(Outs::null, unknown, order);
  for (const Variable &variable : scenario.variables)
    if (variable.type == "real" && variable.causality == "output")
      for (const int &each : orders)
        instance.call<fmi2GetRealOutputDerivatives>(List(&variable.reference, 1), List(&each, 1));
  instance.call<fmi2DoStep>(nan, 0.1, fmi2True);
  instance.call<fmi2DoStep>(-5, 0.1, fmi2True);
  instance.call<fmi2DoStep>(0, nan, fmi2True);
  instance.call<fmi2DoStep>(0, -0.1, fmi2True);
}

} // namespace tracer::fmi2
