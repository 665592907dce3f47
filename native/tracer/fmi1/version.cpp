// The table of FMI 1.0 and its two interfaces.
#include "version.hpp"

#include "rows.hpp"

namespace tracer::fmi1 {

const Version &version() {
  static const Version version{1,
                               true,
                               {"fmi",
                                "integer",
                                {
#define FMI_LOCAL(name, text) #name,
#include "fmi/fmi1.inc"
                                },
                                {
#define FMI_CALL(name, ...) rowOf<name>(),
#include "fmi/fmi1.inc"
                                }},
                               [](const Setting &setting) {
                                 return setting.scenario.coSimulation ? openCoSimulation(setting)
                                                                      : openModelExchange(setting);
                               }};
  return version;
}

} // namespace tracer::fmi1
