// Reading and setting many variables, with values that differ from round to round.
#include "selection.hpp"

#include <cinttypes>
#include <cstdio>
#include <map>

namespace tracer {

namespace {

std::string bitsOf(double value) {
  uint64_t bits;
  memcpy(&bits, &value, sizeof bits);
  char text[20];
  snprintf(text, sizeof text, "%016" PRIx64, bits);
  return text;
}

Item valueIn(int round, const Variable &variable, Values values) {
  const std::string start = variable.start.value_or("");
  if (round < 0)
    return start;
  if (values == Values::string)
    return start + "/" + std::to_string(round);
  if (values == Values::real)
    return bitsOf(realOf(start) + 0.0625 * (round + 1));
  const uint64_t whole = valueOf<uint64_t>(start);
  if (variable.type == "boolean")
    return std::to_string(whole ^ (round % 2 == 0));
  if (variable.type == "enumeration")
    return variable.items > 0 ? std::to_string(1 + (whole + round) % variable.items) : start;
  // Beyond the largest number the smallest follows, whatever the type is.
  return std::to_string(static_cast<int64_t>(whole + round + 1));
}

} // namespace

Selection::Selection(const Table &table, const Scenario &scenario,
                     const std::function<bool(const Variable &)> &belongs) {
  std::map<std::string, Chosen> ofType;
  for (const Variable &variable : scenario.variables)
    if (belongs(variable)) {
      auto [its, isNew] = ofType.try_emplace(variable.type);
      if (isNew)
        its->second = {nullptr, table.getter(variable.type), table.setter(variable.type)};
      chosen_.push_back({&variable, its->second.getter, its->second.setter});
    }
  for (const Row &row : table.rows)
    for (const auto &[type, its] : ofType)
      if (&row == its.getter || &row == its.setter) {
        rows_.push_back(&row);
        break;
      }
}

std::vector<unsigned> Selection::references(const std::string &type) const {
  std::vector<unsigned> result;
  for (const Chosen &one : chosen_)
    if (one.variable->type == type)
      result.push_back(one.variable->reference);
  return result;
}

size_t Selection::count(const std::string &type) const {
  size_t result = 0;
  for (const Chosen &one : chosen_)
    if (one.variable->type == type)
      result += one.variable->size;
  return result;
}

void Selection::get(Instance &instance) const {
  for (const Row *row : rows_) {
    std::vector<unsigned> references;
    size_t count = 0;
    for (const Chosen &one : chosen_)
      if (one.getter == row) {
        references.push_back(one.variable->reference);
        count += one.variable->size;
      }
    if (!references.empty())
      row->access.get(instance, references, count, Outs::given);
  }
}

void Selection::getOneByOne(Instance &instance) const {
  for (const auto &[variable, getter, setter] : chosen_)
    if (getter)
      getter->access.get(instance, {&variable->reference, 1}, variable->size, Outs::given);
}

void Selection::set(Instance &instance, int round) const {
  for (const Row *row : rows_) {
    std::vector<unsigned> references;
    Word values;
    for (const Chosen &one : chosen_)
      if (one.setter == row) {
        references.push_back(one.variable->reference);
        values.resize(values.size() + one.variable->size,
                      valueIn(round, *one.variable, row->access.values));
      }
    if (!references.empty())
      row->access.set(instance, references, &values);
  }
}

bool isSettable(const Variable &variable) {
  return variable.start && variable.variability != "constant" &&
         variable.causality != "independent" && variable.causality != "structuralParameter";
}

} // namespace tracer
