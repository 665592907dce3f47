// What client and server share of the socket that they meet at.
#pragma once

#include "smipc/link.hpp"

#include <sys/socket.h>
#include <sys/un.h>

namespace smipc {

// The abstract address of a name; it differs from user to user.
socklen_t addressOf(const char *name, sockaddr_un &address);

// The process and the user at the other end of a socket; the uid is `nobody` where the kernel does
// not say.
constexpr uid_t nobody = static_cast<uid_t>(-1);
ucred peerOf(int socket);

// A pidfd of that process, or -1 on kernels that have none.
int processOf(int socket, pid_t pid);

} // namespace smipc
