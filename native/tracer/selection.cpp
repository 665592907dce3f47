// Reading and setting many variables, with values that differ from round to round.
#include "selection.hpp"

namespace tracer {

namespace {

double realOf(const Variable &variable, int round) {
  return round < 0 ? variable.real : variable.real + 0.0625 * (round + 1);
}

int integerOf(const Variable &variable, int round) {
  if (round < 0)
    return variable.integer;
  if (variable.type == Type::boolean)
    return variable.integer ^ (round % 2 == 0);
  if (variable.type == Type::enumeration)
    return variable.items > 0 ? 1 + (variable.integer + round) % variable.items : variable.integer;
  return static_cast<int>(static_cast<unsigned>(variable.integer) + static_cast<unsigned>(round) +
                          1);
}

std::string textOfRound(const Variable &variable, int round) {
  return round < 0 ? variable.text : variable.text + "/" + std::to_string(round);
}

bool isSettable(const Variable &variable) {
  return variable.hasStart && variable.variability != "constant" &&
         variable.causality != "independent";
}

} // namespace

Selection::Selection(const Scenario &scenario,
                     const std::function<bool(const Variable &)> &belongs) {
  for (const Variable &variable : scenario.variables) {
    if (!belongs(variable))
      continue;
    variables_.push_back(variable);
    auto &list = variable.type == Type::real      ? reals_
                 : variable.type == Type::boolean ? booleans_
                 : variable.type == Type::string  ? strings_
                                                  : integers_;
    list.push_back(variable.reference);
  }
}

const std::vector<fmi2ValueReference> &Selection::references(Type type) const {
  return type == Type::real      ? reals_
         : type == Type::boolean ? booleans_
         : type == Type::string  ? strings_
                                 : integers_;
}

void Selection::get(Instance &instance) const {
  if (!reals_.empty())
    instance.getReal(reals_);
  if (!integers_.empty())
    instance.getInteger(integers_);
  if (!booleans_.empty())
    instance.getBoolean(booleans_);
  if (!strings_.empty())
    instance.getString(strings_);
}

void Selection::getOneByOne(Instance &instance) const {
  for (const Variable &variable : variables_) {
    const References_ one(&variable.reference, 1);
    if (variable.type == Type::real)
      instance.getReal(one);
    else if (variable.type == Type::boolean)
      instance.getBoolean(one);
    else if (variable.type == Type::string)
      instance.getString(one);
    else
      instance.getInteger(one);
  }
}

void Selection::set(Instance &instance, int round) const {
  std::vector<fmi2Real> reals;
  std::vector<fmi2Integer> integers, booleans;
  std::vector<std::string> texts;
  for (const Variable &variable : variables_) {
    if (variable.type == Type::real)
      reals.push_back(realOf(variable, round));
    else if (variable.type == Type::boolean)
      booleans.push_back(integerOf(variable, round));
    else if (variable.type == Type::string)
      texts.push_back(textOfRound(variable, round));
    else
      integers.push_back(integerOf(variable, round));
  }
  std::vector<fmi2String> strings;
  for (const std::string &text : texts)
    strings.push_back(text.c_str());
  if (!reals.empty())
    instance.setReal(reals_, reals);
  if (!integers.empty())
    instance.setInteger(integers_, integers);
  if (!booleans.empty())
    instance.setBoolean(booleans_, booleans);
  if (!strings.empty())
    instance.setString(strings_, strings);
}

Selection everything(const Scenario &scenario) {
  return Selection(scenario, [](const Variable &) { return true; });
}

Selection settableInstantiated(const Scenario &scenario) {
  return Selection(scenario, [](const Variable &v) {
    return isSettable(v) && (v.initial == "exact" || v.initial == "approx");
  });
}

Selection settableInitializing(const Scenario &scenario) {
  return Selection(scenario,
                   [](const Variable &v) { return isSettable(v) && v.initial == "exact"; });
}

Selection tunableParameters(const Scenario &scenario) {
  return Selection(scenario, [](const Variable &v) {
    return isSettable(v) && v.causality == "parameter" && v.variability == "tunable";
  });
}

Selection inputs(const Scenario &scenario) {
  return Selection(scenario, [](const Variable &v) { return v.causality == "input"; });
}

Selection continuousInputs(const Scenario &scenario) {
  return Selection(scenario, [](const Variable &v) {
    return v.causality == "input" && v.type == Type::real && v.variability == "continuous";
  });
}

Selection outputs(const Scenario &scenario) {
  return Selection(scenario, [](const Variable &v) { return v.causality == "output"; });
}

} // namespace tracer
