// On Linux clients ring by event descriptors in one epoll set. They are watched for edges and never
// read: a write is an edge whatever has been written before, so no client has to wait for a reader.
#include "smipc/link.hpp"

#include <errno.h>
#include <new>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace smipc {
namespace {

constexpr uint64_t ring = 1;

} // namespace

Hall *Hall::make(const char *name, Failure &failure) {
  const int before = errno;
  void *memory = malloc(sizeof(Hall));
  if (!memory) {
    failure.say(SMIPC_NO_MEMORY, "%s: out of memory", name);
    return nullptr;
  }
  auto *hall = new (memory) Hall;
  hall->epoll_ = epoll_create1(EPOLL_CLOEXEC);
  if (hall->epoll_ >= 0)
    hall->own_ = hall->makeBell();
  if (hall->own_ >= 0)
    return hall;
  failure.say(SMIPC_SYSTEM, "%s: cannot listen: %s", name, strerror(errno));
  hall->release();
  errno = before;
  return nullptr;
}

Hall::~Hall() {
  if (own_ >= 0)
    close(own_);
  if (epoll_ >= 0)
    close(epoll_);
}

void Hall::release() {
  if (references_.fetch_sub(1, std::memory_order_acq_rel) != 1)
    return;
  this->~Hall();
  free(this);
}

int Hall::makeBell() {
  const int bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  epoll_event event{};
  event.events = EPOLLIN | EPOLLET;
  if (bell < 0 || epoll_ctl(epoll_, EPOLL_CTL_ADD, bell, &event) == 0)
    return bell;
  const int error = errno;
  close(bell);
  errno = error;
  return -1;
}

void Hall::dismiss(int bell) {
  epoll_ctl(epoll_, EPOLL_CTL_DEL, bell, nullptr);
  close(bell);
}

void Hall::sleep(uint32_t milliseconds) {
  const int before = errno;
  epoll_event events[16];
  epoll_wait(epoll_, events, 16, static_cast<int>(milliseconds));
  errno = before;
}

// The descriptor is the server's alone, so its count never comes to an end.
void Hall::signal() {
  const int before = errno;
  while (write(own_, &ring, sizeof ring) < 0 && errno == EINTR) {
  }
  errno = before;
}

} // namespace smipc
