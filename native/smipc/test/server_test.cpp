// A server and its clients, all in this process.
#include "pair.hpp"

namespace {

// A server with `Count` clients that it knows by id.
template <size_t Count> struct Party {
  smipc_server *server = nullptr;
  smipc_connection *clients[Count] = {};
  uint64_t ids[Count] = {};
  bool made = true;

  explicit Party(const smipc_server_options *options = nullptr) {
    const char *name = check::freshName();
    made = smipc_listen(name, options, &server, nullptr) == SMIPC_OK;
    for (size_t i = 0; made && i < Count; ++i) {
      smipc_event event;
      made = smipc_connect(name, i, 5 * seconds, &clients[i], nullptr) == SMIPC_OK &&
             smipc_server_receive(server, &event, 5 * seconds) == SMIPC_OK &&
             event.kind == SMIPC_CONNECTED;
      ids[i] = event.client;
    }
  }
  ~Party() {
    for (smipc_connection *client : clients)
      smipc_close(client);
    smipc_server_close(server);
  }
  size_t indexOf(uint64_t id) const {
    size_t i = 0;
    while (i < Count && ids[i] != id)
      ++i;
    return i;
  }
};

} // namespace

TEST(a_server_lists_its_clients) {
  Party<5> party;
  CHECK(party.made);
  smipc_client_info list[10];
  size_t count = 0;
  EQUAL(smipc_server_list(party.server, list, 10, &count), SMIPC_OK);
  EQUAL(count, 5);
  for (size_t i = 0; i < 5; ++i) {
    EQUAL(list[i].client, party.ids[i]);
    EQUAL(list[i].tag, i);
    CHECK(list[i].pid != 0);
  }
  EQUAL(smipc_server_list(party.server, list, 2, &count), SMIPC_OK);
  EQUAL(count, 5);
  smipc_close(party.clients[2]);
  party.clients[2] = nullptr;
  smipc_event event;
  EQUAL(smipc_server_receive(party.server, &event, 5 * seconds), SMIPC_OK);
  EQUAL(event.kind, SMIPC_ENDED);
  EQUAL(event.status, SMIPC_CLOSED);
  EQUAL(event.client, party.ids[2]);
  EQUAL(smipc_server_list(party.server, nullptr, 0, &count), SMIPC_OK);
  EQUAL(count, 4);
  EQUAL(smipc_server_send(party.server, party.ids[2], "x", 1, SMIPC_NOW), SMIPC_GONE);
}

TEST(a_server_answers_one_client_and_sends_to_any) {
  Party<3> party;
  CHECK(party.made);
  EQUAL(smipc_send(party.clients[1], "question", 8, SMIPC_NOW), SMIPC_OK);
  smipc_event event;
  EQUAL(smipc_server_receive(party.server, &event, 5 * seconds), SMIPC_OK);
  EQUAL(event.kind, SMIPC_MESSAGE);
  EQUAL(event.client, party.ids[1]);
  EQUAL(event.message.size, 8);
  EQUAL(smipc_server_send(party.server, event.client, "answer", 6, SMIPC_NOW), SMIPC_OK);
  smipc_free(event.message.data);
  EQUAL(smipc_server_send(party.server, party.ids[2], "unasked", 7, SMIPC_NOW), SMIPC_OK);
  const size_t lengths[] = {0, 6, 7};
  for (size_t i = 1; i < 3; ++i) {
    Received got;
    EQUAL(smipc_receive(party.clients[i], &got.message, SMIPC_NOW), SMIPC_OK);
    EQUAL(got.message.size, lengths[i]);
  }
  Received none;
  EQUAL(smipc_receive(party.clients[0], &none.message, SMIPC_NOW), SMIPC_AGAIN);
}

TEST(a_broadcast_reaches_all_clients_but_those_that_do_not_read) {
  Party<4> party;
  CHECK(party.made);
  const Bytes block(4080), large(500000);
  for (int i = 0; i < 16; ++i) // client 0 does not read, and its ring is full
    EQUAL(smipc_server_send(party.server, party.ids[0], block.data, block.size, SMIPC_NOW),
          SMIPC_OK);
  size_t reached = 0;
  EQUAL(smipc_server_broadcast(party.server, "news", 4, SMIPC_NOW, &reached), SMIPC_AGAIN);
  EQUAL(reached, 3);
  Received got[3];
  for (size_t i = 0; i < 3; ++i) {
    Received news;
    EQUAL(smipc_receive(party.clients[i + 1], &news.message, SMIPC_NOW), SMIPC_OK);
    EQUAL(news.message.size, 4);
  }
  {
    const auto reader = [&](size_t i) {
      smipc_receive(party.clients[i + 1], &got[i].message, 20 * seconds);
    };
    check::Threaded a([&] { reader(0); });
    check::Threaded b([&] { reader(1); });
    check::Threaded c([&] { reader(2); });
    // All readers get the long message while the one that does not read is still waited for.
    EQUAL(smipc_server_broadcast(party.server, large.data, large.size, 3 * seconds, &reached),
          SMIPC_AGAIN);
  }
  EQUAL(reached, 3);
  for (const Received &one : got)
    CHECK(one.is(large.size));
  for (int i = 0; i < 16; ++i) {
    Received old;
    EQUAL(smipc_receive(party.clients[0], &old.message, SMIPC_NOW), SMIPC_OK);
    CHECK(old.is(4080));
  }
  EQUAL(smipc_server_broadcast(party.server, "more", 4, SMIPC_NOW, &reached), SMIPC_OK);
  EQUAL(reached, 4);
}

TEST(clients_are_served_in_turn) {
  Party<8> party;
  CHECK(party.made);
  for (int i = 0; i < 6; ++i) {
    for (smipc_connection *client : party.clients)
      EQUAL(smipc_send(client, "x", 1, SMIPC_NOW), SMIPC_OK);
  }
  size_t expected = 0;
  for (int i = 0; i < 48; ++i) {
    smipc_event event;
    EQUAL(smipc_server_receive(party.server, &event, SMIPC_NOW), SMIPC_OK);
    smipc_free(event.message.data);
    EQUAL(party.indexOf(event.client), expected);
    expected = (expected + 1) % 8;
  }
}

TEST(a_client_that_never_stops_starves_no_other) {
  Party<4> party;
  CHECK(party.made);
  std::atomic<bool> stop{false};
  // One floods with small messages, one with a message that has no end in sight.
  check::Threaded flood([&] {
    while (!stop)
      smipc_send(party.clients[0], "flood", 5, 10 * milliseconds);
  });
  check::Threaded stream([&] {
    void *data = nullptr;
    size_t room = 0;
    while (!stop) {
      if (smipc_reserve(party.clients[1], &data, &room, 10 * milliseconds) == SMIPC_OK)
        smipc_commit(party.clients[1], 64, 0);
    }
    smipc_abandon(party.clients[1]);
  });
  int failures = 0;
  unsigned others = 0, longest = 0, rounds = 0;
  for (rounds = 0; others < 3000 && failures == 0; ++rounds) {
    smipc_send(party.clients[2], "a", 1, SMIPC_NOW);
    smipc_send(party.clients[3], "b", 1, SMIPC_NOW);
    unsigned quiet = 0, served = 0;
    while (quiet < 2 && failures == 0) {
      smipc_event event;
      if (smipc_server_receive(party.server, &event, 10 * seconds) != SMIPC_OK)
        ++failures;
      smipc_free(event.message.data);
      quiet += event.client == party.ids[2] || event.client == party.ids[3];
      ++served;
    }
    others += served - quiet;
    longest = served > longest ? served : longest;
  }
  stop = true;
  flood.join();
  stream.join();
  EQUAL(failures, 0);
  CHECK(longest <= 4); // between two turns of a client every other has at most one
  printf("  %u messages of the flood in %u rounds, at most %u served in a round\n", others, rounds,
         longest);
}

TEST(an_exclusive_server_deals_with_one_message_of_a_client_at_a_time) {
  const smipc_server_options options = {sizeof options, 0, 0, 1, 0};
  Party<2> party(&options);
  CHECK(party.made);
  for (int i = 0; i < 3; ++i)
    EQUAL(smipc_send(party.clients[0], "x", 1, SMIPC_NOW), SMIPC_OK);
  EQUAL(smipc_send(party.clients[1], "yy", 2, SMIPC_NOW), SMIPC_OK);
  smipc_event event;
  EQUAL(smipc_server_receive(party.server, &event, SMIPC_NOW), SMIPC_OK);
  EQUAL(event.message.size, 1);
  smipc_free(event.message.data);
  EQUAL(smipc_server_receive(party.server, &event, SMIPC_NOW), SMIPC_OK);
  EQUAL(event.message.size, 2);
  smipc_free(event.message.data);
  EQUAL(smipc_server_receive(party.server, &event, SMIPC_NOW), SMIPC_AGAIN);
  EQUAL(smipc_server_done(party.server, party.ids[0]), SMIPC_OK);
  EQUAL(smipc_server_receive(party.server, &event, SMIPC_NOW), SMIPC_OK);
  EQUAL(event.message.size, 1);
  smipc_free(event.message.data);
}

TEST(messages_that_fit_go_into_the_memory_of_the_caller) {
  Party<1> party;
  CHECK(party.made);
  char memory[8] = "-------";
  smipc_event event;
  EQUAL(smipc_send(party.clients[0], "", 0, SMIPC_NOW), SMIPC_OK);
  EQUAL(smipc_send(party.clients[0], "12345678", 8, SMIPC_NOW), SMIPC_OK);
  EQUAL(smipc_send(party.clients[0], "abcdefghi", 9, SMIPC_NOW), SMIPC_OK);
  EQUAL(smipc_server_receive_into(party.server, &event, memory, 8, SMIPC_NOW), SMIPC_OK);
  CHECK(!event.message.data && event.message.size == 0 && memory[0] == '-');
  EQUAL(smipc_server_receive_into(party.server, &event, memory, 8, SMIPC_NOW), SMIPC_OK);
  EQUAL(event.client, party.ids[0]);
  CHECK(!event.message.data && event.message.size == 8 && memcmp(memory, "12345678", 8) == 0);
  EQUAL(smipc_server_receive_into(party.server, &event, memory, 8, SMIPC_NOW), SMIPC_OK);
  CHECK(event.message.data && event.message.size == 9);
  CHECK(memcmp(event.message.data, "abcdefghi", 9) == 0 && memcmp(memory, "12345678", 8) == 0);
  smipc_free(event.message.data);
  EQUAL(smipc_server_receive_into(party.server, &event, nullptr, 1, SMIPC_NOW), SMIPC_INVALID);
}

TEST(calls_nest_inside_callbacks) {
  // A call asks the server, which asks back before it answers; the answer to that needs a call of
  // its own, and so on. The first byte says call, callback, answer; the second how deep.
  const smipc_server_options options = {sizeof options, 0, 0, 1, 0};
  Party<2> party(&options);
  CHECK(party.made);
  constexpr char deepest = 20;
  std::atomic<bool> stop{false};
  std::atomic<int> wrong{0};

  struct Call {
    static bool say(smipc_connection *to, char kind, char depth) {
      const char text[2] = {kind, depth};
      return smipc_send(to, text, 2, 20 * seconds) == SMIPC_OK;
    }
    static bool hear(smipc_connection *from, char text[2]) {
      size_t size = 0;
      return smipc_receive_into(from, text, 2, &size, 20 * seconds) == SMIPC_OK && size == 2;
    }
    // The client's side: true if the answer came, after all that was asked back was answered.
    static bool ask(smipc_connection *to, char depth) {
      char text[2];
      if (!say(to, 'c', depth))
        return false;
      while (hear(to, text)) {
        if (text[0] == 'a')
          return text[1] == depth;
        if (text[0] != 'b' || !ask(to, static_cast<char>(text[1] + 1)) || !say(to, 'a', text[1]))
          return false;
      }
      return false;
    }
    // The server's side, for a call that has been heard.
    static bool answer(smipc_connection *to, char depth) {
      char text[2];
      if (depth < deepest) {
        if (!say(to, 'b', depth))
          return false;
        while (hear(to, text)) {
          if (text[0] == 'a' && text[1] == depth)
            break;
          if (text[0] != 'c' || !answer(to, text[1]))
            return false;
        }
      }
      return say(to, 'a', depth);
    }
  };

  const auto serve = [&] {
    smipc_event event;
    while (!stop) {
      if (smipc_server_receive(party.server, &event, 10 * milliseconds) != SMIPC_OK)
        continue;
      smipc_connection *connection = nullptr;
      smipc_server_connection(party.server, event.client, &connection);
      if (!Call::answer(connection, static_cast<const char *>(event.message.data)[1]))
        ++wrong;
      smipc_close(connection);
      smipc_free(event.message.data);
      smipc_server_done(party.server, event.client);
    }
  };
  {
    check::Threaded one(serve);
    check::Threaded two(serve);
    check::Threaded other([&] {
      for (int i = 0; i < 50; ++i) {
        if (!Call::ask(party.clients[1], 0))
          ++wrong;
      }
    });
    for (int i = 0; i < 50; ++i) {
      if (!Call::ask(party.clients[0], 0))
        ++wrong;
    }
    other.join();
    stop = true;
  }
  EQUAL(wrong.load(), 0);
}

TEST(a_client_may_be_dropped) {
  Party<2> party;
  CHECK(party.made);
  EQUAL(smipc_server_send(party.server, party.ids[0], "bye", 3, SMIPC_NOW), SMIPC_OK);
  EQUAL(smipc_server_drop(party.server, party.ids[0]), SMIPC_OK);
  Received got, none;
  EQUAL(smipc_receive(party.clients[0], &got.message, 5 * seconds), SMIPC_OK);
  EQUAL(smipc_receive(party.clients[0], &none.message, 5 * seconds), SMIPC_CLOSED);
  smipc_event event;
  EQUAL(smipc_server_receive(party.server, &event, 5 * seconds), SMIPC_OK);
  EQUAL(event.kind, SMIPC_ENDED);
  EQUAL(event.client, party.ids[0]);
  EQUAL(smipc_server_drop(party.server, party.ids[0]), SMIPC_GONE);
  EQUAL(smipc_send(party.clients[1], "x", 1, SMIPC_NOW), SMIPC_OK);
}

TEST(closing_the_server_closes_everything) {
  Party<2> party;
  CHECK(party.made);
  smipc_connection *kept = nullptr;
  EQUAL(smipc_server_connection(party.server, party.ids[0], &kept), SMIPC_OK);
  std::atomic<int> status{-1};
  {
    check::Threaded waiter([&] {
      smipc_event event;
      status = smipc_server_receive(party.server, &event, SMIPC_FOREVER);
    });
    os::sleepMilliseconds(5); // usually it waits by now; right in either case
    Received got;
    if (status == -1) {
      smipc_server_close(party.server);
      party.server = nullptr;
    }
  }
  EQUAL(status.load(), SMIPC_CLOSED);
  Received got;
  EQUAL(smipc_receive(party.clients[1], &got.message, 5 * seconds), SMIPC_CLOSED);
  EQUAL(smipc_send(kept, "x", 1, SMIPC_NOW), SMIPC_CLOSED);
  smipc_close(kept);
}

TEST(names_and_their_errors) {
  smipc_server *server = nullptr, *second = nullptr;
  smipc_connection *client = nullptr;
  smipc_failure failure = {};
  const char *name = check::freshName();
  for (const char *bad : {"", "a b", "a/b", "a\\b", "\xc3\xa4"})
    EQUAL(smipc_listen(bad, nullptr, &server, &failure), SMIPC_INVALID);
  EQUAL(smipc_listen(nullptr, nullptr, &server, nullptr), SMIPC_INVALID);
  EQUAL(smipc_connect("a/b", 0, SMIPC_NOW, &client, &failure), SMIPC_INVALID);
  char longName[66];
  memset(longName, 'n', 65);
  longName[65] = '\0';
  EQUAL(smipc_listen(longName, nullptr, &server, nullptr), SMIPC_INVALID);
  EQUAL(smipc_connect(name, 0, seconds, &client, &failure), SMIPC_NO_SERVER);
  CHECK(strstr(failure.text, name) != nullptr && failure.status == SMIPC_NO_SERVER);
  EQUAL(smipc_listen(name, nullptr, &server, &failure), SMIPC_OK);
  EQUAL(failure.status, SMIPC_OK);
  EQUAL(smipc_listen(name, nullptr, &second, &failure), SMIPC_IN_USE);
  CHECK(strstr(failure.text, "another server") != nullptr);
  smipc_server_close(server);
  EQUAL(smipc_listen(name, nullptr, &server, &failure), SMIPC_OK);
  smipc_server_close(server);
  longName[64] = '\0';
  EQUAL(smipc_listen(longName, nullptr, &server, nullptr), SMIPC_OK);
  EQUAL(smipc_connect(longName, 0, 5 * seconds, &client, nullptr), SMIPC_OK);
  smipc_close(client);
  smipc_server_close(server);
}

TEST(limits_hold) {
  const smipc_server_options options = {sizeof options, 2, 10000, 0, 0};
  const char *name = check::freshName();
  smipc_server *server = nullptr;
  smipc_connection *clients[3] = {};
  smipc_failure failure = {};
  smipc_server_options wrong = options;
  wrong.size = 4;
  EQUAL(smipc_listen(name, &wrong, &server, nullptr), SMIPC_INVALID);
  EQUAL(smipc_listen(name, &options, &server, nullptr), SMIPC_OK);
  EQUAL(smipc_connect(name, 0, 5 * seconds, &clients[0], nullptr), SMIPC_OK);
  EQUAL(smipc_connect(name, 0, 5 * seconds, &clients[1], nullptr), SMIPC_OK);
  EQUAL(smipc_connect(name, 0, 5 * seconds, &clients[2], &failure), SMIPC_FULL);
  smipc_event event;
  for (int i = 0; i < 2; ++i)
    EQUAL(smipc_server_receive(server, &event, 5 * seconds), SMIPC_OK);
  const Bytes bytes(10001);
  EQUAL(smipc_send(clients[0], bytes.data, 10000, SMIPC_NOW), SMIPC_OK);
  EQUAL(smipc_send(clients[0], bytes.data, 10001, SMIPC_NOW), SMIPC_OK);
  EQUAL(smipc_server_receive(server, &event, SMIPC_NOW), SMIPC_OK);
  smipc_free(event.message.data);
  EQUAL(smipc_server_receive(server, &event, SMIPC_NOW), SMIPC_OK);
  EQUAL(event.kind, SMIPC_ENDED);
  EQUAL(event.status, SMIPC_TOO_LONG);
  Received got;
  EQUAL(smipc_receive(clients[0], &got.message, 5 * seconds), SMIPC_CLOSED);
  smipc_close(clients[0]);
  EQUAL(smipc_connect(name, 0, 5 * seconds, &clients[2], &failure), SMIPC_OK);
  smipc_close(clients[1]);
  smipc_close(clients[2]);
  smipc_server_close(server);
}

TEST(clients_come_and_go_all_the_time) {
  const char *name = check::freshName();
  smipc_server *server = nullptr;
  EQUAL(smipc_listen(name, nullptr, &server, nullptr), SMIPC_OK);
  std::atomic<int> running{3};
  std::atomic<int> wrong{0};
  const auto visit = [&] {
    for (int i = 0; i < 40; ++i) {
      smipc_connection *client = nullptr;
      char text[8];
      size_t size = 0;
      if (smipc_connect(name, 0, 20 * seconds, &client, nullptr) != SMIPC_OK) {
        ++wrong;
        continue;
      }
      if (smipc_send(client, "visit", 5, 20 * seconds) != SMIPC_OK ||
          smipc_receive_into(client, text, 8, &size, 20 * seconds) != SMIPC_OK || size != 5)
        ++wrong;
      smipc_close(client);
    }
    --running;
  };
  unsigned came = 0, went = 0, messages = 0;
  {
    check::Threaded a(visit);
    check::Threaded b(visit);
    check::Threaded c(visit);
    smipc_event event;
    while (running > 0 || went < came) {
      if (smipc_server_receive(server, &event, 50 * milliseconds) != SMIPC_OK)
        continue;
      came += event.kind == SMIPC_CONNECTED;
      went += event.kind == SMIPC_ENDED;
      messages += event.kind == SMIPC_MESSAGE;
      if (event.kind == SMIPC_MESSAGE)
        smipc_server_send(server, event.client, event.message.data, event.message.size, seconds);
      smipc_free(event.message.data);
    }
  }
  smipc_server_close(server);
  EQUAL(wrong.load(), 0);
  EQUAL(came, 120);
  EQUAL(went, 120);
  EQUAL(messages, 120);
}

int main(int argc, char **argv) { return check::run(argc, argv); }
