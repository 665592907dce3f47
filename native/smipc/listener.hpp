// The server's side of making connections: a thread that receives clients under a name, makes the
// memory of each, and notices when one of them ends.
#pragma once

#include "smipc/link.hpp"

namespace smipc {

// What the listener tells, on its own thread.
struct Doorman {
  void *self;
  // A client wants in. On SMIPC_OK the link is the receiver's and `guest` whatever stands for it;
  // otherwise the client is turned away with the status.
  int (*admit)(void *self, const Link &link, void *&guest);
  // The guest has been told that it is welcome.
  void (*enter)(void *self, void *guest);
  void (*ended)(void *self, uint64_t id);
};

class Listener {
public:
  // Null: see `failure`. Clients ring in `hall`.
  static Listener *open(const char *name, const Doorman &doorman, Hall &hall, Failure &failure);
  void close();

protected:
  Listener() = default;
  ~Listener() = default;
};

} // namespace smipc
