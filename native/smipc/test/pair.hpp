// A server and a client of it in one process, for tests that need no second one.
#pragma once

#include "check.hpp"

constexpr int64_t milliseconds = 1000, seconds = 1000000;

struct Pair {
  smipc_server *server = nullptr;
  smipc_connection *client = nullptr;
  smipc_connection *peer = nullptr; // the server's side of it
  uint64_t id = 0;

  explicit Pair(const smipc_server_options *options = nullptr) {
    const char *name = check::freshName();
    if (smipc_listen(name, options, &server, nullptr) != SMIPC_OK ||
        smipc_connect(name, 7, 5 * seconds, &client, nullptr) != SMIPC_OK)
      return;
    smipc_event event;
    if (smipc_server_receive(server, &event, 5 * seconds) == SMIPC_OK &&
        event.kind == SMIPC_CONNECTED)
      id = event.client;
    smipc_server_connection(server, id, &peer);
  }
  ~Pair() {
    smipc_close(client);
    smipc_close(peer);
    smipc_server_close(server);
  }
  bool made() const { return peer != nullptr; }
};

// Memory with a known content, freed at the end of its scope.
struct Bytes {
  size_t size;
  uint8_t *data;
  explicit Bytes(size_t length, uint32_t number = 1)
      : size(length), data(static_cast<uint8_t *>(malloc(length + 1))) {
    check::fill(data, size, number);
  }
  ~Bytes() { free(data); }
  Bytes(const Bytes &) = delete;
  Bytes &operator=(const Bytes &) = delete;
};

struct Received {
  smipc_message message = {nullptr, 0};
  ~Received() { smipc_free(message.data); }
  bool is(size_t size, uint32_t number = 1) const {
    return message.size == size && check::filled(message.data, size, number);
  }
};
