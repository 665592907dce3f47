// Feeds the reading side of a connection with packets that a hostile peer might write. The input is
// a sequence of records: an operation, then what it needs. A packet gets a right checksum unless
// the record says otherwise, so that the fuzzer gets beyond it.
#include "smipc/checksum.hpp"
#include "smipc/connection.hpp"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

using namespace smipc;

namespace {

struct Input {
  const uint8_t *data;
  size_t size;
  template <class Value> Value take() {
    Value value{};
    const size_t part = size < sizeof value ? size : sizeof value;
    memcpy(&value, data, part);
    data += part;
    size -= part;
    return value;
  }
};

void *map(size_t size) {
  return mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

void write(Input &input, Ring &ring, uint32_t &sent) {
  const auto shape = input.take<uint8_t>();
  Packet &packet = ring.packets[sent % ringPackets];
  packet.head.size = input.take<uint16_t>();
  if (shape & 1)
    packet.head.size %= packetCapacity + 1;
  packet.head.transfer = shape & 2 ? input.take<uint16_t>() : 0;
  packet.head.position = shape & 4 ? input.take<uint32_t>() : shape >> 5 & 3;
  packet.head.position |= shape & 8 ? lastPacket : 0;
  const size_t known = packet.head.size < input.size ? packet.head.size : input.size;
  const size_t copied = known < packetCapacity ? known : packetCapacity;
  memcpy(packet.data, input.data, copied < 64 ? copied : 64);
  if (packet.head.size <= packetCapacity && !(shape & 16)) {
    packet.head.checksum = checksumOf(packet.head, packet.data);
  }
  packet.head.ready.store(++sent, std::memory_order_release);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static Failure failure;
  static Hall *hall = Hall::make("fuzz", failure);
  Link link;
  link.block = static_cast<ConnectionBlock *>(map(sizeof(ConnectionBlock)));
  link.hall = hall;
  hall->retain();
  format(*link.block);
  Connection *connection = Connection::make(link, fromServer, 200000);
  Ring &ring = link.block->lane[fromClient].ring;
  Input input{data, size};
  uint32_t sent = 0;
  static uint8_t buffer[70000];
  while (input.size > 0) {
    const auto operation = input.take<uint8_t>();
    smipc_message message{};
    const void *place = nullptr;
    size_t length = 0;
    int last = 0;
    switch (operation % 9) {
    case 0:
    case 1:
    case 2:
      write(input, ring, sent);
      break;
    case 3:
      if (connection->receive(message, {buffer, input.take<uint16_t>()}, 1) == SMIPC_OK) {
        const auto *bytes = message.data ? static_cast<uint8_t *>(message.data) : buffer;
        volatile uint8_t sum = 0;
        for (size_t i = 0; i < message.size; ++i)
          sum = static_cast<uint8_t>(sum + bytes[i]);
        free(message.data);
      }
      break;
    case 4:
      connection->receiveInto(buffer, input.take<uint16_t>(), length, 1);
      break;
    case 5:
      if (connection->view(place, length, last, 1) == SMIPC_OK && length > 0)
        memcpy(buffer, place, length < sizeof buffer ? length : sizeof buffer);
      break;
    case 6:
      connection->releaseView();
      break;
    case 7:
      connection->skip();
      break;
    case 8:
      link.block->lane[fromServer].ring.front.store(input.take<uint32_t>());
      connection->send(buffer, input.take<uint8_t>() * 40u, 1);
      break;
    }
  }
  connection->release();
  return 0;
}
