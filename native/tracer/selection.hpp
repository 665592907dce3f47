// Some of a scenario's variables, to be read or set together.
#pragma once

#include <functional>

#include "rows.hpp"
#include "scenario.hpp"

namespace tracer {

class Selection {
public:
  Selection(const Table &table, const Scenario &scenario,
            const std::function<bool(const Variable &)> &belongs);

  // A getter call per type that there is.
  void get(Instance &instance) const;
  // A getter call per variable.
  void getOneByOne(Instance &instance) const;
  // A setter call per type. Round -1 sets start values, each other round other values.
  void set(Instance &instance, int round) const;
  std::vector<unsigned> references(const std::string &type) const;
  // How many values those have.
  size_t count(const std::string &type) const;

private:
  struct Chosen {
    const Variable *variable;
    const Row *getter, *setter; // null: the table has none for the type
  };
  // The functions that are needed, in the order of the table.
  std::vector<const Row *> rows_;
  std::vector<Chosen> chosen_;
};

bool isSettable(const Variable &variable);

} // namespace tracer
