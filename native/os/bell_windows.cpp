// The bell on Windows: an event that both processes hold a handle of.
#include "os/bell.hpp"

#include <windows.h>

namespace os {

void Bell::wake(std::atomic<uint32_t> &) const { SetEvent(event_); }

void Bell::wait(std::atomic<uint32_t> &flag, uint32_t milliseconds) const {
  if (flag.load() == 0)
    return;
  const HANDLE handles[] = {event_, peer_};
  WaitForMultipleObjects(peer_ ? 2 : 1, handles, FALSE, milliseconds);
}

} // namespace os
