// The table of FMI 2.0 and its two interfaces.
#include "version.hpp"

#include "rows.hpp"

namespace tracer::fmi2 {

const Version &version() {
  static const Version version{2,
                               false,
                               {"fmi2",
                                "integer",
                                {
#define FMI_LOCAL(name, text) #name,
#include "fmi/fmi2.inc"
                                },
                                {
#define FMI_CALL(name, ...) rowOf<name>(),
#include "fmi/fmi2.inc"
                                }},
                               [](const Setting &setting) {
                                 return setting.scenario.coSimulation ? openCoSimulation(setting)
                                                                      : openModelExchange(setting);
                               }};
  return version;
}

} // namespace tracer::fmi2
