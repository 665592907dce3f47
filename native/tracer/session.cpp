// What sessions of every version are made of.
#include "session.hpp"

namespace tracer {

Session::Session(const Setting &setting)
    : scenario(setting.scenario), options(setting.options), table(setting.version.table),
      environment(setting.label, options.masks),
      instance(setting.library, environment, options.masks) {
  if (options.nested)
    environment.nested = [this] {
      if (instance.exists())
        outputs().get(instance);
    };
}

Selection Session::everything() const {
  return Selection(table, scenario, [](const Variable &v) { return v.type != "clock"; });
}

Selection Session::settableInstantiated() const {
  return Selection(table, scenario, [](const Variable &v) {
    return isSettable(v) && (v.initial == "exact" || v.initial == "approx");
  });
}

Selection Session::settableInitializing() const {
  return Selection(table, scenario,
                   [](const Variable &v) { return isSettable(v) && v.initial == "exact"; });
}

Selection Session::tunableParameters() const {
  return Selection(table, scenario, [](const Variable &v) {
    return isSettable(v) && v.causality == "parameter" && v.variability == "tunable";
  });
}

Selection Session::inputs() const {
  return Selection(table, scenario,
                   [](const Variable &v) { return v.causality == "input" && v.type != "clock"; });
}

Selection Session::continuousInputs() const {
  return Selection(table, scenario, [](const Variable &v) {
    return v.causality == "input" && (v.type == "real" || v.type.rfind("float", 0) == 0) &&
           v.variability == "continuous";
  });
}

Selection Session::outputs() const {
  return Selection(table, scenario,
                   [](const Variable &v) { return v.causality == "output" && v.type != "clock"; });
}

} // namespace tracer
