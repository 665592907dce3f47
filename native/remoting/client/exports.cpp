// The functions that the importer finds in this library. All but the first ones follow from the
// function table.
#include "os/clock.hpp"
#include "remoting/client/call_log.hpp"
#include "remoting/client/functions.hpp"
#include "remoting/client/instance.hpp"
#include "fmi/rows.hpp"

#include <errno.h>
#include <tuple>

// A program that holds the client itself calls these functions and exports none of them.
#if defined(REMOTING_INTERNAL)
#define FMI_EXPORT extern "C"
#elif defined(_WIN32)
#define FMI_EXPORT extern "C" __declspec(dllexport)
#else
#define FMI_EXPORT extern "C" __attribute__((visibility("default")))
#endif

// Importers built by other compilers keep the stack of a 32-bit process aligned to 4 bytes only.
#if defined(__i386__)
#define FMI_ENTRY __attribute__((force_align_arg_pointer))
#else
#define FMI_ENTRY
#endif

namespace remoting {
namespace {

template <class T> bool isNull(T value) {
  if constexpr (std::is_pointer_v<T>)
    return value == nullptr;
  else
    return false;
}

// The count that belongs to an argument of kind K: the argument that the kind names.
template <class K, class Arguments> size_t countFor(const Arguments &arguments) {
  constexpr int by = ClientKind<K>::countedBy;
  if constexpr (by > 0)
    return std::get<static_cast<size_t>(by) - 1>(arguments);
  else
    return 0;
}

// A null FMU state is a value, not an absent argument.
template <class K> constexpr bool nullable = !std::is_same_v<K, fmi::State>;

const char *functionName(uint16_t function) {
  static const char *const names[] = {
    "",
    "fmi2Instantiate",
    "fmi2FreeInstance",
#define FMI_LOCAL(name, answer)
#define FMI_CALL(name, ...) #name,
#include "fmi/fmi2.inc"
#undef FMI_LOCAL
#undef FMI_CALL
  };
  return names[function];
}

// The importer's errno is not ours to change.
struct KeptError {
  const int value = errno;
  ~KeptError() { errno = value; }
};

// The call as text, its results included.
template <class... K>
void record(const CallLog &log, const Instance &instance, uint16_t function, int status,
            uint64_t begun, typename K::type... argument) {
  [[maybe_unused]] const std::tuple<typename K::type...> arguments(argument...);
  LogLine line;
  line.format("%s(", functionName(function));
  ((line.next(), shown::Kind<K>::show(line, argument, countFor<K>(arguments))), ...);
  log.write(instance.name(), line, CallLog::statusName(status), begun);
}

// One FMI function, remoted.
template <class... K>
int pass(uint16_t function, Instance *instance, typename K::type... argument) {
  const os::Lock lock(instance->mutex);
  [[maybe_unused]] const std::tuple<typename K::type...> arguments(argument...);
  [[maybe_unused]] uint32_t nulls = 0, bit = 1;
  ((nulls |= nullable<K> && isNull(argument) ? bit : 0, bit <<= 1), ...);
  if (!instance->begin(function, nulls))
    return fmi2Fatal;
  [[maybe_unused]] ClientCodec codec = instance->codec();
  (ClientKind<K>::scalar(codec, argument), ...);
  (ClientKind<K>::body(codec, argument, countFor<K>(arguments)), ...);
  int status = fmi2Fatal;
  if (!instance->exchange(function, &status))
    return status;
  const bool read = (ClientKind<K>::result(codec, argument, countFor<K>(arguments)) && ...);
  return instance->finish(function, read, status);
}

template <class... K>
int call(uint16_t function, fmi2Component component, typename K::type... argument) {
  auto *instance = static_cast<Instance *>(component);
  if (!instance)
    return fmi2Error;
  const CallLog *log = instance->callLog();
  if (!log)
    return pass<K...>(function, instance, argument...);
  const uint64_t begun = os::nanoseconds();
  const int status = pass<K...>(function, instance, argument...);
  record<K...>(*log, *instance, function, status, begun, argument...);
  return status;
}

} // namespace

bool create(Instance *instance, const char *name, fmi2Type type, const char *guid,
            const char *resources, fmi2Boolean visible, fmi2Boolean loggingOn) {
  const uint64_t begun = os::nanoseconds();
  const bool made = instance->create(name, type, guid, resources, visible, loggingOn);
  if (const CallLog *log = instance->callLog()) {
    LogLine line;
    line.format("fmi2Instantiate(\"%s\", %d, \"%s\", \"%s\", %d, %d", name ? name : "", type,
                guid ? guid : "", resources ? resources : "", visible, loggingOn);
    log->write(name, line, made ? "an instance" : "null", begun);
  }
  return made;
}

bool destroy(Instance *instance) {
  const uint64_t begun = os::nanoseconds();
  const bool well = instance->destroy();
  if (const CallLog *log = instance->callLog()) {
    LogLine line;
    line.text("fmi2FreeInstance(");
    log->write(instance->name(), line, well ? "nothing" : "nothing, and the model failed", begun);
  }
  return well;
}

} // namespace remoting

FMI_EXPORT FMI_ENTRY fmi2Component fmi2Instantiate(fmi2String instanceName, fmi2Type type,
                                                   fmi2String guid, fmi2String resourceLocation,
                                                   const fmi2CallbackFunctions *functions,
                                                   fmi2Boolean visible, fmi2Boolean loggingOn) {
  using remoting::Instance;
  const remoting::KeptError kept;
  Instance *instance = Instance::make(functions, instanceName);
  if (!instance) {
    if (functions && functions->logger)
      functions->logger(functions->componentEnvironment, instanceName ? instanceName : "",
                        fmi2Error, "logStatusError",
                        "There is not enough memory for another instance.");
    return nullptr;
  }
  if (remoting::create(instance, instanceName, type, guid, resourceLocation, visible, loggingOn))
    return instance;
  instance->destroy();
  Instance::dispose(instance);
  return nullptr;
}

FMI_EXPORT FMI_ENTRY void fmi2FreeInstance(fmi2Component component) {
  auto *instance = static_cast<remoting::Instance *>(component);
  if (!instance)
    return;
  const remoting::KeptError kept;
  remoting::destroy(instance);
  remoting::Instance::dispose(instance);
}

#define FMI_LOCAL(name, answer)                                                                    \
  FMI_EXPORT const char *name() { return answer; }

#define FMI_CALL(name, ...)                                                                        \
  FMI_EXPORT FMI_ENTRY int name(fmi2Component component FMI_PARAMETERS(__VA_ARGS__)) {             \
    return remoting::call<FMI_KIND_LIST(__VA_ARGS__)>(remoting::function::name,                    \
                                                      component FMI_ARGUMENTS(__VA_ARGS__));       \
  }

#include "fmi/fmi2.inc"
