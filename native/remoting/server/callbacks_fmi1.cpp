#include "remoting/server/callbacks_fmi1.hpp"

#include "fmi/fmi1_numbers.hpp"
#include "fmi/rows.hpp"
#include "remoting/callee.hpp"
#include "remoting/given.hpp"
#include "remoting/server/callback_relay.hpp"

#include <stdarg.h>

namespace remoting {
namespace {

#define FMI_CALLBACK(name, ...) using name##Call = OutgoingCall<FMI_KIND_LIST(__VA_ARGS__)>;
#include "fmi/fmi1.inc"

void logger(fmiComponent component, fmiString name, fmiStatus status, fmiString category,
            fmiString form, ...) {
  va_list list;
  va_start(list, form);
  CallbackRelay::of(component).log(name, status, category, form, list);
  va_end(list);
}

void stepFinished(fmiComponent component, fmiStatus status) {
  CallbackRelay::of(component).finishStep(status);
}

void *allocate(size_t count, size_t size) { return calloc(count, size); }

} // namespace

template <> const fmiModelCallbackFunctions *callbacksFor(uint32_t given, void *environment) {
  return CallbackRelay::of(environment)
      .keep(fmiModelCallbackFunctions{given & bits::logger ? logger : nullptr,
                                      given & bits::allocateMemory ? allocate : nullptr,
                                      given & bits::freeMemory ? free : nullptr});
}

template <> const fmiSlaveCallbackFunctions *callbacksFor(uint32_t given, void *environment) {
  CallbackRelay &relay = CallbackRelay::of(environment);
  relay.expectsStepFinished = (given & bits::stepFinished) != 0;
  return relay.keep(fmiSlaveCallbackFunctions{given & bits::logger ? logger : nullptr,
                                              given & bits::allocateMemory ? allocate : nullptr,
                                              given & bits::freeMemory ? free : nullptr,
                                              given & bits::stepFinished ? stepFinished : nullptr});
}

void putNoteFmi1(CallerCodec &codec, const Note &note) {
  const auto status = static_cast<fmiStatus>(note.status);
  if (note.what == Note::log)
    putCallback(codec, fmi1::callback::logger,
                loggerCall(note.name, status, note.category, note.text));
  else
    putCallback(codec, fmi1::callback::stepFinished, stepFinishedCall(status));
}

} // namespace remoting
