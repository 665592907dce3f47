// What two processes hold of each other once they are connected: the shared memory, a way to learn
// that the other has ended, and what their bells need of the operating system.
#pragma once

#include "os/bell.hpp"
#include "os/text.hpp"
#include "smipc/connection_layout.hpp"
#include "smipc/hall.hpp"
#include "smipc/smipc.h"

namespace smipc {

// The reason of a failed opening: a status and a sentence.
struct Failure {
  int status = SMIPC_OK;
  os::Buffer<252> text;

  __attribute__((format(printf, 3, 4))) int say(int reason, const char *form, ...) {
    va_list list;
    va_start(list, form);
    vsnprintf(text.text, sizeof text.text, form, list);
    va_end(list);
    return status = reason;
  }

  void copyTo(smipc_failure &failure) const {
    failure.status = status;
    memcpy(failure.text, text.text, sizeof failure.text);
  }
};

// The bells of a connection, in the order of Windows' event names.
enum Wait : unsigned { serverReads, clientWrites, clientReads, serverWrites, waits };

// Plain data that its holder passes on; released once, by the connection.
struct Link {
  ConnectionBlock *block = nullptr;
  Hall *hall = nullptr; // of a server; retained
  uint64_t id = 0;
  uint64_t tag = 0;
  uint32_t pid = 0;
#ifdef _WIN32
  void *pipe = nullptr;
  void *process = nullptr;
  void *section = nullptr;
  void *serverEvent = nullptr; // a client's; see Hall
  void *events[waits] = {};
#else
  int socket = -1;
  int process = -1;    // pidfd, where the kernel has them
  int serverBell = -1; // by which the client rings; see Hall
#endif

  os::Bell bell(unsigned which) const;
  // Wakes the server if it sleeps.
  void ringServer() const {
    if (hall)
      hall->wake();
    else if (block->asleep.load(std::memory_order_relaxed) != 0 && block->asleep.exchange(0) != 0)
      strike();
  }

  // Whether the peer's process has ended or let go of the connection.
  bool gone() const;
  void release();

private:
  void strike() const;
};

// The client's side: finds the server, makes itself known and maps the memory.
int connectTo(const char *name, uint64_t tag, uint64_t deadline, Link &link, Failure &failure);

} // namespace smipc
