// The listener on Linux: one thread, one epoll set with the socket of the name, the clients that
// have not said hello yet, and the sockets and processes of those that are connected.
#include "smipc/listener.hpp"

#include "os/clock.hpp"
#include "os/threads.hpp"
#include "smipc/link_linux.hpp"
#include "smipc/memory_linux.hpp"

#include <errno.h>
#include <fcntl.h>
#include <new>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace smipc {
namespace {

// What an epoll event is about: one of these, a waiting guest, or the id of a client.
constexpr uint64_t stopEvent = 0, nameEvent = 1, guestEvents = 2;
constexpr unsigned maxGuests = 32;
constexpr uint64_t firstId = guestEvents + maxGuests;
constexpr uint64_t helloTime = 5000000000u; // nanoseconds that a guest has to say hello

void closeFile(int &file) {
  if (file >= 0)
    ::close(file);
  file = -1;
}

class LinuxListener final : public Listener {
public:
  LinuxListener(const Doorman &doorman, Hall &hall) : doorman_(doorman), hall_(hall) {}
  ~LinuxListener() {
    const uint64_t one = 1;
    if (thread_.running() && write(stop_, &one, sizeof one) < 0)
      return; // cannot happen to an eventfd; the thread still uses what is freed below
    thread_.join();
    for (Guest &guest : guests_)
      closeFile(guest.socket);
    closeFile(name_);
    closeFile(stop_);
    closeFile(epoll_);
    closeFile(spare_);
  }

  int start(const char *name, Failure &failure);

private:
  struct Guest {
    int socket = -1;
    uint64_t since = 0;
  };

  void run();
  void receive();
  void greet(Guest &guest);
  int admit(int socket, const Hello &hello, Link &link);
  Guest &place();
  bool watch(int file, uint64_t what, uint32_t flags = 0);
  void sendOffUnspoken();

  Doorman doorman_;
  Hall &hall_; // outlives the listener
  os::Thread thread_;
  int name_ = -1, epoll_ = -1, stop_ = -1;
  int spare_ = -1; // given up for a moment to turn a client away when descriptors run out
  uint64_t nextId_ = firstId;
  Guest guests_[maxGuests];
};

// Says by which user, if the kernel says it to a process that connects. A server of ours takes that
// for a guest that has gone again.
int nameIsTaken(const char *name, const sockaddr_un &address, socklen_t size, Failure &failure) {
  int file = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  const bool met = connect(file, reinterpret_cast<const sockaddr *>(&address), size) == 0;
  const uid_t user = met ? peerOf(file).uid : nobody;
  closeFile(file);
  if (user != nobody && user != geteuid())
    return failure.say(SMIPC_IN_USE, "%s: another user has taken this name (uid %u)", name,
                       static_cast<unsigned>(user));
  if (user == nobody && !met)
    return failure.say(SMIPC_IN_USE, "%s: a program that takes no clients has this name", name);
  return failure.say(SMIPC_IN_USE, "%s: another server listens under this name", name);
}

int LinuxListener::start(const char *name, Failure &failure) {
  sockaddr_un address;
  const socklen_t size = addressOf(name, address);
  name_ = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (name_ >= 0 && bind(name_, reinterpret_cast<sockaddr *>(&address), size) != 0) {
    if (errno == EADDRINUSE)
      return nameIsTaken(name, address, size, failure);
    return failure.say(SMIPC_SYSTEM, "%s: cannot take the name: %s", name, strerror(errno));
  }
  epoll_ = epoll_create1(EPOLL_CLOEXEC);
  stop_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  spare_ = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (name_ < 0 || epoll_ < 0 || stop_ < 0 || !watch(stop_, stopEvent) ||
      !watch(name_, nameEvent) || listen(name_, 64) != 0)
    return failure.say(SMIPC_SYSTEM, "%s: cannot listen: %s", name, strerror(errno));
  if (!thread_.start([](void *self) { static_cast<LinuxListener *>(self)->run(); }, this))
    return failure.say(SMIPC_NO_MEMORY, "%s: cannot start a thread", name);
  return SMIPC_OK;
}

bool LinuxListener::watch(int file, uint64_t what, uint32_t flags) {
  epoll_event event{};
  event.events = EPOLLIN | EPOLLRDHUP | flags;
  event.data.u64 = what;
  return epoll_ctl(epoll_, EPOLL_CTL_ADD, file, &event) == 0;
}

void LinuxListener::run() {
  for (;;) {
    epoll_event events[32];
    const int count = epoll_wait(epoll_, events, 32, 1000);
    for (int i = 0; i < count; ++i) {
      const uint64_t what = events[i].data.u64;
      if (what == stopEvent)
        return;
      if (what == nameEvent)
        receive();
      else if (what < firstId)
        greet(guests_[what - guestEvents]);
      else
        doorman_.ended(doorman_.self, what);
    }
    sendOffUnspoken();
  }
}

// No guest keeps a place in the hall for long without saying what it is.
void LinuxListener::sendOffUnspoken() {
  const uint64_t now = os::nanoseconds();
  for (Guest &guest : guests_) {
    if (guest.socket >= 0 && now - guest.since > helloTime)
      closeFile(guest.socket);
  }
}

void turnAway(int socket, int reason) {
  Welcome welcome{};
  welcome.magic = connectionMagic;
  welcome.version = protocolVersion;
  welcome.byteOrder = byteOrderMark;
  welcome.refusal = static_cast<uint32_t>(reason);
  send(socket, &welcome, sizeof welcome, MSG_NOSIGNAL | MSG_DONTWAIT);
}

void LinuxListener::receive() {
  int socket = accept4(name_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (socket < 0) {
    if (errno != EMFILE && errno != ENFILE)
      return;
    closeFile(spare_);
    socket = accept4(name_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (socket >= 0)
      turnAway(socket, SMIPC_FULL);
    closeFile(socket);
    spare_ = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (spare_ < 0)
      os::sleepMilliseconds(20); // another thread took it; do not spin
    return;
  }
  if (peerOf(socket).uid != geteuid()) {
    turnAway(socket, SMIPC_DENIED);
    return closeFile(socket);
  }
  Guest &guest = place();
  if (!watch(socket, guestEvents + static_cast<uint64_t>(&guest - guests_)))
    return closeFile(socket);
  guest = {socket, os::nanoseconds()};
}

// For one more guest. If there is none the guest that has been silent for longest goes, so that
// silent guests keep no client out; but it may have spoken by now.
auto LinuxListener::place() -> Guest & {
  Guest *oldest = guests_;
  for (Guest &guest : guests_) {
    if (guest.socket < 0)
      return guest;
    if (guest.since < oldest->since)
      oldest = &guest;
  }
  greet(*oldest);
  if (oldest->socket >= 0)
    turnAway(oldest->socket, SMIPC_FULL);
  closeFile(oldest->socket);
  return *oldest;
}

void LinuxListener::greet(Guest &guest) {
  if (guest.socket < 0) // it has given way meanwhile
    return;
  Hello hello{};
  const ssize_t got = recv(guest.socket, &hello, sizeof hello, MSG_DONTWAIT);
  if (got < 0 && (errno == EAGAIN || errno == EINTR))
    return;
  int socket = guest.socket;
  guest.socket = -1;
  epoll_ctl(epoll_, EPOLL_CTL_DEL, socket, nullptr);
  if (got == 0)
    return closeFile(socket);
  Link link;
  const int status = got == sizeof hello ? admit(socket, hello, link) : SMIPC_MISMATCH;
  if (status != SMIPC_OK) {
    turnAway(socket, status);
    link.release();
    closeFile(socket);
  }
}

// Makes the client's memory and hands it over. Nothing is done to the link once the server knows of
// it, because from then on another thread may let the client go.
int LinuxListener::admit(int socket, const Hello &hello, Link &link) {
  if (hello.magic != connectionMagic || hello.version != protocolVersion ||
      hello.byteOrder != byteOrderMark)
    return SMIPC_MISMATCH;
  int file = -1;
  void *memory = nullptr;
  const int error = makeMemory(sizeof(ConnectionBlock), file, memory);
  if (error != 0)
    return error == EMFILE || error == ENFILE ? SMIPC_FULL : SMIPC_NO_MEMORY;
  link.block = static_cast<ConnectionBlock *>(memory);
  format(*link.block);
  // A connection may be kept for longer than the server.
  hall_.retain();
  link.hall = &hall_;
  link.serverBell = hall_.makeBell();
  if (link.serverBell < 0) {
    ::close(file);
    return SMIPC_FULL;
  }
  const pid_t pid = peerOf(socket).pid;
  link.id = nextId_++;
  link.tag = hello.tag;
  link.pid = static_cast<uint32_t>(pid);
  link.process = processOf(socket, pid);

  Welcome welcome{};
  welcome.magic = connectionMagic;
  welcome.version = protocolVersion;
  welcome.byteOrder = byteOrderMark;
  welcome.id = link.id;
  welcome.blockSize = sizeof(ConnectionBlock);
  welcome.pid = static_cast<uint32_t>(getpid());
  iovec part{&welcome, sizeof welcome};
  alignas(cmsghdr) char control[CMSG_SPACE(2 * sizeof(int))] = {};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  cmsghdr *rights = CMSG_FIRSTHDR(&message);
  rights->cmsg_level = SOL_SOCKET;
  rights->cmsg_type = SCM_RIGHTS;
  rights->cmsg_len = CMSG_LEN(2 * sizeof(int));
  const int files[] = {file, link.serverBell};
  memcpy(CMSG_DATA(rights), files, sizeof files);

  link.socket = socket;
  void *guest = nullptr;
  const int status = doorman_.admit(doorman_.self, link, guest);
  if (status == SMIPC_OK) {
    // If the client is gone already, the set will say so.
    sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    watch(socket, link.id, EPOLLONESHOT);
    if (link.process >= 0)
      watch(link.process, link.id, EPOLLONESHOT);
    doorman_.enter(doorman_.self, guest);
  } else {
    link.socket = -1; // the caller answers over it
  }
  ::close(file);
  return status;
}

} // namespace

Listener *Listener::open(const char *name, const Doorman &doorman, Hall &hall, Failure &failure) {
  const int before = errno;
  void *memory = malloc(sizeof(LinuxListener));
  if (!memory) {
    failure.say(SMIPC_NO_MEMORY, "%s: out of memory", name);
    return nullptr;
  }
  auto *listener = new (memory) LinuxListener(doorman, hall);
  const int status = listener->start(name, failure);
  if (status != SMIPC_OK)
    listener->close();
  errno = before;
  return status == SMIPC_OK ? listener : nullptr;
}

void Listener::close() {
  auto *listener = static_cast<LinuxListener *>(this);
  listener->~LinuxListener();
  free(listener);
}

} // namespace smipc
