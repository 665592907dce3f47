// Peers that vanish, lie or lack what they need. A second process of this very program plays them.
#include "pair.hpp"
#include "process.hpp"
#include "smipc/checksum.hpp"
#include "smipc/link.hpp"

#ifdef _WIN32
#include "smipc/objects_windows.hpp"
#else
#include "smipc/link_linux.hpp"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>
#endif

namespace {

using check::Process;

smipc_connection *connectTo(const char *name) {
  smipc_connection *connection = nullptr;
  const uint64_t start = os::nanoseconds();
  while (smipc_connect(name, 1, 5 * seconds, &connection, nullptr) == SMIPC_NO_SERVER &&
         os::nanoseconds() - start < 30000000000u)
    os::sleepMilliseconds(2);
  return connection;
}

bool echoes(smipc_connection *connection, size_t size) {
  const Bytes bytes(size);
  Received got;
  return smipc_send(connection, bytes.data, size, 20 * seconds) == SMIPC_OK &&
         smipc_receive(connection, &got.message, 20 * seconds) == SMIPC_OK && got.is(size);
}

uint32_t random32() {
  static uint64_t state = os::nanoseconds() | 1;
  state = state * 6364136223846793005u + 1442695040888963407u;
  return static_cast<uint32_t>(state >> 33);
}

} // namespace

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

TEST(clients_killed_at_any_moment_disturb_nobody) {
  const char *name = check::freshName();
  Process server;
  CHECK(server.start(nullptr, "serve", name));
  smipc_connection *quiet = connectTo(name);
  CHECK(quiet != nullptr);
  constexpr int rounds = 60;
  for (int round = 0; round < rounds; ++round) {
    Process a, b;
    CHECK(a.start(nullptr, "rage", name));
    CHECK(b.start(nullptr, "rage", name));
    os::sleepMilliseconds(random32() % 25);
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
  for (int round = 0; round < 30; ++round) {
    const char *name = check::freshName();
    Process server;
    CHECK(server.start(nullptr, "serve", name));
    smipc_connection *connection = connectTo(name);
    CHECK(connection != nullptr);
    check::Threaded killer([&] {
      os::sleepMilliseconds(random32() % 10);
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

namespace {

// Takes what has been rung on the way that the link has for it, as a guest might do.
void takeRings([[maybe_unused]] smipc::Link &link) {
#ifndef _WIN32
  uint64_t count = 0;
  fcntl(link.serverBell, F_SETFL, O_NONBLOCK);
  [[maybe_unused]] const ssize_t got = read(link.serverBell, &count, sizeof count);
  count = UINT64_MAX - 1; // as many as it holds: another write would have to wait
  [[maybe_unused]] const ssize_t put = write(link.serverBell, &count, sizeof count);
  fcntl(link.serverBell, F_SETFL, 0);
#endif
}

// Comes to a server and says nothing.
struct Guest {
#ifdef _WIN32
  HANDLE pipe = INVALID_HANDLE_VALUE;
  bool enter(const char *name) {
    smipc::Name place;
    smipc::pipeName(place, smipc::OwnerOnly(), name);
    const uint64_t start = os::nanoseconds();
    do
      pipe =
          CreateFileW(place, GENERIC_READ | GENERIC_WRITE, 0, nullptr, OPEN_EXISTING, 0, nullptr);
    while (pipe == INVALID_HANDLE_VALUE && GetLastError() == ERROR_PIPE_BUSY &&
           os::nanoseconds() - start < 20000000000u);
    return pipe != INVALID_HANDLE_VALUE;
  }
  ~Guest() { CloseHandle(pipe); }
#else
  int socket = -1;
  bool enter(const char *name) {
    sockaddr_un address;
    const socklen_t size = smipc::addressOf(name, address);
    socket = ::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    return connect(socket, reinterpret_cast<sockaddr *>(&address), size) == 0;
  }
  void leave() {
    if (socket >= 0)
      close(socket);
    socket = -1;
  }
  bool ended() const {
    pollfd file{socket, POLLRDHUP, 0};
    return poll(&file, 1, 0) > 0;
  }
  ~Guest() { leave(); }
#endif
};

#ifndef _WIN32
unsigned openDescriptors() {
  unsigned count = 0;
  DIR *folder = opendir("/proc/self/fd");
  while (folder && readdir(folder))
    ++count;
  if (folder)
    closedir(folder);
  return count;
}
#endif

} // namespace

TEST(counters_that_lie_block_and_crash_nobody) {
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
  for (int i = 0; i < 2000; ++i) {
    liar.link.block->lane[smipc::fromServer].ring.front.store(random32());
    liar.head(random32() % 16).ready.store(random32());
    liar.ring().front.store(random32());
    liar.link.block->asleep.store(random32() % 3);
    liar.link.block->lane[0].reader.waiting.store(random32() % 3);
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

TEST(a_guest_that_spoils_all_that_it_can_write_disturbs_no_other) {
  const char *name = check::freshName();
  Process server;
  CHECK(server.start(nullptr, "serve", name));
  smipc_connection *honest = connectTo(name);
  CHECK(honest && echoes(honest, 10));
  Liar liar(name);
  CHECK(liar.link.block != nullptr);
  std::atomic<bool> stop{false};
  check::Threaded spoiler([&] {
    while (!stop) {
      memset(static_cast<void *>(liar.link.block), static_cast<int>(random32()),
             sizeof(smipc::ConnectionBlock));
      liar.link.block->asleep.store(0);
      takeRings(liar.link);
    }
  });
  unsigned wrong = 0;
  for (int i = 0; i < 1000; ++i) {
    if (i % 10 == 0) { // newcomers rely on nothing that the others can write
      smipc_connection *newcomer = connectTo(name);
      wrong += !newcomer || !echoes(newcomer, 100);
      smipc_close(newcomer);
    }
    os::sleepMilliseconds(1); // the server goes to sleep in between: it has to be woken each time
    wrong += !echoes(honest, 10);
  }
  stop = true;
  spoiler.join();
  EQUAL(wrong, 0);
  smipc_close(honest);
}

TEST(silent_guests_keep_nobody_out) {
  const char *name = check::freshName();
  smipc_server *server = nullptr;
  EQUAL(smipc_listen(name, nullptr, &server, nullptr), SMIPC_OK);
  constexpr unsigned crowd = 100;
  Guest silent[crowd];
  for (unsigned i = 0; i < crowd; ++i) {
    CHECK(silent[i].enter(name));
    if (i % 10 != 9)
      continue;
    smipc_connection *connection = nullptr;
    EQUAL(smipc_connect(name, 0, 3 * seconds, &connection, nullptr), SMIPC_OK);
    smipc_close(connection);
  }
  smipc_server_close(server);
}

#ifdef _WIN32

TEST(a_name_that_another_user_has_taken_is_reported_as_that) {
  const char *name = check::freshName();
  smipc::Name place;
  smipc::pipeName(place, smipc::OwnerOnly(), name);
  // Everybody may do everything with the pipe, and it belongs to nobody in particular.
  alignas(8) uint8_t everybody[SECURITY_MAX_SID_SIZE];
  DWORD size = sizeof everybody;
  SECURITY_DESCRIPTOR descriptor = {};
  CHECK(CreateWellKnownSid(WinWorldSid, nullptr, everybody, &size));
  CHECK(InitializeSecurityDescriptor(&descriptor, SECURITY_DESCRIPTOR_REVISION));
  CHECK(SetSecurityDescriptorOwner(&descriptor, everybody, FALSE));
  CHECK(SetSecurityDescriptorDacl(&descriptor, TRUE, nullptr, FALSE));
  SECURITY_ATTRIBUTES attributes = {sizeof attributes, &descriptor, FALSE};
  const HANDLE pipe =
      CreateNamedPipeW(place, PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED,
                       PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE | PIPE_REJECT_REMOTE_CLIENTS,
                       PIPE_UNLIMITED_INSTANCES, 512, 512, 0, &attributes);
  if (pipe == INVALID_HANDLE_VALUE && GetLastError() == ERROR_INVALID_OWNER)
    SKIP("this system lets nobody make objects that belong to others");
  CHECK(pipe != INVALID_HANDLE_VALUE);
  smipc_server *server = nullptr;
  smipc_connection *connection = nullptr;
  smipc_failure failure = {};
  EQUAL(smipc_listen(name, nullptr, &server, &failure), SMIPC_IN_USE);
  CHECK(strstr(failure.text, "another user has taken this name (S-1-1-0)"));
  EQUAL(smipc_connect(name, 0, 5 * seconds, &connection, &failure), SMIPC_DENIED);
  CHECK(strstr(failure.text, "another user has taken this name (S-1-1-0)"));
  CloseHandle(pipe);
}

#else

TEST(a_guest_that_fails_leaves_no_descriptor) {
  const char *name = check::freshName();
  const smipc_server_options options = {sizeof options, 1, 0, 0, 0};
  smipc_server *server = nullptr;
  EQUAL(smipc_listen(name, &options, &server, nullptr), SMIPC_OK);
  const unsigned before = openDescriptors();
  smipc::Hello hello{};
  hello.magic = smipc::connectionMagic;
  hello.version = smipc::protocolVersion;
  hello.byteOrder = smipc::byteOrderMark;
  smipc::Hello stranger = hello, older = hello;
  stranger.magic = 0;
  older.version = 1;
  const struct {
    const void *data;
    size_t size;
  } words[] = {{nullptr, 0},
               {&hello, 1},
               {&hello, sizeof hello - 1},
               {&hello, sizeof hello},
               {&stranger, sizeof hello},
               {&older, sizeof hello}};
  for (const auto &[data, size] : words) {
    for (int stays = 0; stays < 2; ++stays) {
      Guest guests[12];
      for (Guest &guest : guests) {
        CHECK(guest.enter(name));
        if (size > 0)
          CHECK(::send(guest.socket, data, size, MSG_NOSIGNAL) == static_cast<ssize_t>(size));
        if (!stays)
          guest.leave();
      }
      // The server ends those that stay, but for the one that it has taken as its client.
      for (Guest &guest : guests) {
        const bool welcome = stays && size == sizeof hello && data == &hello;
        while (stays && !welcome && !guest.ended())
          os::sleepMilliseconds(2);
        guest.leave();
      }
      smipc_event event;
      while (openDescriptors() > before) // the watchdog is the deadline
        smipc_server_receive(server, &event, 2 * milliseconds);
    }
  }
  smipc_server_close(server);
}

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

namespace {

// Runs a part of a test in a process of its own, whose limits do not matter.
template <class Body> int inChild(Body body) {
  fflush(stdout);
  const pid_t pid = fork();
  if (pid == 0)
    _exit(body());
  int status = 0;
  waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

} // namespace

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

TEST(another_user_is_refused) {
  if (geteuid() != 0)
    SKIP("only root can become another user");
  const char *name = check::freshName();
  smipc_server *server = nullptr;
  EQUAL(smipc_listen(name, nullptr, &server, nullptr), SMIPC_OK);
  // As another user, but under the name that root's server has.
  const int status = inChild([&] {
    smipc_connection *connection = nullptr;
    if (setresuid(12345, 12345, 12345) != 0)
      return 1;
    if (smipc_connect(name, 0, seconds, &connection, nullptr) != SMIPC_NO_SERVER)
      return 2;
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    const int length =
        snprintf(address.sun_path + 1, sizeof address.sun_path - 1, "smipc-0-%s", name);
    const int file = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    if (connect(file, reinterpret_cast<sockaddr *>(&address),
                static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 +
                                       static_cast<size_t>(length))) != 0)
      return 3;
    smipc::Welcome welcome = {};
    const ssize_t got = recv(file, &welcome, sizeof welcome, 0);
    return got == sizeof welcome && welcome.refusal == SMIPC_DENIED ? 0 : 4;
  });
  EQUAL(status, 0);
  smipc_server_close(server);
}

TEST(a_name_that_another_user_has_taken_is_reported_as_that) {
  if (geteuid() != 0)
    SKIP("only root can become another user");
  for (const bool listens : {true, false}) {
    const char *name = check::freshName();
    sockaddr_un address;
    const socklen_t size = smipc::addressOf(name, address); // as the name of our user
    int told[2], over[2];
    CHECK(pipe(told) == 0 && pipe(over) == 0);
    fflush(stdout);
    const pid_t pid = fork();
    if (pid == 0) {
      char done = setresuid(12345, 12345, 12345) == 0;
      const int file = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
      done = done && bind(file, reinterpret_cast<sockaddr *>(&address), size) == 0;
      done = done && (!listens || listen(file, 5) == 0);
      close(over[1]);
      if (write(told[1], &done, 1) == 1 && read(over[0], &done, 1) == 0) // until we have seen it
        _exit(0);
      _exit(1);
    }
    char done = 0;
    const bool taken = read(told[0], &done, 1) == 1 && done;
    smipc_server *server = nullptr;
    smipc_connection *connection = nullptr;
    smipc_failure listening = {}, connecting = {};
    const int refused = smipc_listen(name, nullptr, &server, &listening);
    const int denied = smipc_connect(name, 0, 5 * seconds, &connection, &connecting);
    for (const int file : {told[0], told[1], over[0], over[1]})
      close(file);
    waitpid(pid, nullptr, 0);
    CHECK(taken);
    EQUAL(refused, SMIPC_IN_USE);
    EQUAL(denied, listens ? SMIPC_DENIED : SMIPC_NO_SERVER);
    CHECK(strstr(listening.text, listens ? "another user has taken this name (uid 12345)"
                                         : "a program that takes no clients has this name"));
    CHECK(!listens || strstr(connecting.text, "another user has taken this name (uid 12345)"));
  }
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
