// Some of a scenario's variables, to be read or set together.
#pragma once

#include <functional>

#include "instance.hpp"
#include "scenario.hpp"

namespace tracer {

class Selection {
public:
  Selection(const Scenario &scenario, const std::function<bool(const Variable &)> &belongs);

  // A getter call per type that there is.
  void get(Instance &instance) const;
  // A getter call per variable.
  void getOneByOne(Instance &instance) const;
  // A setter call per type. Round -1 sets start values, each other round other values.
  void set(Instance &instance, int round) const;
  const std::vector<fmi2ValueReference> &references(Type type) const;

private:
  std::vector<Variable> variables_;
  std::vector<fmi2ValueReference> reals_, integers_, booleans_, strings_;
};

// All that can be read; all that can be set before, during and after initialization.
Selection everything(const Scenario &scenario);
Selection settableInstantiated(const Scenario &scenario);
Selection settableInitializing(const Scenario &scenario);
Selection tunableParameters(const Scenario &scenario);
Selection inputs(const Scenario &scenario);
Selection continuousInputs(const Scenario &scenario);
Selection outputs(const Scenario &scenario);

} // namespace tracer
