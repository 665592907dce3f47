// The callback functions that a model of FMI 2.0 is given.
#pragma once

#include "fmi/fmi2.h"
#include "remoting/server/note.hpp"

namespace remoting {

void putNoteFmi2(CallerCodec &codec, const Note &note);

} // namespace remoting
