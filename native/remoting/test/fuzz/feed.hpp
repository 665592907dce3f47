// The peer of the side under test: makes messages of the fuzzer's input, puts them into the ring as
// sound packets while there is room, and takes out what the side under test has written. Never
// waits.
//
// The input is a sequence of items: a byte whose low three bits say what it is, and whose others
// are its parameter, then what it needs. So a mutation of a byte or two makes another message, not
// another length of everything after it.
#pragma once

#include "remoting/wire.hpp"
#include "smipc/endpoint.hpp"
#include "smipc/layout.hpp"

#include <atomic>
#include <vector>

namespace fuzz {

struct Input {
  const uint8_t *data;
  size_t size;

  template <class Value> Value take() {
    Value value{};
    const size_t part = size < sizeof value ? size : sizeof value;
    memcpy(&value, data, part);
    skip(part);
    return value;
  }
  void skip(size_t count) {
    data += count;
    size -= count;
  }
};

class Feed {
public:
  // `side`: that of the feed, 0 for the client's.
  Feed(Input input, unsigned side);

  smipc::Segment &segment();

  // Writes what there is room for, and takes everything out of the other ring. Stops at a control
  // item.
  void pump();

  // True if nothing more will come before the next control item has been taken.
  bool dry() const { return dry_.load(); }

  // Begins with a sound message that opens the session.
  void open();

  // Takes a control item if one is next: the byte after it is its kind. Only the server's messages
  // have them, between those for one call of the importer and for the next.
  bool control(uint8_t &kind);
  Input &input() { return input_; }

  // What function number 0 in a message stands for.
  void current(uint16_t function) { current_ = function; }

  // The one of this run; what the operating system's bell asks instead of waiting.
  static Feed *active;

private:
  struct Message {
    unsigned channel;
    std::vector<uint8_t> bytes;
    size_t sent;
  };

  bool atControl() const;
  void build();
  void item(uint8_t head);
  void finish(unsigned channel);
  bool put(Message &message);
  void drain(smipc::Endpoint &from);
  template <class Value> void add(const Value &value) { addBytes(&value, sizeof value); }
  void addBytes(const void *data, size_t size);

  Input input_;
  const unsigned side_;
  smipc::Endpoint calls_;
  smipc::Endpoint events_;
  std::vector<Message> queue_;
  std::vector<uint8_t> message_;
  bool building_ = false;
  uint16_t current_ = 0;
  std::atomic<bool> dry_{false};
};

} // namespace fuzz
