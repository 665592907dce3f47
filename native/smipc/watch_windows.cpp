// Windows has no descriptor that an event loop could wait for beside its sockets: there a thread of
// the program's own waits.
#include "smipc/watch.hpp"

namespace smipc {

Watch *Watch::make(bool (*)(void *), void *, int &) { return nullptr; }
void Watch::arm() {}
void Watch::end() {}

} // namespace smipc
