// The C interface of servers, and what belongs to neither side.
#include "smipc/api.hpp"
#include "smipc/names.hpp"
#include "smipc/server.hpp"
#include "smipc/watch.hpp"

#include <stdlib.h>

using smipc::Connection;
using smipc::deadlineAfter;
using smipc::Server;
using Use = smipc::Use<Server>;

namespace {

constexpr uint32_t mostClients = 65536;
constexpr uint64_t watchPause =
    1000000000u; // how often a watching thread sees whether it shall end

Server *of(smipc_server *server) { return reinterpret_cast<Server *>(server); }

template <class Object> bool awaitForWatch(void *self) {
  return static_cast<Object *>(self)->wait(os::nanoseconds() + watchPause) == SMIPC_OK;
}

template <class Object> int watch(Object *object, int *descriptor) {
  if (object->watch.load())
    return SMIPC_INVALID;
  smipc::Watch *made = smipc::Watch::make(awaitForWatch<Object>, object, *descriptor);
  object->watch.store(made);
  return made ? SMIPC_OK : SMIPC_SYSTEM;
}

} // namespace

extern "C" {

const char *smipc_status_text(int status) {
  switch (status) {
  case SMIPC_OK:
    return "done";
  case SMIPC_AGAIN:
    return "not within the given time";
  case SMIPC_GONE:
    return "the peer has ended";
  case SMIPC_CLOSED:
    return "the connection has been closed";
  case SMIPC_CORRUPT:
    return "the peer sent a damaged packet";
  case SMIPC_TOO_SMALL:
    return "the message does not fit into the buffer";
  case SMIPC_TOO_LONG:
    return "the peer sent a message longer than allowed";
  case SMIPC_INVALID:
    return "not allowed here, or with these arguments";
  case SMIPC_NO_SERVER:
    return "no server listens under this name";
  case SMIPC_IN_USE:
    return "another server listens under this name";
  case SMIPC_MISMATCH:
    return "the peer is of another version";
  case SMIPC_DENIED:
    return "the peer belongs to another user";
  case SMIPC_FULL:
    return "the server can take no more clients";
  case SMIPC_NO_MEMORY:
    return "out of memory";
  case SMIPC_SYSTEM:
    return "the operating system refused";
  case SMIPC_ABANDONED:
    return "the message was abandoned by its writer";
  default:
    return "no status of smipc";
  }
}

int smipc_version(void) { return SMIPC_VERSION; }

void smipc_free(void *data) { free(data); }

int smipc_listen(const char *name, const smipc_server_options *options, smipc_server **server,
                 smipc_failure *failure) {
  smipc::Failure why;
  const smipc_server_options defaults = {sizeof defaults, 0, 0, 0, 0};
  const smipc_server_options &used = options ? *options : defaults;
  Server *made = nullptr;
  if (!server || !smipc::isName(name))
    why.say(SMIPC_INVALID, "a name is 1 to 64 letters, digits, '.', '_' or '-'");
  else if (used.size != sizeof used || used.max_clients > mostClients)
    why.say(SMIPC_INVALID, "%s: the options are of another version, or out of range", name);
  else
    made = Server::open(name, used, why);
  if (made)
    *server = reinterpret_cast<smipc_server *>(made);
  if (failure)
    why.copyTo(*failure);
  return why.status;
}

void smipc_server_close(smipc_server *server) {
  if (server)
    of(server)->close();
}

int smipc_server_receive(smipc_server *server, smipc_event *event, int64_t timeout) {
  if (!server || !event)
    return SMIPC_INVALID;
  const Use use(of(server));
  return of(server)->receive(*event, {}, deadlineAfter(timeout));
}

int smipc_server_receive_into(smipc_server *server, smipc_event *event, void *buffer,
                              size_t capacity, int64_t timeout) {
  if (!server || !event || (capacity > 0 && !buffer))
    return SMIPC_INVALID;
  const Use use(of(server));
  return of(server)->receive(*event, {buffer, capacity}, deadlineAfter(timeout));
}

int smipc_server_wait(smipc_server *server, int64_t timeout) {
  if (!server)
    return SMIPC_INVALID;
  const Use use(of(server));
  return of(server)->wait(deadlineAfter(timeout));
}

int smipc_server_done(smipc_server *server, uint64_t client) {
  if (!server)
    return SMIPC_INVALID;
  const Use use(of(server));
  return of(server)->done(client);
}

int smipc_server_list(smipc_server *server, smipc_client_info *list, size_t capacity,
                      size_t *count) {
  if (!server || !count || (capacity > 0 && !list))
    return SMIPC_INVALID;
  const Use use(of(server));
  *count = of(server)->list(list, capacity);
  return SMIPC_OK;
}

int smipc_server_send(smipc_server *server, uint64_t client, const void *data, size_t size,
                      int64_t timeout) {
  if (!server)
    return SMIPC_INVALID;
  const Use use(of(server));
  Connection *connection = of(server)->find(client);
  if (!connection)
    return SMIPC_GONE;
  const int status = connection->send(data, size, deadlineAfter(timeout));
  connection->release();
  return status;
}

int smipc_server_broadcast(smipc_server *server, const void *data, size_t size, int64_t timeout,
                           size_t *reached) {
  if (!server || (size > 0 && !data))
    return SMIPC_INVALID;
  const Use use(of(server));
  size_t count = 0;
  const int status = of(server)->broadcast(data, size, deadlineAfter(timeout), count);
  if (reached)
    *reached = count;
  return status;
}

int smipc_server_drop(smipc_server *server, uint64_t client) {
  if (!server)
    return SMIPC_INVALID;
  const Use use(of(server));
  return of(server)->drop(client);
}

int smipc_server_connection(smipc_server *server, uint64_t client, smipc_connection **connection) {
  if (!server || !connection)
    return SMIPC_INVALID;
  const Use use(of(server));
  Connection *found = of(server)->find(client);
  if (!found)
    return SMIPC_GONE;
  *connection = reinterpret_cast<smipc_connection *>(found);
  return SMIPC_OK;
}

int smipc_watch(smipc_server *server, smipc_connection *connection, int *descriptor) {
  if (!descriptor || !server == !connection)
    return SMIPC_INVALID;
#ifdef _WIN32
  return SMIPC_INVALID;
#else
  return server ? watch(of(server), descriptor)
                : watch(reinterpret_cast<Connection *>(connection), descriptor);
#endif
}

int smipc_watch_arm(smipc_server *server, smipc_connection *connection) {
  if (!server == !connection)
    return SMIPC_INVALID;
  smipc::Watch *watch =
      server ? of(server)->watch.load() : reinterpret_cast<Connection *>(connection)->watch.load();
  if (!watch)
    return SMIPC_INVALID;
  watch->arm();
  return SMIPC_OK;
}

} // extern "C"
