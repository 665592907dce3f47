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
const Version version = {2, names, fmi2::function::fmi2CancelStep};

} // namespace

Instance *makeFmi2(const char *name, const fmi2CallbackFunctions *callbacks) {
  return Instance::make<ImporterFmi2>(version, name, callbacks);
}

#define FMI_CREATE(row, ...)                                                                       \
  bool createFmi2(Instance &instance, FMI_PARAMETERS(__VA_ARGS__)) {                               \
    return create<FMI_KIND_LIST(__VA_ARGS__)>(fmi2::function::row, instance,                       \
                                              FMI_ARGUMENTS(__VA_ARGS__));                         \
  }
#define FMI_FREE(row)                                                                              \
  bool destroyFmi2(Instance &instance) { return destroy(fmi2::function::row, instance); }
#include "fmi/fmi2.inc"

} // namespace remoting

FMI_EXPORT FMI_ENTRY fmi2Component fmi2Instantiate(fmi2String instanceName, fmi2Type type,
                                                   fmi2String guid, fmi2String resourceLocation,
                                                   const fmi2CallbackFunctions *functions,
                                                   fmi2Boolean visible, fmi2Boolean loggingOn) {
  using remoting::Instance;
  const remoting::KeptError kept;
  Instance *instance = remoting::makeFmi2(instanceName, functions);
  if (!instance) {
    remoting::ImporterFmi2(functions).log(instanceName, fmi::error, "logStatusError",
                                          "There is not enough memory for another instance.");
    return nullptr;
  }
  if (remoting::createFmi2(*instance, instanceName, type, guid, resourceLocation, functions,
                           visible, loggingOn))
    return instance;
  instance->destroy(fmi2::function::fmi2FreeInstance);
  Instance::dispose(instance);
  return nullptr;
}

FMI_EXPORT FMI_ENTRY void fmi2FreeInstance(fmi2Component component) {
  auto *instance = static_cast<remoting::Instance *>(component);
  if (!instance)
    return;
  const remoting::KeptError kept;
  remoting::destroyFmi2(*instance);
  remoting::Instance::dispose(instance);
}

#define FMI_LOCAL(name, answer)                                                                    \
  FMI_EXPORT const char *name() { return answer; }

#define FMI_CALL(name, ...)                                                                        \
  FMI_EXPORT FMI_ENTRY int name(fmi2Component component FMI_MORE_PARAMETERS(__VA_ARGS__)) {        \
    return remoting::remote<FMI_KIND_LIST(__VA_ARGS__)>(                                           \
        fmi2::function::name, component FMI_MORE_ARGUMENTS(__VA_ARGS__));                          \
  }

#include "fmi/fmi2.inc"
