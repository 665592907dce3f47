// The pieces that both interfaces share.
#include "session.hpp"

#include <climits>
#include <limits>

namespace tracer {

Session::Session(const Functions &functions, const Scenario &scenario, const Options &options,
                 const std::string &label)
    : scenario(scenario), options(options), environment(label, options.callbacks, options.masks),
      instance(functions, environment, options.masks), probes(instance, scenario) {
  if (options.nested)
    environment.nested = [this] {
      if (instance.exists())
        outputs(this->scenario).get(instance);
    };
}

bool Session::instantiate() {
  return instance.instantiate(scenario.name.c_str(), scenario.type, scenario.guid.c_str(),
                              scenario.resources.c_str(), options.loggingOn ? fmi2True : fmi2False);
}

void Session::probe(LegalIn mode) {
  if (options.illegal)
    probes.run(mode);
}

void Session::initialize() {
  std::vector<fmi2String> categories;
  for (const std::string &category : scenario.categories)
    categories.push_back(category.c_str());
  instance.setDebugLogging(fmi2False, Strings());
  if (!categories.empty())
    instance.setDebugLogging(fmi2True, Strings(categories));
  instance.setDebugLogging(options.loggingOn ? fmi2True : fmi2False, Strings());
  probe(LegalIn::instantiated);
  settableInstantiated(scenario).set(instance, -1);
  instance.setupExperiment(scenario.toleranceDefined, scenario.tolerance, scenario.start,
                           scenario.stopDefined, scenario.stop);
  time = scenario.start;
  instance.enterInitializationMode();
  probe(LegalIn::initialization);
  settableInitializing(scenario).set(instance, -1);
  inputs(scenario).set(instance, 0);
  everything(scenario).get(instance);
  inputs(scenario).set(instance, 1);
  outputs(scenario).get(instance);
  exerciseDirectionalDerivatives();
  exerciseStates([] {});
  instance.exitInitializationMode();
}

void Session::initializeQuickly() {
  instance.setupExperiment(fmi2False, 0, scenario.start, fmi2False, 0);
  time = scenario.start;
  instance.enterInitializationMode();
  instance.exitInitializationMode();
}

void Session::exerciseStates(const std::function<void()> &goOn) {
  if (!scenario.can("canGetAndSetFMUstate"))
    return;
  const Selection all = everything(scenario);
  const double then = time;
  instance.getState(1);
  if (scenario.can("canSerializeFMUstate")) {
    instance.serializedSize(1);
    instance.serialize(1);
  }
  goOn();
  inputs(scenario).set(instance, 7);
  instance.getState(2);
  all.get(instance);
  instance.setState(1);
  time = then;
  all.get(instance);
  if (scenario.can("canSerializeFMUstate")) {
    instance.deserialize(3, instance.serialized());
    instance.setState(3);
    all.get(instance);
    instance.freeState(3);
  }
  // Over a state that is there already.
  instance.getState(2);
  instance.freeState(2);
  instance.freeState(1);
  instance.freeState(1);
}

void Session::exerciseDirectionalDerivatives() {
  if (!scenario.can("providesDirectionalDerivative"))
    return;
  const auto &unknowns = scenario.unknowns, &knowns = scenario.knowns;
  for (size_t k = 0; k < knowns.size(); k++) {
    const double one = 1;
    instance.getDirectionalDerivative(unknowns, References_(&knowns[k], 1), Reals(&one, 1));
  }
  std::vector<double> seed;
  for (size_t k = 0; k < knowns.size(); k++)
    seed.push_back(0.5 + static_cast<double>(k));
  if (!unknowns.empty() && !knowns.empty())
    instance.getDirectionalDerivative(unknowns, knowns, seed);
}

void Session::exerciseExtremes() {
  if (!scenario.extremes)
    return;
  const Selection in = inputs(scenario), out = outputs(scenario);
  const double reals[] = {
      std::numeric_limits<double>::infinity(),   -std::numeric_limits<double>::infinity(), -0.0,
      std::numeric_limits<double>::denorm_min(), std::numeric_limits<double>::max(),       1.0 / 3};
  const int integers[] = {INT_MIN, INT_MAX, -1, 0, 65536, 1};
  const std::string strings[] = {"",
                                 "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80",
                                 std::string(1 << 20, 'x'),
                                 "a\nb\tc\"d\\e%s%n",
                                 std::string(5000, 'y'),
                                 std::string("\x80\xff not UTF-8")};
  for (int i = 0; i < 6; i++) {
    auto same = [](const auto &references, auto value) {
      return std::vector<decltype(value)>(references.size(), value);
    };
    const auto &r = in.references(Type::real), &s = in.references(Type::string);
    std::vector<fmi2ValueReference> n;
    for (const Variable &variable : scenario.variables)
      if (variable.causality == "input" && variable.type == Type::integer)
        n.push_back(variable.reference);
    instance.setReal(r, same(r, reals[i]));
    instance.setInteger(n, same(n, integers[i]));
    instance.setString(s, same(s, strings[i].c_str()));
    out.get(instance);
  }
  in.set(instance, 2);
}

} // namespace tracer
