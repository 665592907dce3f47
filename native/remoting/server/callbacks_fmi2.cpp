#include "remoting/server/callbacks_fmi2.hpp"

#include "fmi/fmi2_numbers.hpp"
#include "fmi/rows.hpp"
#include "remoting/callee.hpp"
#include "remoting/given.hpp"
#include "remoting/server/callback_relay.hpp"

#include <stdarg.h>

namespace remoting {
namespace {

#define FMI_CALLBACK(name, ...) using name##Call = OutgoingCall<FMI_KIND_LIST(__VA_ARGS__)>;
#include "fmi/fmi2.inc"

void logger(fmi2ComponentEnvironment environment, fmi2String name, fmi2Status status,
            fmi2String category, fmi2String form, ...) {
  va_list list;
  va_start(list, form);
  CallbackRelay::of(environment).log(name, status, category, form, list);
  va_end(list);
}

void stepFinished(fmi2ComponentEnvironment environment, fmi2Status status) {
  CallbackRelay::of(environment).finishStep(status);
}

void *allocate(size_t count, size_t size) { return calloc(count, size); }

} // namespace

template <> const fmi2CallbackFunctions *callbacksFor(uint32_t given, void *environment) {
  CallbackRelay &relay = CallbackRelay::of(environment);
  relay.expectsStepFinished = (given & bits::stepFinished) != 0;
  return given & bits::structure
             ? relay.keep(fmi2CallbackFunctions{given & bits::logger ? logger : nullptr,
                                                given & bits::allocateMemory ? allocate : nullptr,
                                                given & bits::freeMemory ? free : nullptr,
                                                given & bits::stepFinished ? stepFinished : nullptr,
                                                environment})
             : nullptr;
}

void putNoteFmi2(CallerCodec &codec, const Note &note) {
  const auto status = static_cast<fmi2Status>(note.status);
  if (note.what == Note::log)
    putCallback(codec, fmi2::callback::logger,
                loggerCall(note.name, status, note.category, note.text));
  else
    putCallback(codec, fmi2::callback::stepFinished, stepFinishedCall(status));
}

} // namespace remoting
