// The callback functions that a model of FMI 3.0 is given.
#pragma once

#include "fmi/fmi3.h"
#include "remoting/callee.hpp"
#include "remoting/server/note.hpp"

namespace remoting {

void putNoteFmi3(CallerCodec &codec, const Note &note);

template <> fmi3LogMessageCallback callbackFor<fmi3LogMessageCallback, 0>();
template <> fmi3IntermediateUpdateCallback callbackFor<fmi3IntermediateUpdateCallback, 1>();
template <> fmi3ClockUpdateCallback callbackFor<fmi3ClockUpdateCallback, 2>();
template <> fmi3LockPreemptionCallback callbackFor<fmi3LockPreemptionCallback, 3>();
template <> fmi3UnlockPreemptionCallback callbackFor<fmi3UnlockPreemptionCallback, 4>();

} // namespace remoting
