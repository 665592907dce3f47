// What client and server share of the socket that they meet at.
#pragma once

#include "smipc/link.hpp"

#include <sys/socket.h>
#include <sys/un.h>

namespace smipc {

// The abstract address of a name; it differs from user to user.
socklen_t addressOf(const char *name, sockaddr_un &address);

// Whether the process at the other end of a socket is this user's, and which one it is.
bool sameUser(int socket, pid_t &pid);

// A pidfd of that process, or -1 on kernels that have none.
int processOf(int socket, pid_t pid);

} // namespace smipc
