// What the model has printed, and its C library keeps back.
#pragma once

namespace remoting {

// All of it is on its way to the importer when this returns.
void settleOutput();

} // namespace remoting
