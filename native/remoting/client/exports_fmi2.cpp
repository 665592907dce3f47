// The functions of FMI 2.0 that the importer finds in this library. They follow from the function
// table.
#include "fmi/fmi2_numbers.hpp"
#include "remoting/client/exporting.hpp"
#include "remoting/client/fmi2.hpp"
#include "remoting/client/importer_fmi2.hpp"
#include "remoting/client/remote.hpp"

namespace remoting {
namespace {

const char *const names[] = {
    "",
#define FMI_CREATE(name, ...) #name,
#define FMI_FREE(name) #name,
#define FMI_CALL(name, ...) #name,
#include "fmi/fmi2.inc"
};
const Version version = {
    2,
    names,
    {"fmi2OK", "fmi2Warning", "fmi2Discard", "fmi2Error", "fmi2Fatal", "fmi2Pending"},
    fmi2::function::fmi2CancelStep,
    false,
    0};

} // namespace

Instance *makeFmi2(const char *name, const fmi2CallbackFunctions *callbacks) {
  ImporterFmi2 importer;
  importer.take(fmi::Callbacks<fmi2CallbackFunctions>{}, callbacks);
  return Instance::make(version, name, importer);
}

namespace create {
#define FMI_CREATE(name, ...)                                                                      \
  bool name(Instance &instance, FMI_PARAMETERS(__VA_ARGS__)) {                                     \
    return make<FMI_KIND_LIST(__VA_ARGS__)>(fmi2::function::name, instance,                        \
                                            FMI_ARGUMENTS(__VA_ARGS__));                           \
  }
#include "fmi/fmi2.inc"
} // namespace create

namespace destroy {
#define FMI_FREE(name)                                                                             \
  bool name(Instance &instance) { return end(fmi2::function::name, instance); }
#include "fmi/fmi2.inc"
} // namespace destroy

} // namespace remoting

#define FMI_CREATE(name, ...)                                                                      \
  FMI_EXPORT FMI_ENTRY fmi2Component name(FMI_PARAMETERS(__VA_ARGS__)) {                           \
    return remoting::instantiate<remoting::ImporterFmi2, FMI_KIND_LIST(__VA_ARGS__)>(              \
        remoting::version, fmi2::function::name, fmi2::function::fmi2FreeInstance,                 \
        FMI_ARGUMENTS(__VA_ARGS__));                                                               \
  }

#define FMI_FREE(name)                                                                             \
  FMI_EXPORT FMI_ENTRY void name(fmi2Component component) {                                        \
    remoting::release(fmi2::function::name, component);                                            \
  }

#define FMI_LOCAL(name, answer)                                                                    \
  FMI_EXPORT const char *name() { return answer; }

#define FMI_CALL(name, ...)                                                                        \
  FMI_EXPORT FMI_ENTRY int name(fmi2Component component FMI_MORE_PARAMETERS(__VA_ARGS__)) {        \
    return remoting::remote<FMI_KIND_LIST(__VA_ARGS__)>(                                           \
        fmi2::function::name, component FMI_MORE_ARGUMENTS(__VA_ARGS__));                          \
  }

#include "fmi/fmi2.inc"
