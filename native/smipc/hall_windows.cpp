// On Windows all clients ring one event, of which each opens a handle by its name. One that takes
// the others' ringing away makes the server late by as long as it sleeps at most, and nothing
// worse; the flags that say when to ring are each client's own.
#include "smipc/objects_windows.hpp"

#include <new>
#include <stdlib.h>

namespace smipc {

Hall *Hall::make(const char *name, Failure &failure) {
  void *memory = malloc(sizeof(Hall));
  if (!memory) {
    failure.say(SMIPC_NO_MEMORY, "%s: out of memory", name);
    return nullptr;
  }
  auto *hall = new (memory) Hall;
  makeToken(hall->token_);
  OwnerOnly owner;
  hall->event_ = openServerEvent(hall->token_, &owner);
  if (hall->event_)
    return hall;
  failure.say(SMIPC_NO_MEMORY, "%s: cannot make an event (Windows error %lu)", name,
              GetLastError());
  hall->release();
  return nullptr;
}

Hall::~Hall() {
  if (event_)
    CloseHandle(event_);
}

void Hall::release() {
  if (references_.fetch_sub(1, std::memory_order_acq_rel) != 1)
    return;
  this->~Hall();
  free(this);
}

void Hall::sleep(uint32_t milliseconds) { WaitForSingleObject(event_, milliseconds); }
void Hall::signal() { SetEvent(event_); }

} // namespace smipc
