// The callback functions that a model of FMI 1.0 is given.
#pragma once

#include "fmi/fmi1.h"
#include "remoting/callee.hpp"
#include "remoting/server/note.hpp"

namespace remoting {

void putNoteFmi1(CallerCodec &codec, const Note &note);

template <> const fmiModelCallbackFunctions *callbacksFor(uint32_t given, void *environment);
template <> const fmiSlaveCallbackFunctions *callbacksFor(uint32_t given, void *environment);

} // namespace remoting
