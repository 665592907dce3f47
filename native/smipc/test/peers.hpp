// Clients of the tests: one that talks as it should, and one that lies.
#pragma once

#include "pair.hpp"
#include "smipc/checksum.hpp"
#include "smipc/link.hpp"

inline smipc_connection *connectTo(const char *name) {
  smipc_connection *connection = nullptr;
  const uint64_t start = os::nanoseconds();
  while (smipc_connect(name, 1, 5 * seconds, &connection, nullptr) == SMIPC_NO_SERVER &&
         os::nanoseconds() - start < 30000000000u)
    os::sleepMilliseconds(2);
  return connection;
}

inline bool echoes(smipc_connection *connection, size_t size) {
  const Bytes bytes(size);
  Received got;
  return smipc_send(connection, bytes.data, size, 20 * seconds) == SMIPC_OK &&
         smipc_receive(connection, &got.message, 20 * seconds) == SMIPC_OK && got.is(size);
}

// A client that writes what it likes into its ring.
struct Liar {
  smipc::Link link;
  explicit Liar(const char *name) {
    smipc::Failure failure;
    smipc::connectTo(name, 66, os::nanoseconds() + 5000000000u, link, failure);
  }
  ~Liar() { link.release(); }
  smipc::Ring &ring() { return link.block->lane[smipc::fromClient].ring; }
  smipc::PacketHead &head(unsigned i) { return ring().packets[i].head; }
  // A packet as it should be.
  void put(unsigned i, uint16_t size, uint16_t transfer, uint32_t position) {
    smipc::PacketHead &at = head(i);
    memset(ring().packets[i].data, 'p', smipc::packetCapacity);
    at.size = size;
    at.transfer = transfer;
    at.position = position;
    at.checksum = smipc::checksumOf(at, ring().packets[i].data);
  }
  void send(unsigned i) {
    head(i).ready.store(i + 1, std::memory_order_release);
    link.ringServer();
  }
};
