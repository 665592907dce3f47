#include "feed.hpp"

#include "os/bell.hpp"
#include "os/floating_point.hpp"
#include "remoting/shared.hpp"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

using namespace smipc;

namespace fuzz {
namespace {

constexpr size_t longestMessage = 1u << 18;
constexpr unsigned controlItem = 7;

pthread_t mainThread;

Segment &fresh() {
  constexpr size_t size = (sizeof(remoting::Shared) + 4095) / 4096 * 4096;
  static auto *segment = static_cast<Segment *>(aligned_alloc(4096, size));
  static bool laid = false;
  if (!laid)
    memset(static_cast<void *>(segment), 0, size);
  laid = true;
  for (Channel &channel : segment->channel) {
    for (Doorbell &bell : channel.bell) {
      bell.waiting = 0;
      bell.cpu = ~0u;
    }
    for (Ring &ring : channel.ring) {
      ring.front = 0;
      for (Packet &packet : ring.packets)
        packet.head.ready = 0;
    }
  }
  return *segment;
}

Peer nobody() {
  return {[](void *) { return true; }, nullptr};
}

} // namespace

Feed *Feed::active = nullptr;

Segment &Feed::segment() {
  static Segment &only = fresh();
  return only;
}

Feed::Feed(Input input, unsigned side)
    : input_(input), side_(side), calls_(fresh().channel[0], side, {}, {}, nobody()),
      events_(segment().channel[1], side, {}, {}, nobody()) {
  active = this;
  mainThread = pthread_self();
}

void Feed::addBytes(const void *data, size_t size) {
  const auto *from = static_cast<const uint8_t *>(data);
  building_ = true;
  if (message_.size() + size <= longestMessage)
    message_.insert(message_.end(), from, from + size);
}

void Feed::open() {
  static constexpr char model[] = "model";
  add(remoting::Tag{remoting::Kind::open, 2, 0});
  add(os::FloatingPoint::ofThread());
  add(uint64_t{sizeof model - 1});
  addBytes(model, sizeof model - 1);
  finish(0);
}

void Feed::finish(unsigned channel) {
  queue_.push_back({channel, std::move(message_), 0});
  message_.clear();
  building_ = false;
}

void Feed::item(uint8_t head) {
  const unsigned parameter = head >> 3;
  switch (head & 7) {
  case 0:
    finish(parameter >= 16 ? 1 : 0);
    break;
  case 1: {
    remoting::Tag tag{};
    tag.kind =
        static_cast<remoting::Kind>(parameter < 28 ? 1 + parameter % 4 : input_.take<uint16_t>());
    tag.function = input_.take<uint8_t>();
    if (tag.function == 0)
      tag.function = current_;
    tag.nulls = input_.take<uint8_t>();
    add(tag);
    break;
  }
  case 2:
    add(parameter < 30 ? parameter : parameter == 30 ? ~0u : input_.take<uint32_t>());
    break;
  case 3: {
    uint64_t value = parameter;
    if (parameter == 31)
      value = input_.take<uint64_t>();
    else if (parameter >= 29)
      value = parameter == 30 ? remoting::nullString : remoting::untouchedString;
    else if (parameter == 28)
      value = uint64_t{1} << (input_.take<uint8_t>() & 63);
    add(value);
    break;
  }
  case 4:
  case 5: {
    const size_t length = parameter < input_.size ? parameter : input_.size;
    if ((head & 7) == 5)
      add(uint64_t{length});
    addBytes(input_.data, length);
    input_.skip(length);
    break;
  }
  case 7:
    add(uint64_t{input_.take<uint16_t>()});
    break;
  case 6: {
    const std::vector<uint8_t> run((parameter + 1) * 128, input_.take<uint8_t>());
    addBytes(run.data(), run.size());
    break;
  }
  }
}

bool Feed::atControl() const {
  return side_ == 1 && input_.size > 0 && (*input_.data & 7) == controlItem;
}

// The next message, if there is one before a control item.
void Feed::build() {
  while (queue_.empty() && input_.size > 0 && !atControl())
    item(input_.take<uint8_t>());
  if (queue_.empty() && building_)
    finish(0);
}

bool Feed::put(Message &message) {
  Endpoint &to = message.channel == 0 ? calls_ : events_;
  while (to.room()) {
    uint8_t *packet = nullptr;
    if (to.reserve(packet) != Result::ok)
      abort();
    const size_t left = message.bytes.size() - message.sent;
    const size_t part = left < packetCapacity ? left : packetCapacity;
    if (part > 0)
      memcpy(packet, message.bytes.data() + message.sent, part);
    message.sent += part;
    to.commit(part, part == left);
    if (part == left)
      return true;
  }
  return false;
}

void Feed::drain(Endpoint &from) {
  while (from.pending()) {
    size_t size = 0;
    const uint8_t *data = nullptr;
    if (from.look(size) != Result::ok || from.view(data) != Result::ok)
      abort(); // the side under test has written something that is no packet
    from.done();
  }
}

void Feed::pump() {
  drain(calls_);
  drain(events_);
  for (build(); !queue_.empty() && put(queue_.front()); build())
    queue_.erase(queue_.begin());
  // The second channel may be full because no thread listens to it.
  dry_ = queue_.empty() || queue_.front().channel != 0;
}

bool Feed::control(uint8_t &kind) {
  if (!queue_.empty() || !atControl())
    return false;
  input_.skip(1);
  kind = input_.take<uint8_t>();
  return true;
}

} // namespace fuzz

// Instead of the operating system's, which no peer would ever ring.
namespace os {

void Bell::wake(std::atomic<uint32_t> &) const {}

void Bell::wait(std::atomic<uint32_t> &, uint32_t) const {
  if (pthread_equal(pthread_self(), fuzz::mainThread))
    fuzz::Feed::active->pump();
  else
    usleep(20);
}

} // namespace os
