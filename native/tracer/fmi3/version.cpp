// The table of FMI 3.0 and its three interfaces.
#include "version.hpp"

#include "rows.hpp"

namespace tracer::fmi3 {

const Version &version() {
  static const Version version{3,
                               false,
                               {"fmi3",
                                "int64",
                                {
#define FMI_LOCAL(name, text) #name,
#include "fmi/fmi3.inc"
                                },
                                {
#define FMI_CALL(name, ...) rowOf<name>(),
#include "fmi/fmi3.inc"
                                }},
                               [](const Setting &setting) {
                                 if (setting.scenario.scheduledExecution)
                                   return openScheduledExecution(setting);
                                 return setting.scenario.coSimulation ? openCoSimulation(setting)
                                                                      : openModelExchange(setting);
                               }};
  return version;
}

} // namespace tracer::fmi3
