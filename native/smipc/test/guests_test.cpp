// Guests of a server that say nothing or spoil what they can, and names that others have taken.
#include "peers.hpp"
#include "process.hpp"

#ifdef _WIN32
#include "smipc/objects_windows.hpp"
#else
#include "smipc/link_linux.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>
#endif

using check::Process;

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
#endif

} // namespace

TEST(a_guest_that_spoils_all_that_it_can_write_disturbs_no_other) {
  const char *name = check::freshName();
  Process server;
  CHECK(server.start(nullptr, "serve", name));
  smipc_connection *honest = connectTo(name);
  CHECK(honest && echoes(honest, 10));
  Liar liar(name);
  CHECK(liar.link.block != nullptr);
  std::atomic<bool> stop{false};
  check::Random random;
  check::Threaded spoiler([&] {
    while (!stop) {
      memset(static_cast<void *>(liar.link.block), static_cast<int>(random.next()),
             sizeof(smipc::ConnectionBlock));
      liar.link.block->asleep.store(0);
      takeRings(liar.link);
      os::yield();
    }
  });
  unsigned wrong = 0;
  for (int i = 0; i < 200; ++i) {
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

TEST(silent_guests_keep_no_client_out) {
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
  // Every user may do everything with the pipe, and it belongs to no user in particular.
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
    SKIP("this system lets no user make objects that belong to others");
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
  const int status = check::playRole(argc, argv);
  return status >= 0 ? status : check::run(argc, argv);
}
