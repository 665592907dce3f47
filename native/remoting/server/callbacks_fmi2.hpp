// The callback functions that a model of FMI 2.0 is given.
#pragma once

#include "fmi/fmi2.h"
#include "remoting/callee.hpp"
#include "remoting/server/note.hpp"

namespace remoting {

void putNoteFmi2(CallerCodec &codec, const Note &note);

template <> const fmi2CallbackFunctions *callbacksFor(uint32_t given, void *environment);

} // namespace remoting
