// Calling every getter and setter with lists that are wrong.
#include "lists.hpp"

namespace tracer {

namespace {

const unsigned bad = 4000000000u;
const List<unsigned> unknown(&bad, 1), nullList(nullptr, 2), noneAtAll(nullptr, 0), empty(&bad, 0);

// Values that are fine for most variables; the second text is null.
Word sample(Values values, size_t count) {
  Word word{"0", "1"};
  if (values == Values::real)
    word = {"1", "2"};
  if (values == Values::string)
    word = {"text", std::nullopt};
  word.resize(count);
  return word;
}

} // namespace

void probeLists(const Table &table, const Scenario &scenario, Instance &instance) {
  unsigned mixed[] = {0, bad, 0};
  for (const Variable &variable : scenario.variables)
    if (variable.type == "real" || variable.type == "float64")
      mixed[0] = mixed[2] = variable.reference;
  auto get = [&](const List<unsigned> &list, Outs outs) {
    for (const Row &row : table.rows)
      if (row.access.get)
        row.access.get(instance, list, list.count, outs);
  };
  auto set = [&](const List<unsigned> &list, bool isNull) {
    for (const Row &row : table.rows)
      if (row.access.set) {
        const Word values = sample(row.access.values, list.count);
        row.access.set(instance, list, isNull ? nullptr : &values);
      }
  };
  for (const auto &list : {unknown, nullList, noneAtAll, empty, List<unsigned>(mixed, 3)})
    get(list, Outs::given);
  for (const auto &list : {unknown, List<unsigned>(mixed, 2), noneAtAll, empty})
    get(list, Outs::null);
  for (const auto &list : {unknown, nullList, noneAtAll, empty}) {
    set(list, false);
    set(list, true);
  }
}

void probeAll(const Table &table, Instance &instance) {
  for (const Row &row : table.rows)
    row.call(instance, {});
}

} // namespace tracer
