#include "runner/hub.hpp"

#include <new>
#include <stdlib.h>

#ifndef _WIN32
#include <sys/socket.h>
#include <unistd.h>
#endif

namespace runner {

Hub *Hub::make(int &descriptor) {
  void *memory = malloc(sizeof(Hub));
  Hub *hub = memory ? new (memory) Hub() : nullptr;
  descriptor = -1;
  if (!hub)
    return nullptr;
  bool made = hub->gate_.made();
#ifndef _WIN32
  int ends[2] = {-1, -1};
  made = made && socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0;
  hub->socket_ = ends[0];
  descriptor = ends[1];
#endif
  if (made)
    return hub;
  hub->close();
  return nullptr;
}

void Hub::close() {
#ifndef _WIN32
  if (socket_ >= 0)
    ::close(socket_);
#endif
  this->~Hub();
  free(this);
}

void Hub::add(Waited &instance) {
  const os::Lock lock(lock_);
  if (instance.listed)
    return;
  instance.listed = true;
  instance.next = nullptr;
  *last_ = &instance;
  last_ = &instance.next;
  // One byte until all have been taken: the descriptor can never be full.
  if (first_ == &instance)
    tell();
}

void Hub::remove(Waited &instance) {
  const os::Lock lock(lock_);
  if (!instance.listed)
    return;
  instance.listed = false;
  Waited **place = &first_;
  while (*place != &instance)
    place = &(*place)->next;
  *place = instance.next;
  if (last_ == &instance.next)
    last_ = place;
  any_ = first_ != nullptr;
}

void Hub::tell() {
  any_ = true;
#ifdef _WIN32
  gate_.ring();
#else
  send(socket_, "!", 1, MSG_NOSIGNAL | MSG_DONTWAIT);
  gate_.ring();
#endif
}

int Hub::take(uint32_t *numbers, int capacity, uint64_t deadline) {
  if (!gate_.wait([this] { return any_.load(); }, 0, deadline))
    return 0;
  const os::Lock lock(lock_);
  int count = 0;
  while (first_ && count < capacity) {
    first_->listed = false;
    numbers[count++] = first_->number;
    first_ = first_->next;
  }
  if (!first_)
    last_ = &first_;
  any_ = first_ != nullptr;
  return count;
}

} // namespace runner
