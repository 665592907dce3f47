// The pieces that the interfaces share.
#include "session.hpp"

#include "tracer/lists.hpp"

namespace tracer::fmi3 {

namespace {

const int mostIterations = 20;

} // namespace

Session::Session(const Setting &setting)
    : tracer::Session(setting), functions(setting.options.callbacks) {}

bool Session::instantiate() {
  return create(scenario.name.c_str(), scenario.guid.c_str(), options.loggingOn);
}

void Session::run() {
  if (options.illegal) {
    const char *name = scenario.name.c_str(), *token = scenario.guid.c_str();
    for (const char *wrong : {"{wrong}", "", static_cast<const char *>(nullptr)})
      create(name, wrong, true);
    for (const char *wrong : {static_cast<const char *>(nullptr), ""})
      create(wrong, token, true);
    probeAll(table, instance);
  }
  if (!instantiate())
    return;
  initialize();
  simulate();
  terminate();
  everything().getOneByOne(instance);
  probe();
  if (options.illegal)
    probeAll(table, instance);
  instance.call<fmi3Reset>();
  start();
  for (int i = 0; i < 3; i++)
    step(10 + i);
  terminate();
  freeInstance();
}

bool Session::cycle() {
  instance.silent = true;
  const bool isGood = create(scenario.name.c_str(), scenario.guid.c_str(), false) &&
                      enterAndExit() <= fmi3Warning && quickStep();
  if (isGood)
    terminate();
  if (instance.exists())
    freeInstance();
  return isGood;
}

fmi3Status Session::enterAndExit() {
  time = scenario.start;
  const auto entered = instance.call<fmi3EnterInitializationMode>(
      scenario.toleranceDefined, scenario.tolerance, time, scenario.stopDefined, scenario.stop);
  const auto left = instance.call<fmi3ExitInitializationMode>();
  return std::max(entered.status, left.status);
}

void Session::initialize() {
  std::vector<fmi3String> categories;
  for (const std::string &category : scenario.categories)
    categories.push_back(category.c_str());
  instance.call<fmi3SetDebugLogging>(false, List<fmi3String>());
  if (!categories.empty())
    instance.call<fmi3SetDebugLogging>(true, categories);
  instance.call<fmi3SetDebugLogging>(options.loggingOn, List<fmi3String>());
  probe();
  configure();
  settable().set(instance, -1);
  dependencies();
  time = scenario.start;
  instance.call<fmi3EnterInitializationMode>(scenario.toleranceDefined, scenario.tolerance, time,
                                             scenario.stopDefined, scenario.stop);
  probe();
  settable().set(instance, -1);
  inputs().set(instance, 0);
  everything().get(instance);
  extremes();
  intervals();
  shifts();
  exerciseDerivatives();
  exerciseStates([] {});
  instance.call<fmi3ExitInitializationMode>();
}

// Structural parameters get their start values, so that sizes stay as the scenario has them.
void Session::configure() {
  instance.call<fmi3EnterConfigurationMode>();
  const Selection structural(
      table, scenario, [](const Variable &v) { return v.causality == "structuralParameter"; });
  structural.get(instance);
  structural.set(instance, -1);
  instance.call<fmi3ExitConfigurationMode>();
}

void Session::dependencies() {
  for (const Variable &variable : scenario.variables)
    if (variable.causality == "output") {
      const auto number = instance.call<fmi3GetNumberOfVariableDependencies>(variable.reference);
      if (number.status <= fmi3Warning)
        instance.call<fmi3GetVariableDependencies>(variable.reference, number.out<2>());
    }
}

// Not what has a start value and is a result: a model may refuse it.
Selection Session::settable() const {
  return Selection(table, scenario, [](const Variable &v) {
    return isSettable(v) && (v.causality == "parameter" || v.causality == "input");
  });
}

Selection Session::clocks(const std::string &causality) const {
  return Selection(table, scenario, [&](const Variable &v) {
    return v.type == "clock" && v.causality == causality;
  });
}

void Session::intervals() {
  const auto all = clocks("input").references("clock");
  instance.call<fmi3GetIntervalDecimal>(all);
  instance.call<fmi3GetIntervalFraction>(all);
  instance.call<fmi3GetShiftDecimal>(all);
  instance.call<fmi3GetShiftFraction>(all);
  // Each alone: not every clock lets it be set.
  for (const unsigned &clock : all) {
    const List one(&clock, 1);
    const fmi3Float64 seconds = 0.25;
    const fmi3UInt64 counter = 1, resolution = 4;
    instance.call<fmi3SetIntervalDecimal>(one, List(&seconds, 1));
    instance.call<fmi3SetIntervalFraction>(one, List(&counter, 1), List(&resolution, 1));
  }
}

void Session::shifts() {
  for (const unsigned &clock : clocks("input").references("clock")) {
    const List one(&clock, 1);
    const fmi3Float64 seconds = 0.25;
    const fmi3UInt64 counter = 1, resolution = 4;
    instance.call<fmi3SetShiftDecimal>(one, List(&seconds, 1));
    instance.call<fmi3SetShiftFraction>(one, List(&counter, 1), List(&resolution, 1));
  }
}

bool Session::event() {
  clocks("output").get(instance);
  clocks("input").set(instance, 0);
  clocks("input").get(instance);
  inputs().set(instance, 4);
  instance.call<fmi3EvaluateDiscreteStates>();
  bool isOver = false;
  for (int i = 0; i < mostIterations; i++) {
    const auto called = instance.call<fmi3UpdateDiscreteStates>();
    if (called.status > fmi3Warning)
      break;
    isOver = called.out<2>();
    timed_ = called.out<5>();
    nextEvent_ = called.out<6>();
    if (isOver || !called.out<1>())
      break;
  }
  intervals();
  everything().get(instance);
  return isOver;
}

void Session::exerciseStates(const std::function<void()> &goOn) {
  if (!scenario.can("canGetAndSetFMUState"))
    return;
  const Place first{1}, copy{2};
  const double then = time;
  instance.call<fmi3GetFMUState>(first);
  goOn();
  everything().get(instance);
  instance.call<fmi3SetFMUState>(first);
  time = then;
  everything().get(instance);
  if (scenario.can("canSerializeFMUState")) {
    instance.call<fmi3SerializedFMUStateSize>(first);
    instance.call<fmi3SerializeFMUState>(first, lastSize);
    instance.call<fmi3DeserializeFMUState>(instance.states.serialized, copy);
    instance.call<fmi3SetFMUState>(copy);
    everything().get(instance);
    instance.call<fmi3FreeFMUState>(copy);
  }
  for (const Place &place : {first, first})
    instance.call<fmi3FreeFMUState>(place);
}

void Session::exerciseDerivatives() {
  const Selection unknown(table, scenario, [](const Variable &v) {
    return v.causality == "output" && v.variability == "continuous";
  });
  const Selection known = continuousInputs();
  const auto unknowns = unknown.references("float64"), knowns = known.references("float64");
  const size_t rows = unknown.count("float64"), columns = known.count("float64");
  if (scenario.can("providesDirectionalDerivatives"))
    instance.call<fmi3GetDirectionalDerivative>(unknowns, knowns, std::vector(columns, 0.5), rows);
  if (scenario.can("providesAdjointDerivatives"))
    instance.call<fmi3GetAdjointDerivative>(unknowns, knowns, std::vector(rows, 0.5), columns);
}

// Texts and bytes of every size, with zero bytes inside, from inputs to outputs.
void Session::extremes() {
  if (!scenario.extremes)
    return;
  for (const std::string &text :
       {std::string(), std::string("a\0b\0", 4), std::string(1 << 20, 'x')})
    for (const Variable &variable : scenario.variables)
      if (variable.causality == "input" &&
          (variable.type == "binary" || variable.type == "string")) {
        const Word values(variable.size, text);
        table.setter(variable.type)->access.set(instance, {&variable.reference, 1}, &values);
        outputs().get(instance);
      }
  inputs().set(instance, 1);
}

void Session::probe() {
  if (options.illegal)
    probeLists(table, scenario, instance);
}

void Session::log(int action) {
  if (scenario.hasLogAction)
    instance.call<fmi3SetInt32>(List(&scenario.logAction, 1), List(&action, 1));
}

} // namespace tracer::fmi3
