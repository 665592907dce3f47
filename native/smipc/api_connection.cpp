// The C interface of connections. Arguments are checked here and nowhere else.
#include "smipc/api.hpp"
#include "smipc/connection.hpp"
#include "smipc/names.hpp"
#include "smipc/watch.hpp"

using smipc::Connection;
using smipc::deadlineAfter;
using Use = smipc::Use<Connection>;

namespace {

constexpr size_t longestForClients = SIZE_MAX / 4;

Connection *of(smipc_connection *connection) { return reinterpret_cast<Connection *>(connection); }

} // namespace

extern "C" {

int smipc_connect(const char *name, uint64_t tag, int64_t timeout, smipc_connection **connection,
                  smipc_failure *failure) {
  smipc::Failure why;
  smipc::Link link;
  int status = SMIPC_INVALID;
  if (!connection || !smipc::isName(name))
    why.say(status, "a name is 1 to 64 letters, digits, '.', '_' or '-'");
  else
    status = smipc::connectTo(name, tag, deadlineAfter(timeout), link, why);
  if (status == SMIPC_OK) {
    Connection *made = Connection::make(link, smipc::fromClient, longestForClients);
    if (!made) {
      link.release();
      status = why.say(SMIPC_NO_MEMORY, "%s: out of memory", name);
    }
    *connection = reinterpret_cast<smipc_connection *>(made);
  }
  if (failure)
    why.copyTo(*failure);
  return status;
}

void smipc_close(smipc_connection *connection) {
  if (connection)
    of(connection)->leave();
}

int smipc_send(smipc_connection *connection, const void *data, size_t size, int64_t timeout) {
  if (!connection)
    return SMIPC_INVALID;
  const Use use(of(connection));
  return of(connection)->send(data, size, deadlineAfter(timeout));
}

int smipc_send_part(smipc_connection *connection, const void *data, size_t size, size_t *offset) {
  if (!connection || !offset || *offset > size || (size > 0 && !data))
    return SMIPC_INVALID;
  const Use use(of(connection));
  return of(connection)->sendPart(static_cast<const uint8_t *>(data), size, *offset);
}

int smipc_receive(smipc_connection *connection, smipc_message *message, int64_t timeout) {
  if (!connection || !message)
    return SMIPC_INVALID;
  const Use use(of(connection));
  return of(connection)->receive(*message, {}, deadlineAfter(timeout));
}

int smipc_receive_into(smipc_connection *connection, void *buffer, size_t capacity, size_t *size,
                       int64_t timeout) {
  if (!connection || !size || (capacity > 0 && !buffer))
    return SMIPC_INVALID;
  const Use use(of(connection));
  return of(connection)->receiveInto(buffer, capacity, *size, deadlineAfter(timeout));
}

int smipc_wait(smipc_connection *connection, int64_t timeout) {
  if (!connection)
    return SMIPC_INVALID;
  const Use use(of(connection));
  return of(connection)->wait(deadlineAfter(timeout));
}

int smipc_reserve(smipc_connection *connection, void **data, size_t *size, int64_t timeout) {
  if (!connection || !data || !size)
    return SMIPC_INVALID;
  const Use use(of(connection));
  return of(connection)->reserve(*data, *size, deadlineAfter(timeout));
}

int smipc_commit(smipc_connection *connection, size_t size, int last) {
  if (!connection)
    return SMIPC_INVALID;
  const Use use(of(connection));
  return of(connection)->commit(size, last != 0);
}

int smipc_abandon(smipc_connection *connection) {
  if (!connection)
    return SMIPC_INVALID;
  const Use use(of(connection));
  return of(connection)->abandon();
}

int smipc_view(smipc_connection *connection, const void **data, size_t *size, int *last,
               int64_t timeout) {
  if (!connection || !data || !size || !last)
    return SMIPC_INVALID;
  const Use use(of(connection));
  return of(connection)->view(*data, *size, *last, deadlineAfter(timeout));
}

int smipc_release(smipc_connection *connection) {
  if (!connection)
    return SMIPC_INVALID;
  const Use use(of(connection));
  return of(connection)->releaseView();
}

int smipc_skip(smipc_connection *connection) {
  if (!connection)
    return SMIPC_INVALID;
  const Use use(of(connection));
  return of(connection)->skip();
}

int smipc_state(smipc_connection *connection) {
  if (!connection)
    return SMIPC_INVALID;
  const Use use(of(connection));
  return of(connection)->lookAfterPeer();
}

} // extern "C"
