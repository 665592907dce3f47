// One connection, both of its sides in this process: what is sent arrives, whole and in order.
#include "pair.hpp"

namespace {

constexpr size_t packet = 4080, ring = 16 * packet;
constexpr size_t lengths[] = {0,          1,        47,   48,       49,      packet - 1, packet,
                              packet + 1, ring - 1, ring, ring + 1, 1000000, 8 << 20};

// Sends in one direction while another thread receives.
bool carry(smipc_connection *from, smipc_connection *to, size_t size) {
  const Bytes bytes(size, static_cast<uint32_t>(size));
  int sent = -1;
  Received got;
  int received = -1;
  {
    check::Threaded sender([&] { sent = smipc_send(from, bytes.data, size, 20 * seconds); });
    received = smipc_receive(to, &got.message, 20 * seconds);
  }
  return sent == SMIPC_OK && received == SMIPC_OK && got.is(size, static_cast<uint32_t>(size));
}

} // namespace

TEST(messages_of_any_length_go_both_ways) {
  const Pair pair;
  CHECK(pair.made());
  for (const size_t size : lengths) {
    CHECK(carry(pair.client, pair.peer, size));
    CHECK(carry(pair.peer, pair.client, size));
  }
}

TEST(messages_keep_their_order_and_their_borders) {
  const Pair pair;
  CHECK(pair.made());
  constexpr uint32_t count = 3000;
  check::Threaded sender([&] {
    for (uint32_t i = 0; i < count; ++i) {
      const Bytes bytes(i % 9000, i);
      smipc_send(pair.client, bytes.data, bytes.size, 20 * seconds);
    }
  });
  for (uint32_t i = 0; i < count; ++i) {
    Received got;
    EQUAL(smipc_receive(pair.peer, &got.message, 20 * seconds), SMIPC_OK);
    CHECK(got.is(i % 9000, i));
  }
}

TEST(receiving_without_waiting_returns_at_once) {
  const Pair pair;
  CHECK(pair.made());
  Received got;
  EQUAL(smipc_receive(pair.client, &got.message, SMIPC_NOW), SMIPC_AGAIN);
  const uint64_t start = os::nanoseconds();
  EQUAL(smipc_receive(pair.client, &got.message, 30 * milliseconds), SMIPC_AGAIN);
  CHECK(os::nanoseconds() - start >= 30000000u);
  EQUAL(smipc_wait(pair.client, SMIPC_NOW), SMIPC_AGAIN);
  EQUAL(smipc_send(pair.peer, "abc", 3, SMIPC_NOW), SMIPC_OK);
  EQUAL(smipc_wait(pair.client, SMIPC_NOW), SMIPC_OK);
  EQUAL(smipc_receive(pair.client, &got.message, SMIPC_NOW), SMIPC_OK);
  CHECK(got.message.size == 3 && memcmp(got.message.data, "abc", 3) == 0);
}

TEST(a_long_message_is_put_together_without_waiting) {
  const Pair pair;
  CHECK(pair.made());
  const Bytes bytes(500000);
  Received got;
  int status = SMIPC_AGAIN;
  check::Threaded sender([&] { smipc_send(pair.client, bytes.data, bytes.size, 20 * seconds); });
  while ((status = smipc_receive(pair.peer, &got.message, SMIPC_NOW)) == SMIPC_AGAIN) {
    EQUAL(smipc_wait(pair.peer, 20 * seconds), SMIPC_OK);
    EQUAL(smipc_wait(pair.peer, SMIPC_NOW), SMIPC_OK); // looking changes nothing
  }
  EQUAL(status, SMIPC_OK);
  CHECK(got.is(bytes.size));
}

TEST(a_message_that_does_not_fit_waits_for_a_larger_buffer) {
  const Pair pair;
  CHECK(pair.made());
  const Bytes bytes(10000);
  static uint8_t buffer[10000];
  size_t size = 0;
  EQUAL(smipc_send(pair.client, bytes.data, bytes.size, SMIPC_NOW), SMIPC_OK);
  EQUAL(smipc_receive_into(pair.peer, buffer, 5000, &size, SMIPC_NOW), SMIPC_TOO_SMALL);
  EQUAL(size, 10000);
  EQUAL(smipc_receive_into(pair.peer, nullptr, 0, &size, SMIPC_NOW), SMIPC_TOO_SMALL);
  EQUAL(smipc_receive_into(pair.peer, buffer, 10000, &size, SMIPC_NOW), SMIPC_OK);
  CHECK(size == 10000 && check::filled(buffer, size, 1));
  EQUAL(smipc_send(pair.client, nullptr, 0, SMIPC_NOW), SMIPC_OK);
  EQUAL(smipc_receive_into(pair.peer, nullptr, 0, &size, SMIPC_NOW), SMIPC_OK);
  EQUAL(size, 0);
}

TEST(sending_to_a_full_ring_does_not_wait_and_leaves_nothing_behind) {
  const Pair pair;
  CHECK(pair.made());
  const Bytes bytes(packet), large(3 * ring);
  for (int i = 0; i < 10; ++i)
    EQUAL(smipc_send(pair.client, bytes.data, packet, SMIPC_NOW), SMIPC_OK);
  // Begins, finds no more room, and becomes void.
  EQUAL(smipc_send(pair.client, large.data, large.size, 10 * milliseconds), SMIPC_AGAIN);
  EQUAL(smipc_send(pair.client, bytes.data, packet, SMIPC_NOW), SMIPC_AGAIN);
  for (int i = 0; i < 10; ++i) {
    Received got;
    EQUAL(smipc_receive(pair.peer, &got.message, SMIPC_NOW), SMIPC_OK);
    CHECK(got.is(packet));
  }
  Received none;
  EQUAL(smipc_receive(pair.peer, &none.message, SMIPC_NOW), SMIPC_AGAIN);
  EQUAL(smipc_send(pair.client, "next", 4, SMIPC_NOW), SMIPC_OK);
  Received next;
  EQUAL(smipc_receive(pair.peer, &next.message, SMIPC_NOW), SMIPC_OK);
  EQUAL(next.message.size, 4);
}

TEST(a_message_is_sent_in_parts_without_waiting) {
  const Pair pair;
  CHECK(pair.made());
  const Bytes bytes(5 * ring + 3);
  size_t offset = 0;
  int rounds = 0, status = SMIPC_AGAIN;
  Received got;
  offset = 5;
  EQUAL(smipc_send_part(pair.client, bytes.data, 10, &offset), SMIPC_INVALID);
  for (offset = 0; status == SMIPC_AGAIN; ++rounds) {
    status = smipc_send_part(pair.client, bytes.data, bytes.size, &offset);
    if (status == SMIPC_AGAIN)
      EQUAL(smipc_receive(pair.peer, &got.message, SMIPC_NOW), SMIPC_AGAIN);
  }
  EQUAL(status, SMIPC_OK);
  EQUAL(rounds, 6);
  EQUAL(smipc_receive(pair.peer, &got.message, SMIPC_NOW), SMIPC_OK);
  CHECK(got.is(bytes.size));
  offset = 0;
  EQUAL(smipc_send_part(pair.client, bytes.data, bytes.size, &offset), SMIPC_AGAIN);
  EQUAL(smipc_abandon(pair.client), SMIPC_OK);
  EQUAL(smipc_wait(pair.peer, SMIPC_NOW), SMIPC_OK); // a beginning, whose end never comes
  Received none;
  EQUAL(smipc_receive(pair.peer, &none.message, SMIPC_NOW), SMIPC_AGAIN);
  offset = 0;
  EQUAL(smipc_send_part(pair.client, nullptr, 0, &offset), SMIPC_OK);
  EQUAL(smipc_receive(pair.peer, &none.message, SMIPC_NOW), SMIPC_OK);
  EQUAL(none.message.size, 0);
}

TEST(a_message_is_written_in_place) {
  const Pair pair;
  CHECK(pair.made());
  const Bytes bytes(3 * packet + 5);
  size_t offset = 0;
  while (offset < bytes.size) {
    void *data = nullptr;
    size_t room = 0;
    EQUAL(smipc_reserve(pair.client, &data, &room, SMIPC_NOW), SMIPC_OK);
    EQUAL(smipc_reserve(pair.client, &data, &room, SMIPC_NOW), SMIPC_INVALID);
    EQUAL(smipc_send(pair.client, "x", 1, SMIPC_NOW), SMIPC_INVALID);
    EQUAL(smipc_commit(pair.client, room + 1, 0), SMIPC_INVALID);
    const size_t left = bytes.size - offset, part = left < room ? left : room;
    memcpy(data, bytes.data + offset, part);
    offset += part;
    EQUAL(smipc_commit(pair.client, part, offset == bytes.size), SMIPC_OK);
  }
  Received got;
  EQUAL(smipc_receive(pair.peer, &got.message, SMIPC_NOW), SMIPC_OK);
  CHECK(got.is(bytes.size));
  EQUAL(smipc_commit(pair.client, 0, 1), SMIPC_INVALID);
  EQUAL(smipc_abandon(pair.client), SMIPC_INVALID);
}

TEST(an_abandoned_message_is_never_seen) {
  const Pair pair;
  CHECK(pair.made());
  void *data = nullptr;
  size_t room = 0;
  Received got;
  EQUAL(smipc_reserve(pair.client, &data, &room, SMIPC_NOW), SMIPC_OK);
  EQUAL(smipc_abandon(pair.client), SMIPC_OK); // before anything was sent
  for (int i = 0; i < 20; ++i) {               // after one packet, which the peer takes at once
    EQUAL(smipc_reserve(pair.client, &data, &room, SMIPC_NOW), SMIPC_OK);
    EQUAL(smipc_commit(pair.client, 100, 0), SMIPC_OK);
    EQUAL(smipc_receive(pair.peer, &got.message, SMIPC_NOW), SMIPC_AGAIN);
    EQUAL(smipc_abandon(pair.client), SMIPC_OK);
    EQUAL(smipc_wait(pair.peer, SMIPC_NOW), SMIPC_AGAIN);
  }
  EQUAL(smipc_send(pair.client, "x", 1, SMIPC_NOW), SMIPC_OK);
  EQUAL(smipc_receive(pair.peer, &got.message, SMIPC_NOW), SMIPC_OK);
  EQUAL(got.message.size, 1);
}

TEST(a_message_is_read_in_place) {
  const Pair pair;
  CHECK(pair.made());
  const Bytes bytes(2 * packet + 7);
  const void *data = nullptr;
  size_t size = 0, offset = 0;
  int last = 0;
  EQUAL(smipc_view(pair.peer, &data, &size, &last, SMIPC_NOW), SMIPC_AGAIN);
  EQUAL(smipc_release(pair.peer), SMIPC_INVALID);
  EQUAL(smipc_send(pair.client, bytes.data, bytes.size, SMIPC_NOW), SMIPC_OK);
  for (; !last; offset += size) {
    EQUAL(smipc_view(pair.peer, &data, &size, &last, SMIPC_NOW), SMIPC_OK);
    CHECK(memcmp(data, bytes.data + offset, size) == 0);
    Received got;
    EQUAL(smipc_receive(pair.peer, &got.message, SMIPC_NOW), SMIPC_INVALID);
    EQUAL(smipc_view(pair.peer, &data, &size, &last, SMIPC_NOW), SMIPC_INVALID);
    EQUAL(smipc_release(pair.peer), SMIPC_OK);
  }
  EQUAL(offset, bytes.size);
}

TEST(the_rest_of_a_message_can_be_skipped) {
  const Pair pair;
  CHECK(pair.made());
  const Bytes bytes(5 * packet);
  const void *data = nullptr;
  size_t size = 0;
  int last = 0;
  for (int i = 0; i < 20; ++i) {
    EQUAL(smipc_send(pair.client, bytes.data, bytes.size, SMIPC_NOW), SMIPC_OK);
    EQUAL(smipc_send(pair.client, "end", 3, SMIPC_NOW), SMIPC_OK);
    EQUAL(smipc_view(pair.peer, &data, &size, &last, SMIPC_NOW), SMIPC_OK);
    EQUAL(last, 0);
    EQUAL(smipc_skip(pair.peer), SMIPC_OK);
    Received got;
    EQUAL(smipc_receive(pair.peer, &got.message, SMIPC_NOW), SMIPC_OK);
    EQUAL(got.message.size, 3);
  }
}

TEST(a_reader_in_place_hears_that_the_message_was_abandoned) {
  const Pair pair;
  CHECK(pair.made());
  void *place = nullptr;
  const void *data = nullptr;
  size_t size = 0;
  int last = 0;
  EQUAL(smipc_reserve(pair.client, &place, &size, SMIPC_NOW), SMIPC_OK);
  EQUAL(smipc_commit(pair.client, 10, 0), SMIPC_OK);
  EQUAL(smipc_view(pair.peer, &data, &size, &last, SMIPC_NOW), SMIPC_OK);
  EQUAL(smipc_release(pair.peer), SMIPC_OK);
  EQUAL(smipc_view(pair.peer, &data, &size, &last, SMIPC_NOW), SMIPC_AGAIN);
  EQUAL(smipc_abandon(pair.client), SMIPC_OK);
  EQUAL(smipc_view(pair.peer, &data, &size, &last, SMIPC_NOW), SMIPC_ABANDONED);
  EQUAL(smipc_send(pair.client, "y", 1, SMIPC_NOW), SMIPC_OK);
  Received got;
  EQUAL(smipc_receive(pair.peer, &got.message, SMIPC_NOW), SMIPC_OK);
}

TEST(both_sides_send_large_messages_at_once) {
  const Pair pair;
  CHECK(pair.made());
  const Bytes bytes(2 << 20);
  int sent[2] = {-1, -1};
  check::Threaded one(
      [&] { sent[0] = smipc_send(pair.client, bytes.data, bytes.size, 30 * seconds); });
  check::Threaded two(
      [&] { sent[1] = smipc_send(pair.peer, bytes.data, bytes.size, 30 * seconds); });
  Received first, second;
  int got = -1;
  check::Threaded three([&] { got = smipc_receive(pair.client, &first.message, 30 * seconds); });
  EQUAL(smipc_receive(pair.peer, &second.message, 30 * seconds), SMIPC_OK);
  one.join();
  two.join();
  three.join();
  EQUAL(sent[0] + sent[1] + got, 0);
  CHECK(first.is(bytes.size) && second.is(bytes.size));
}

TEST(many_threads_share_a_connection) {
  const Pair pair;
  CHECK(pair.made());
  constexpr uint32_t each = 800;
  std::atomic<uint32_t> received{0}, wrong{0};
  std::atomic<uint64_t> sum{0};
  const auto sender = [&](uint32_t number) {
    for (uint32_t i = 0; i < each; ++i) {
      const uint32_t seed = number * each + i;
      Bytes bytes(4 + seed % 6000, seed);
      memcpy(bytes.data, &seed, 4);
      if (smipc_send(pair.client, bytes.data, bytes.size, 30 * seconds) != SMIPC_OK)
        ++wrong;
    }
  };
  const auto receiver = [&] {
    while (received.fetch_add(1) < 3 * each) {
      Received got;
      uint32_t seed = 0;
      if (smipc_receive(pair.peer, &got.message, 30 * seconds) != SMIPC_OK ||
          got.message.size < 4) {
        ++wrong;
        continue;
      }
      memcpy(&seed, got.message.data, 4);
      Bytes expected(4 + seed % 6000, seed);
      memcpy(expected.data, &seed, 4);
      if (got.message.size != expected.size ||
          memcmp(got.message.data, expected.data, expected.size) != 0)
        ++wrong;
      sum += seed;
    }
  };
  {
    check::Threaded a([&] { sender(0); });
    check::Threaded b([&] { sender(1); });
    check::Threaded c([&] { sender(2); });
    check::Threaded x(receiver), y(receiver), z(receiver);
  }
  EQUAL(wrong.load(), 0);
  EQUAL(sum.load(), uint64_t{3 * each} * (3 * each - 1) / 2);
}

TEST(closing_ends_the_waits_of_other_threads) {
  for (int round = 0; round < 20; ++round) {
    Pair pair;
    CHECK(pair.made());
    std::atomic<int> status{-1};
    std::atomic<bool> waiting{false};
    check::Threaded waiter([&] {
      Received got;
      waiting = true;
      status = smipc_receive(pair.peer, &got.message, SMIPC_FOREVER);
    });
    while (!waiting)
      os::yield();
    smipc_close(pair.client);
    pair.client = nullptr;
    waiter.join();
    EQUAL(status.load(), SMIPC_CLOSED);
    EQUAL(smipc_send(pair.peer, "x", 1, SMIPC_NOW), SMIPC_CLOSED);
  }
}

TEST(what_was_sent_before_closing_is_received) {
  Pair pair;
  CHECK(pair.made());
  for (int i = 0; i < 5; ++i)
    EQUAL(smipc_send(pair.client, "last words", 10, SMIPC_NOW), SMIPC_OK);
  smipc_close(pair.client);
  pair.client = nullptr;
  for (int i = 0; i < 5; ++i) {
    Received got;
    EQUAL(smipc_receive(pair.peer, &got.message, 5 * seconds), SMIPC_OK);
  }
  Received none;
  EQUAL(smipc_receive(pair.peer, &none.message, 5 * seconds), SMIPC_CLOSED);
}

int main(int argc, char **argv) { return check::run(argc, argv); }
