// The part of the names of shared objects that cannot be guessed.
#pragma once

namespace smipc {

using Token = char[24];

// A new one each time: the names of memory must not be known beforehand, not to other clients
// either.
void makeToken(Token &token);

} // namespace smipc
