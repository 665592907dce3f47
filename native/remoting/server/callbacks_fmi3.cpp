#include "remoting/server/callbacks_fmi3.hpp"

#include "fmi/fmi3_numbers.hpp"
#include "fmi/rows.hpp"
#include "remoting/server/callback_relay.hpp"
#include "remoting/server/session.hpp"

namespace remoting {
namespace {

#define FMI_CALLBACK(name, ...) using name##Call = OutgoingCall<FMI_KIND_LIST(__VA_ARGS__)>;
#include "fmi/fmi3.inc"

// A callback that has results, or that the model waits for.
template <class Outgoing>
void callImporter(void *environment, uint16_t callback, const Outgoing &call) {
  CallbackRelay::of(environment).session().laneForCallback().callImporter(callback, call);
}

void logMessage(fmi3InstanceEnvironment environment, fmi3Status status, fmi3String category,
                fmi3String message) {
  CallbackRelay::of(environment).log(nullptr, status, category, message);
}

void intermediateUpdate(fmi3InstanceEnvironment environment, fmi3Float64 time,
                        fmi3Boolean setRequested, fmi3Boolean getAllowed, fmi3Boolean stepFinished,
                        fmi3Boolean canReturnEarly, fmi3Boolean *earlyReturnRequested,
                        fmi3Float64 *earlyReturnTime) {
  callImporter(environment, fmi3::callback::intermediateUpdate,
               intermediateUpdateCall(time, setRequested, getAllowed, stepFinished, canReturnEarly,
                                      earlyReturnRequested, earlyReturnTime));
}

void clockUpdate(fmi3InstanceEnvironment environment) {
  callImporter(environment, fmi3::callback::clockUpdate, clockUpdateCall());
}

void lockPreemption() {
  callImporter(nullptr, fmi3::callback::lockPreemption, lockPreemptionCall());
}

void unlockPreemption() {
  callImporter(nullptr, fmi3::callback::unlockPreemption, unlockPreemptionCall());
}

} // namespace

template <> fmi3LogMessageCallback callbackFor<fmi3LogMessageCallback, 0>() { return logMessage; }
template <> fmi3IntermediateUpdateCallback callbackFor<fmi3IntermediateUpdateCallback, 1>() {
  return intermediateUpdate;
}
template <> fmi3ClockUpdateCallback callbackFor<fmi3ClockUpdateCallback, 2>() {
  return clockUpdate;
}
template <> fmi3LockPreemptionCallback callbackFor<fmi3LockPreemptionCallback, 3>() {
  return lockPreemption;
}
template <> fmi3UnlockPreemptionCallback callbackFor<fmi3UnlockPreemptionCallback, 4>() {
  return unlockPreemption;
}

void putNoteFmi3(CallerCodec &codec, const Note &note) {
  putCallback(codec, fmi3::callback::logMessage,
              logMessageCall(static_cast<fmi3Status>(note.status), note.category, note.text));
}

} // namespace remoting
