// The functions of FMI 1.0 that the importer finds in this library. They follow from the function
// table. Their names begin with the model identifier, which fmutool writes into a copy of the
// library, in the place of one that is as long as an identifier may be.
#include "fmi/fmi1_numbers.hpp"
#include "remoting/client/exporting.hpp"
#include "remoting/client/fmi1.hpp"
#include "remoting/client/importer_fmi1.hpp"
#include "remoting/client/remote.hpp"

namespace remoting {
namespace {

const char *const names[] = {
    "",
#define FMI_CREATE(name, ...) #name,
#define FMI_FREE(name) #name,
#define FMI_CALL(name, ...) #name,
#include "fmi/fmi1.inc"
};
const Version version = {
    1,
    names,
    {"fmiOK", "fmiWarning", "fmiDiscard", "fmiError", "fmiFatal", "fmiPending"},
    fmi1::function::fmiCancelStep,
    true,
    0};

} // namespace

Instance *makeFmi1(const char *name, const fmiSlaveCallbackFunctions &callbacks) {
  ImporterFmi1 importer;
  importer.take(fmi::CallbacksValue<fmiSlaveCallbackFunctions>{}, callbacks);
  return Instance::make(version, name, importer);
}

namespace create {
#define FMI_CREATE(name, ...)                                                                      \
  bool name(Instance &instance, FMI_PARAMETERS(__VA_ARGS__)) {                                     \
    return make<FMI_KIND_LIST(__VA_ARGS__)>(fmi1::function::name, instance,                        \
                                            FMI_ARGUMENTS(__VA_ARGS__));                           \
  }
#include "fmi/fmi1.inc"
} // namespace create

namespace destroy {
#define FMI_FREE(name)                                                                             \
  bool name(Instance &instance) { return end(fmi1::function::name, instance); }
#include "fmi/fmi1.inc"
} // namespace destroy

} // namespace remoting

#ifdef REMOTING_INTERNAL
#define FMI_NAME(name) name
#else
// 250 characters.
// clang-format off
#define FMI_PLACEHOLDER(name) fmutool_puts_the_model_identifier_here___________________________________________________________________________________________________________________________________________________________________________________________________________________0_##name
// clang-format on
#define FMI_NAME(name) FMI_PLACEHOLDER(name)
#endif

#define FMI_LOCAL(name, answer)                                                                    \
  FMI_EXPORT const char *FMI_NAME(name)() { return answer; }

// Freeing one of which nothing was made is the same for both interfaces.
#define FMI_CREATE(name, ...)                                                                      \
  FMI_EXPORT FMI_ENTRY fmiComponent FMI_NAME(name)(FMI_PARAMETERS(__VA_ARGS__)) {                  \
    return remoting::instantiate<remoting::ImporterFmi1, FMI_KIND_LIST(__VA_ARGS__)>(              \
        remoting::version, fmi1::function::name, fmi1::function::fmiFreeSlaveInstance,             \
        FMI_ARGUMENTS(__VA_ARGS__));                                                               \
  }

#define FMI_FREE(name)                                                                             \
  FMI_EXPORT FMI_ENTRY void FMI_NAME(name)(fmiComponent component) {                               \
    remoting::release(fmi1::function::name, component);                                            \
  }

#define FMI_CALL(name, ...)                                                                        \
  FMI_EXPORT FMI_ENTRY int FMI_NAME(name)(                                                         \
      fmiComponent component FMI_MORE_PARAMETERS(__VA_ARGS__)) {                                   \
    return remoting::remote<FMI_KIND_LIST(__VA_ARGS__)>(                                           \
        fmi1::function::name, component FMI_MORE_ARGUMENTS(__VA_ARGS__));                          \
  }

#include "fmi/fmi1.inc"
