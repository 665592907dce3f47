// The functions of FMI 3.0 that the importer finds in this library. They follow from the function
// table.
#include "fmi/fmi3_numbers.hpp"
#include "remoting/client/exporting.hpp"
#include "remoting/client/fmi3.hpp"
#include "remoting/client/importer_fmi3.hpp"
#include "remoting/client/remote.hpp"

namespace remoting {
namespace {

const char *const names[] = {
    "",
#define FMI_CREATE(name, ...) #name,
#define FMI_FREE(name) #name,
#define FMI_CALL(name, ...) #name,
#include "fmi/fmi3.inc"
};
const Version version = {
    3,
    names,
    {"fmi3OK", "fmi3Warning", "fmi3Discard", "fmi3Error", "fmi3Fatal", nullptr},
    fmi3::function::none,
    false,
    fmi3::function::fmi3InstantiateScheduledExecution};

} // namespace

Instance *makeFmi3(const char *name, void *environment, fmi3LogMessageCallback logMessage) {
  ImporterFmi3 importer;
  importer.take(fmi::Environment{}, environment);
  importer.take(fmi::Callback<fmi3LogMessageCallback, fmi3::callback::logMessage - 1>{},
                logMessage);
  return Instance::make(version, name, importer);
}

namespace create {
#define FMI_CREATE(name, ...)                                                                      \
  bool name(Instance &instance, FMI_PARAMETERS(__VA_ARGS__)) {                                     \
    return make<FMI_KIND_LIST(__VA_ARGS__)>(fmi3::function::name, instance,                        \
                                            FMI_ARGUMENTS(__VA_ARGS__));                           \
  }
#include "fmi/fmi3.inc"
} // namespace create

namespace destroy {
#define FMI_FREE(name)                                                                             \
  bool name(Instance &instance) { return end(fmi3::function::name, instance); }
#include "fmi/fmi3.inc"
} // namespace destroy

} // namespace remoting

#define FMI_LOCAL(name, answer)                                                                    \
  FMI_EXPORT const char *name() { return answer; }

#define FMI_CREATE(name, ...)                                                                      \
  FMI_EXPORT FMI_ENTRY fmi3Instance name(FMI_PARAMETERS(__VA_ARGS__)) {                            \
    return remoting::instantiate<remoting::ImporterFmi3, FMI_KIND_LIST(__VA_ARGS__)>(              \
        remoting::version, fmi3::function::name, fmi3::function::fmi3FreeInstance,                 \
        FMI_ARGUMENTS(__VA_ARGS__));                                                               \
  }

#define FMI_FREE(name)                                                                             \
  FMI_EXPORT FMI_ENTRY void name(fmi3Instance instance) {                                          \
    remoting::release(fmi3::function::name, instance);                                             \
  }

#define FMI_CALL(name, ...)                                                                        \
  FMI_EXPORT FMI_ENTRY int name(fmi3Instance instance FMI_MORE_PARAMETERS(__VA_ARGS__)) {          \
    return remoting::remote<FMI_KIND_LIST(__VA_ARGS__)>(fmi3::function::name,                      \
                                                        instance FMI_MORE_ARGUMENTS(__VA_ARGS__)); \
  }

#include "fmi/fmi3.inc"
