// Linux: client and server meet at an abstract socket, whose name the kernel frees when the server
// ends, however it ends. The socket carries the memory's descriptors, tells which process of which
// user the peer is, and its end tells that the peer is gone; pids are never looked up.
#include "smipc/link_linux.hpp"

#include "os/clock.hpp"
#include "smipc/memory_linux.hpp"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace smipc {

socklen_t addressOf(const char *name, sockaddr_un &address) {
  memset(&address, 0, sizeof address);
  address.sun_family = AF_UNIX;
  const int length = snprintf(address.sun_path + 1, sizeof address.sun_path - 1, "smipc-%u-%s",
                              static_cast<unsigned>(geteuid()), name);
  return static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + static_cast<size_t>(length));
}

int processOf(int socket, pid_t pid) {
  constexpr int peerPidfd = 77; // SO_PEERPIDFD, Linux 6.5: of the very process, not of its number
  constexpr long pidfdOpen = 434;
  int file = -1;
  socklen_t size = sizeof file;
  if (getsockopt(socket, SOL_SOCKET, peerPidfd, &file, &size) == 0)
    return file;
  // The peer has just spoken or been spoken to; its number is not reused while it lives.
  return pid > 0 ? static_cast<int>(syscall(pidfdOpen, pid, 0)) : -1;
}

ucred peerOf(int socket) {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
    peer = {0, nobody, 0};
  return peer;
}

namespace {

int failed(Failure &failure, int error, const char *name, const char *what) {
  const bool memory = error == ENOMEM || error == ENOSPC;
  return failure.say(memory ? SMIPC_NO_MEMORY : SMIPC_SYSTEM, "%s: %s: %s", name, what,
                     strerror(error));
}

// Milliseconds until the deadline, as poll() wants them.
int left(uint64_t deadline) {
  if (deadline == 0)
    return -1;
  const uint64_t now = os::nanoseconds();
  return now >= deadline ? 0 : static_cast<int>((deadline - now + 999999) / 1000000 & 0x7fffffff);
}

int dial(const char *name, uint64_t deadline, int &file, Failure &failure) {
  file = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (file < 0)
    return failed(failure, errno, name, "cannot make a socket");
  sockaddr_un address;
  const socklen_t size = addressOf(name, address);
  while (connect(file, reinterpret_cast<sockaddr *>(&address), size) != 0) {
    if (errno == ECONNREFUSED || errno == ENOENT)
      return failure.say(SMIPC_NO_SERVER, "%s: no server listens under this name", name);
    if (errno != EAGAIN && errno != EINTR)
      return failed(failure, errno, name, "cannot connect");
    if (left(deadline) == 0)
      return failure.say(SMIPC_AGAIN, "%s: the server does not take clients at the moment", name);
    os::sleepMilliseconds(1); // the server's queue is full
  }
  return SMIPC_OK;
}

// The answer and the two descriptors that come with it, of the memory and of the server's bell.
int listenTo(int file, const char *name, uint64_t deadline, Welcome &welcome, int files[2],
             Failure &failure) {
  pollfd answer{file, POLLIN, 0};
  int ready = 0;
  while ((ready = poll(&answer, 1, left(deadline))) < 0 && errno == EINTR) {
  }
  if (ready <= 0)
    return failure.say(SMIPC_AGAIN, "%s: the server has not answered in time", name);
  iovec part{&welcome, sizeof welcome};
  alignas(cmsghdr) char control[CMSG_SPACE(2 * sizeof(int))] = {};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  ssize_t got = recvmsg(file, &message, MSG_CMSG_CLOEXEC);
  // A server that turns us away may not have read our hello. The kernel reports that first; its
  // reason is still there.
  if (got < 0 && errno == ECONNRESET)
    got = recvmsg(file, &message, MSG_CMSG_CLOEXEC);
  for (cmsghdr *c = CMSG_FIRSTHDR(&message); got >= 0 && c; c = CMSG_NXTHDR(&message, c)) {
    if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS)
      memcpy(files, CMSG_DATA(c), c->cmsg_len - CMSG_LEN(0));
  }
  if (got > 0 && (message.msg_flags & MSG_CTRUNC) != 0)
    return failure.say(SMIPC_SYSTEM, "%s: no descriptors are left for the connection's memory",
                       name);
  if (got == 0)
    return failure.say(SMIPC_NO_SERVER, "%s: the server ended while it was being connected to",
                       name);
  if (got != sizeof welcome || welcome.magic != connectionMagic ||
      welcome.byteOrder != byteOrderMark || welcome.version != protocolVersion)
    return failure.say(SMIPC_MISMATCH, "%s: the server is of another version", name);
  return SMIPC_OK;
}

int map(const Welcome &welcome, int file, const char *name, Link &link, Failure &failure) {
  void *block = nullptr;
  const int error = mapMemory(file, sizeof(ConnectionBlock), block);
  link.block = static_cast<ConnectionBlock *>(block);
  if (error != 0 && error != EINVAL)
    return failed(failure, error, name, "cannot map the connection's memory");
  if (error == EINVAL || welcome.blockSize != sizeof(ConnectionBlock) ||
      !fits(link.block->head, connectionMagic, sizeof(ConnectionBlock)))
    return failure.say(SMIPC_MISMATCH, "%s: the server lays out its memory in another way", name);
  return SMIPC_OK;
}

} // namespace

os::Bell Link::bell(unsigned) const { return {}; }

void Link::strike() const {
  const int before = errno;
  const uint64_t one = 1;
  while (write(serverBell, &one, sizeof one) < 0 && errno == EINTR) {
  }
  errno = before;
}

bool Link::gone() const {
  const int before = errno;
  pollfd files[] = {{socket, POLLIN, 0}, {process, POLLIN, 0}};
  const bool ended = poll(files, 2, 0) > 0; // nothing is ever sent after the welcome
  errno = before;
  return ended;
}

void Link::release() {
  const int before = errno;
  if (socket >= 0)
    close(socket);
  if (process >= 0)
    close(process);
  if (hall && serverBell >= 0)
    hall->dismiss(serverBell);
  else if (serverBell >= 0)
    close(serverBell);
  if (hall)
    hall->release();
  hall = nullptr;
  socket = process = serverBell = -1;
  unmapMemory(block, sizeof(ConnectionBlock));
  block = nullptr;
  errno = before;
}

int connectTo(const char *name, uint64_t tag, uint64_t deadline, Link &link, Failure &failure) {
  const int before = errno;
  int status = dial(name, deadline, link.socket, failure);
  const ucred server = status == SMIPC_OK ? peerOf(link.socket) : ucred{};
  if (status == SMIPC_OK && server.uid != geteuid())
    status = failure.say(SMIPC_DENIED, "%s: another user has taken this name (uid %u)", name,
                         static_cast<unsigned>(server.uid));
  Welcome welcome{};
  int files[2] = {-1, -1};
  if (status == SMIPC_OK) {
    link.process = processOf(link.socket, server.pid);
    Hello hello{};
    hello.magic = connectionMagic;
    hello.version = protocolVersion;
    hello.byteOrder = byteOrderMark;
    hello.pid = static_cast<uint32_t>(getpid());
    hello.tag = tag;
    // A failure shows when the answer is read: the server may have given a reason for it.
    send(link.socket, &hello, sizeof hello, MSG_NOSIGNAL);
    status = listenTo(link.socket, name, deadline, welcome, files, failure);
  }
  if (status == SMIPC_OK && welcome.refusal != 0)
    status = failure.say(static_cast<int>(welcome.refusal), "%s: the server refuses: %s", name,
                         smipc_status_text(static_cast<int>(welcome.refusal)));
  if (status == SMIPC_OK)
    status = map(welcome, files[0], name, link, failure);
  if (files[0] >= 0)
    close(files[0]);
  link.serverBell = files[1];
  link.id = welcome.id;
  link.tag = tag;
  link.pid = welcome.pid;
  if (status != SMIPC_OK)
    link.release();
  errno = before;
  return status;
}

} // namespace smipc
