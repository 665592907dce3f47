// Peers that vanish, lie or lack what they need. A second process of this very program plays them.
#include "peers.hpp"
#include "process.hpp"

#ifndef _WIN32
#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>
#endif

using check::Process;

TEST(processes_talk) {
  const char *name = check::freshName();
  Process server, client;
  CHECK(server.start(nullptr, "serve", name));
  CHECK(client.start(nullptr, "ask", name, "400"));
  EQUAL(client.wait(), 0);
  smipc_connection *connection = connectTo(name);
  CHECK(connection != nullptr);
  smipc_send(connection, "quit", 4, seconds);
  EQUAL(server.wait(), 0);
  Received got;
  EQUAL(smipc_receive(connection, &got.message, 20 * seconds), SMIPC_CLOSED);
  smipc_close(connection);
}

TEST(processes_of_another_word_size_talk) {
#ifdef OTHER_PEER
  const char *name = check::freshName(), *rounds = "400";
  // There are kernels that refuse 32-bit programs: one that runs says that it has no such role.
  constexpr int noSuchRole = 99;
  Process tried;
  if (!tried.start(OTHER_PEER, "none", name) || tried.wait() != noSuchRole)
    SKIP("programs of the other word size do not run here");
  Process server, client;
  CHECK(server.start(OTHER_PEER, "serve", name));
  CHECK(client.start(nullptr, "ask", name, rounds));
  EQUAL(client.wait(), 0);
  server.stop();
  Process own, other;
  CHECK(own.start(nullptr, "serve", name));
  CHECK(other.start(OTHER_PEER, "ask", name, rounds));
  EQUAL(other.wait(), 0);
#else
  SKIP("no program of the other word size was built");
#endif
}

TEST(a_killed_server_is_noticed_at_once_and_its_name_is_free) {
  const char *name = check::freshName();
  uint64_t worst = 0;
  for (int round = 0; round < 5; ++round) {
    Process server;
    CHECK(server.start(nullptr, "serve", name));
    smipc_connection *connection = connectTo(name);
    CHECK(connection && echoes(connection, 100));
    std::atomic<uint64_t> killedAt{0};
    check::Threaded killer([&] {
      os::sleepMilliseconds(20);
      killedAt = os::nanoseconds();
      server.kill();
      server.wait();
    });
    Received got;
    EQUAL(smipc_receive(connection, &got.message, 20 * seconds), SMIPC_GONE);
    const uint64_t took = os::nanoseconds() - killedAt;
    worst = took > worst ? took : worst;
    killer.join();
    EQUAL(smipc_state(connection), SMIPC_GONE);
    EQUAL(smipc_send(connection, "x", 1, seconds), SMIPC_GONE);
    smipc_close(connection);
    smipc_connection *none = nullptr;
    EQUAL(smipc_connect(name, 0, seconds, &none, nullptr), SMIPC_NO_SERVER);
  }
  printf("  noticed after at most %llu ms\n", static_cast<unsigned long long>(worst / 1000000));
  smipc_server *next = nullptr;
  EQUAL(smipc_listen(name, nullptr, &next, nullptr), SMIPC_OK);
  smipc_server_close(next);
}

TEST(the_name_of_a_living_server_is_not_taken) {
  const char *name = check::freshName();
  Process server;
  CHECK(server.start(nullptr, "serve", name));
  smipc_connection *connection = connectTo(name);
  CHECK(connection != nullptr);
  smipc_server *second = nullptr;
  smipc_failure failure = {};
  EQUAL(smipc_listen(name, nullptr, &second, &failure), SMIPC_IN_USE);
#ifndef _WIN32
  server.pause(true); // slow is not dead
  EQUAL(smipc_listen(name, nullptr, &second, &failure), SMIPC_IN_USE);
  Received got;
  EQUAL(smipc_send(connection, "later", 5, seconds), SMIPC_OK);
  EQUAL(smipc_receive(connection, &got.message, 300 * milliseconds), SMIPC_AGAIN);
  smipc_connection *late = nullptr;
  EQUAL(smipc_connect(name, 0, 100 * milliseconds, &late, &failure), SMIPC_AGAIN);
  server.pause(false);
  EQUAL(smipc_receive(connection, &got.message, 20 * seconds), SMIPC_OK);
#endif
  CHECK(echoes(connection, 10));
  smipc_close(connection);
}

TEST(clients_killed_at_any_moment_disturb_no_other) {
  const char *name = check::freshName();
  Process server;
  CHECK(server.start(nullptr, "serve", name));
  smipc_connection *quiet = connectTo(name);
  CHECK(quiet != nullptr);
  check::Random random;
  constexpr int rounds = 60;
  for (int round = 0; round < rounds; ++round) {
    Process a, b;
    CHECK(a.start(nullptr, "rage", name));
    CHECK(b.start(nullptr, "rage", name));
    os::sleepMilliseconds(random.below(25));
    a.kill();
    CHECK(echoes(quiet, round * 500u));
    b.kill();
    a.wait();
    b.wait();
    CHECK(echoes(quiet, 5));
  }
  smipc_send(quiet, "quit", 4, seconds);
  EQUAL(server.wait(), 0);
  smipc_close(quiet);
}

TEST(a_client_killed_while_it_holds_a_reservation_is_gone) {
  const char *name = check::freshName();
  smipc_server *server = nullptr;
  EQUAL(smipc_listen(name, nullptr, &server, nullptr), SMIPC_OK);
  Process client;
  CHECK(client.start(nullptr, "hold", name));
  smipc_event event;
  do {
    EQUAL(smipc_server_receive(server, &event, 30 * seconds), SMIPC_OK);
    smipc_free(event.message.data);
  } while (event.kind != SMIPC_MESSAGE);
  const uint64_t start = os::nanoseconds();
  client.kill();
  client.wait();
  EQUAL(smipc_server_receive(server, &event, 30 * seconds), SMIPC_OK);
  printf("  noticed after %llu ms\n",
         static_cast<unsigned long long>((os::nanoseconds() - start) / 1000000));
  EQUAL(event.kind, SMIPC_ENDED);
  EQUAL(event.status, SMIPC_GONE);
  smipc_server_close(server);
}

TEST(servers_killed_at_any_moment_leave_no_client_waiting) {
  check::Random random;
  for (int round = 0; round < 30; ++round) {
    const char *name = check::freshName();
    Process server;
    CHECK(server.start(nullptr, "serve", name));
    smipc_connection *connection = connectTo(name);
    CHECK(connection != nullptr);
    check::Threaded killer([&] {
      os::sleepMilliseconds(random.below(10));
      server.kill();
    });
    int status = SMIPC_OK;
    const Bytes bytes(150000);
    for (uint32_t i = 0; status == SMIPC_OK; ++i) {
      status = smipc_send(connection, bytes.data, i % 3 ? i % 5000 : bytes.size, 30 * seconds);
      Received got;
      if (status == SMIPC_OK)
        status = smipc_receive(connection, &got.message, 30 * seconds);
    }
    EQUAL(status, SMIPC_GONE);
    killer.join();
    smipc_close(connection);
  }
}

TEST(a_damaged_packet_is_an_error_of_its_connection_alone) {
  Pair pair;
  CHECK(pair.made());
  const char *name = check::freshName();
  smipc_server *server = nullptr;
  smipc_connection *honest = nullptr;
  EQUAL(smipc_listen(name, nullptr, &server, nullptr), SMIPC_OK);
  EQUAL(smipc_connect(name, 1, 5 * seconds, &honest, nullptr), SMIPC_OK);
  for (int kind = 0; kind < 9; ++kind) {
    Liar liar(name);
    CHECK(liar.link.block != nullptr);
    liar.put(0, 100, 0, smipc::lastPacket);
    smipc::PacketHead &head = liar.head(0);
    unsigned packets = 1;
    switch (kind) {
    case 0:
      liar.ring().packets[0].data[99] ^= 1;
      break;
    case 1:
      head.checksum ^= 0x80000000u;
      break;
    case 2:
      head.size = smipc::packetCapacity + 1;
      break;
    case 3:
      head.size = 0xffff;
      break;
    case 4:
      head.position = 7 | smipc::lastPacket;
      break;
    case 5:
      head.size = 99;
      break;
    case 6: // a void packet that carries data
      liar.put(0, 100, 0, smipc::lastPacket | smipc::voidPacket);
      break;
    case 7: // the second packet is of another message
      liar.put(0, 100, 0, 0);
      liar.put(1, 100, 1, 1 | smipc::lastPacket);
      packets = 2;
      break;
    case 8: // the second packet is missing
      liar.put(0, 100, 0, 0);
      liar.put(1, 100, 0, 2 | smipc::lastPacket);
      packets = 2;
      break;
    }
    for (unsigned i = 0; i < packets; ++i)
      liar.send(i);
    EQUAL(smipc_send(honest, "fine", 4, SMIPC_NOW), SMIPC_OK);
    bool ended = false, heard = false;
    while (!ended || !heard) {
      smipc_event event;
      EQUAL(smipc_server_receive(server, &event, 10 * seconds), SMIPC_OK);
      if (event.kind == SMIPC_ENDED) {
        EQUAL(event.status, SMIPC_CORRUPT);
        ended = true;
      }
      heard = heard || event.kind == SMIPC_MESSAGE;
      smipc_free(event.message.data);
    }
  }
  smipc_close(honest);
  smipc_server_close(server);
}

TEST(counters_that_lie_block_and_crash_no_peer) {
  const char *name = check::freshName();
  smipc_server *server = nullptr;
  smipc_connection *honest = nullptr;
  EQUAL(smipc_listen(name, nullptr, &server, nullptr), SMIPC_OK);
  EQUAL(smipc_connect(name, 1, 5 * seconds, &honest, nullptr), SMIPC_OK);
  Liar liar(name);
  CHECK(liar.link.block != nullptr);
  smipc_event event;
  EQUAL(smipc_server_receive(server, &event, 5 * seconds), SMIPC_OK);
  EQUAL(smipc_server_receive(server, &event, 5 * seconds), SMIPC_OK);
  const uint64_t id = event.client;
  check::Random random;
  for (int i = 0; i < 2000; ++i) {
    liar.link.block->lane[smipc::fromServer].ring.front.store(random.next());
    liar.head(random.below(16)).ready.store(random.next());
    liar.ring().front.store(random.next());
    liar.link.block->asleep.store(random.below(3));
    liar.link.block->lane[0].reader.waiting.store(random.below(3));
    smipc_server_send(server, id, "x", 1, SMIPC_NOW);
    if (smipc_server_receive(server, &event, SMIPC_NOW) == SMIPC_OK)
      smipc_free(event.message.data);
  }
  EQUAL(smipc_send(honest, "fine", 4, SMIPC_NOW), SMIPC_OK);
  bool heard = false;
  while (!heard) {
    EQUAL(smipc_server_receive(server, &event, 10 * seconds), SMIPC_OK);
    heard = event.kind == SMIPC_MESSAGE && event.message.size == 4;
    smipc_free(event.message.data);
  }
  smipc_close(honest);
  smipc_server_close(server);
}

#ifndef _WIN32

TEST(memory_has_no_name_and_cannot_be_cut_off) {
  const char *name = check::freshName();
  smipc_server *server = nullptr;
  EQUAL(smipc_listen(name, nullptr, &server, nullptr), SMIPC_OK);
  Liar liar(name);
  CHECK(liar.link.block != nullptr);
  // The map names the file; that it is in no folder shows in "(deleted)".
  FILE *maps = fopen("/proc/self/maps", "r");
  CHECK(maps != nullptr);
  char line[512];
  unsigned named = 0, deleted = 0;
  while (fgets(line, sizeof line, maps)) {
    named += strstr(line, "smipc") && strstr(line, "rw-s");
    deleted += strstr(line, "smipc") && strstr(line, "(deleted)") && strstr(line, "rw-s");
  }
  fclose(maps);
  CHECK(named >= 2 && named == deleted);
  smipc_server_close(server);
}

// These two change limits of their process, so they are roles of a second one.

int descriptors() {
  const char *name = check::freshName();
  smipc_server *server = nullptr;
  smipc_connection *connection = nullptr;
  smipc_failure failure = {};
  rlimit limit = {};
  getrlimit(RLIMIT_NOFILE, &limit);
  const rlim_t before = limit.rlim_cur;
  limit.rlim_cur = 3;
  setrlimit(RLIMIT_NOFILE, &limit);
  if (smipc_listen(name, nullptr, &server, &failure) != SMIPC_SYSTEM ||
      !strstr(failure.text, strerror(EMFILE)))
    return 1;
  if (smipc_connect(name, 0, SMIPC_NOW, &connection, &failure) != SMIPC_SYSTEM)
    return 2;
  limit.rlim_cur = before;
  setrlimit(RLIMIT_NOFILE, &limit);
  // A server that runs out of them turns clients away and goes on when there are some again.
  if (smipc_listen(name, nullptr, &server, &failure) != SMIPC_OK)
    return 3;
  smipc_connection *first = nullptr;
  if (smipc_connect(name, 0, 5 * seconds, &first, &failure) != SMIPC_OK)
    return 4;
  const int socket = dup(0);
  close(socket);
  limit.rlim_cur = static_cast<rlim_t>(socket) + 1; // one for the client, none for the server
  setrlimit(RLIMIT_NOFILE, &limit);
  const int refused = smipc_connect(name, 0, 2 * seconds, &connection, &failure);
  limit.rlim_cur = before;
  setrlimit(RLIMIT_NOFILE, &limit);
  if (refused != SMIPC_FULL && refused != SMIPC_SYSTEM) // whichever side noticed first
    return 50 + refused;
  if (smipc_connect(name, 0, 5 * seconds, &connection, &failure) != SMIPC_OK)
    return 6;
  smipc_close(first);
  smipc_close(connection);
  smipc_server_close(server);
  return 0;
}

int memory() {
  const char *name = check::freshName();
  smipc_server *server = nullptr;
  smipc_failure failure = {};
  signal(SIGXFSZ, SIG_IGN);
  rlimit limit = {};
  getrlimit(RLIMIT_AS, &limit);
  limit.rlim_cur = 1;
  setrlimit(RLIMIT_AS, &limit);
  const int refused = smipc_listen(name, nullptr, &server, &failure);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_AS, &limit);
  if (refused != SMIPC_NO_MEMORY)
    return 1;
  if (smipc_listen(name, nullptr, &server, &failure) != SMIPC_OK)
    return 2;
  // No more shared memory for a client: it is told, and the server goes on.
  getrlimit(RLIMIT_FSIZE, &limit);
  const rlim_t before = limit.rlim_cur;
  limit.rlim_cur = 4096;
  setrlimit(RLIMIT_FSIZE, &limit);
  smipc_connection *connection = nullptr;
  if (smipc_connect(name, 0, 5 * seconds, &connection, &failure) != SMIPC_NO_MEMORY)
    return 3;
  limit.rlim_cur = before;
  setrlimit(RLIMIT_FSIZE, &limit);
  if (smipc_connect(name, 0, 5 * seconds, &connection, &failure) != SMIPC_OK)
    return 4;
  return 0;
}

TEST(running_out_of_descriptors_is_a_clear_error) {
  Process process;
  CHECK(process.start(nullptr, "descriptors", "-"));
  EQUAL(process.wait(), 0);
}

TEST(running_out_of_memory_is_a_clear_error) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  SKIP("the sanitizers need the address space");
#else
  Process process;
  CHECK(process.start(nullptr, "memory", "-"));
  EQUAL(process.wait(), 0);
#endif
}

TEST(a_zombie_counts_as_dead) {
  const char *name = check::freshName();
  Process server;
  CHECK(server.start(nullptr, "serve", name));
  smipc_connection *connection = connectTo(name);
  CHECK(connection != nullptr);
  server.kill(); // and is not waited for
  Received got;
  EQUAL(smipc_receive(connection, &got.message, 20 * seconds), SMIPC_GONE);
  smipc_connection *none = nullptr;
  EQUAL(smipc_connect(name, 0, seconds, &none, nullptr), SMIPC_NO_SERVER);
  smipc_close(connection);
}

#endif

int main(int argc, char **argv) {
#ifndef _WIN32
  if (argc > 2 && strcmp(argv[2], "descriptors") == 0)
    return descriptors();
  if (argc > 2 && strcmp(argv[2], "memory") == 0)
    return memory();
#endif
  const int status = check::playRole(argc, argv);
  return status >= 0 ? status : check::run(argc, argv);
}
