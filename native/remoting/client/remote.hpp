// An FMI function, remoted, whatever the version: from the kinds of its arguments.
#pragma once

#include "os/clock.hpp"
#include "remoting/client/instance.hpp"
#include "remoting/client/shown.hpp"

#include <errno.h>

namespace remoting {

// The importer's errno is not ours to change.
struct KeptError {
  const int value = errno;
  ~KeptError() { errno = value; }
};

// The call as text, its results included.
template <class... K>
void record(const Instance &instance, uint16_t function, const char *result, uint64_t begun,
            typename K::type... argument) {
  [[maybe_unused]] const std::tuple<typename K::type...> all(argument...);
  LogLine line;
  line.format("%s(", instance.version().names[function]);
  ((line.next(), shown::Kind<K>::show(line, argument, all)), ...);
  instance.callLog()->write(instance.name(), line, result, begun);
}

template <class... K>
int pass(uint16_t function, Instance &instance, typename K::type... argument) {
  const OutgoingCall<K...> arguments(argument...);
  Lease lease(instance);
  Call call(lease.lane(), function, arguments.nulls());
  if (!call.begun())
    return fmi::fatal;
  CallerCodec codec = call.codec();
  arguments.put(codec);
  int status = fmi::fatal;
  if (!call.exchange(&status))
    return status;
  return call.finish(arguments.take(codec), status);
}

// A function of an instance.
template <class... K> int remote(uint16_t function, void *component, typename K::type... argument) {
  auto *instance = static_cast<Instance *>(component);
  if (!instance)
    return fmi::error;
  if (!instance->callLog())
    return pass<K...>(function, *instance, argument...);
  const uint64_t begun = os::nanoseconds();
  const int status = pass<K...>(function, *instance, argument...);
  const bool known = status >= fmi::ok && status <= fmi::pending;
  const char *name = known ? instance->version().statuses[status] : nullptr;
  record<K...>(*instance, function, name ? name : "no status", begun, argument...);
  return status;
}

// Makes the instance in the server. False: the importer's logger was told why; destroy and dispose
// of it nevertheless.
template <class... K>
bool make(uint16_t function, Instance &instance, typename K::type... argument) {
  const uint64_t begun = os::nanoseconds();
  bool made = instance.start(function);
  if (made) {
    const OutgoingCall<K...> arguments(argument...);
    Call call(instance.calls(), function, arguments.nulls());
    int status = fmi::fatal;
    made = call.begun();
    if (made) {
      CallerCodec codec = call.codec();
      arguments.put(codec);
      made = call.exchange(&status) && instance.created(call.finish(true, status));
    }
  }
  if (instance.callLog())
    record<K...>(instance, function, made ? "an instance" : "null", begun, argument...);
  return made;
}

// The function that makes an instance, whole, for an importer of class `I`; its first argument is
// the instance's name.
template <class I, class... K>
void *instantiate(const Version &version, uint16_t function, uint16_t free,
                  typename K::type... argument) {
  const KeptError kept;
  I importer;
  (importer.take(K{}, argument), ...);
  const char *name = std::get<0>(std::tuple(argument...));
  Instance *instance = Instance::make(version, name, importer);
  if (!instance) {
    importer.log(name, fmi::error, "logStatusError",
                 "There is not enough memory for another instance.");
    return nullptr;
  }
  if (make<K...>(function, *instance, argument...))
    return instance;
  instance->destroy(free);
  Instance::dispose(instance);
  return nullptr;
}

// Frees it up to giving the memory back. False: the model did not get through it, or its process
// did not end as it should; the logger was told why.
inline bool end(uint16_t function, Instance &instance) {
  const uint64_t begun = os::nanoseconds();
  const bool well = instance.destroy(function);
  if (instance.callLog())
    record<>(instance, function, well ? "nothing" : "nothing, and the model failed", begun);
  return well;
}

// The function that frees an instance, whole.
inline void release(uint16_t function, void *component) {
  auto *instance = static_cast<Instance *>(component);
  if (!instance)
    return;
  const KeptError kept;
  end(function, *instance);
  Instance::dispose(instance);
}

} // namespace remoting
