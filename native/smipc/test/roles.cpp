// What the second process of a test does. `serve` and `ask` are also the C++ halves of the tests
// between languages.
#include "pair.hpp"
#include "process.hpp"

namespace {

bool is(const smipc_message &message, const char *text) {
  return message.size == strlen(text) && memcmp(message.data, text, message.size) == 0;
}

// Sends every message back; "quit" ends it, "shout" is sent to all.
int serve(const char *name) {
  smipc_server *server = nullptr;
  smipc_failure failure = {};
  if (smipc_listen(name, nullptr, &server, &failure) != SMIPC_OK) {
    fprintf(stderr, "%s\n", failure.text);
    return failure.status;
  }
  for (bool going = true; going;) {
    smipc_event event;
    if (smipc_server_receive(server, &event, 60 * seconds) != SMIPC_OK)
      return 100;
    if (event.kind == SMIPC_MESSAGE && is(event.message, "quit"))
      going = false;
    else if (event.kind == SMIPC_MESSAGE && is(event.message, "shout"))
      smipc_server_broadcast(server, "shout", 5, seconds, nullptr);
    else if (event.kind == SMIPC_MESSAGE)
      smipc_server_send(server, event.client, event.message.data, event.message.size, 10 * seconds);
    smipc_free(event.message.data);
  }
  smipc_server_close(server);
  return 0;
}

smipc_connection *connect(const char *name) {
  smipc_connection *connection = nullptr;
  const uint64_t start = os::nanoseconds();
  while (smipc_connect(name, 1, 5 * seconds, &connection, nullptr) == SMIPC_NO_SERVER &&
         os::nanoseconds() - start < 20000000000u)
    os::sleepMilliseconds(2);
  return connection;
}

// Messages of many lengths, each of which has to come back as it was.
int ask(const char *name, const char *rounds) {
  smipc_connection *connection = connect(name);
  if (!connection)
    return 101;
  const auto count = static_cast<uint32_t>(rounds ? atoi(rounds) : 200);
  for (uint32_t i = 0; i < count; ++i) {
    const Bytes bytes(i % 50 == 49 ? 300000 : i * 37 % 9000, i);
    Received got;
    if (smipc_send(connection, bytes.data, bytes.size, 20 * seconds) != SMIPC_OK)
      return 102;
    if (smipc_receive(connection, &got.message, 20 * seconds) != SMIPC_OK)
      return 103;
    if (!got.is(bytes.size, i))
      return 104;
  }
  smipc_close(connection);
  return 0;
}

// Everything at once, until it is ended.
int rage(const char *name) {
  smipc_connection *connection = connect(name);
  if (!connection)
    return 101;
  const auto read = [&] {
    Received got;
    while (smipc_receive(connection, &got.message, SMIPC_FOREVER) == SMIPC_OK) {
      smipc_free(got.message.data);
      got.message.data = nullptr;
    }
  };
  check::Threaded reader(read);
  for (uint32_t i = 0;; ++i) {
    const Bytes bytes(i % 7 == 0 ? 200000 : i % 5000, i);
    void *place = nullptr;
    size_t room = 0;
    int status = SMIPC_OK;
    if (i % 3 == 0 && smipc_reserve(connection, &place, &room, SMIPC_FOREVER) == SMIPC_OK) {
      status = smipc_commit(connection, i % 4080, 0);
      smipc_abandon(connection);
    } else {
      status = smipc_send(connection, bytes.data, bytes.size, SMIPC_FOREVER);
    }
    if (status != SMIPC_OK)
      _exit(0);
  }
}

// Holds a reservation, with a part of the message sent, and has told so.
int hold(const char *name) {
  smipc_connection *connection = connect(name);
  void *place = nullptr;
  size_t room = 0;
  if (!connection || smipc_send(connection, "holding", 7, seconds) != SMIPC_OK)
    return 101;
  smipc_reserve(connection, &place, &room, SMIPC_FOREVER);
  smipc_commit(connection, 100, 0);
  smipc_reserve(connection, &place, &room, SMIPC_FOREVER);
  for (;;)
    os::sleepMilliseconds(1000);
}

} // namespace

int check::playRole(int argc, char **argv) {
  if (argc < 4 || strcmp(argv[1], "--role") != 0)
    return -1;
  const char *role = argv[2], *name = argv[3], *more = argc > 4 ? argv[4] : nullptr;
  if (strcmp(role, "serve") == 0)
    return serve(name);
  if (strcmp(role, "ask") == 0)
    return ask(name, more);
  if (strcmp(role, "rage") == 0)
    return rage(name);
  if (strcmp(role, "hold") == 0)
    return hold(name);
  return 99;
}
