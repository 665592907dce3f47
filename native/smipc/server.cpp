#include "smipc/server.hpp"

#include "smipc/watch.hpp"

#include <new>
#include <stdlib.h>

namespace smipc {
namespace {

constexpr size_t defaultClients = 256;
constexpr size_t defaultLongest = size_t{1} << 30;
constexpr uint64_t longestSpin = 10000; // nanoseconds
constexpr uint32_t longestSleep = 250;  // milliseconds; every event rings, this is for none

} // namespace

Server::Server(const smipc_server_options &options)
    : maxClients_(options.max_clients ? options.max_clients : defaultClients),
      longest_(options.max_message && options.max_message < SIZE_MAX / 4
                   ? static_cast<size_t>(options.max_message)
                   : defaultLongest),
      exclusive_(options.exclusive != 0) {}

Server::~Server() {
  for (size_t i = 0; i < count_; ++i)
    places_[i].connection->release();
  free(places_);
  if (hall_)
    hall_->release();
}

Server *Server::open(const char *name, const smipc_server_options &options, Failure &failure) {
  void *memory = malloc(sizeof(Server));
  Server *server = memory ? new (memory) Server(options) : nullptr;
  if (server)
    server->places_ = static_cast<Place *>(calloc(server->maxClients_, sizeof(Place)));
  if (!server || !server->places_) {
    failure.say(SMIPC_NO_MEMORY, "%s: out of memory", name);
  } else if ((server->hall_ = Hall::make(name, failure))) {
    const Doorman doorman = {
        server,
        [](void *self, const Link &link, void *&guest) {
          return static_cast<Server *>(self)->admit(link, guest);
        },
        [](void *self, void *guest) {
          static_cast<Server *>(self)->enter(static_cast<Connection *>(guest));
        },
        [](void *self, uint64_t id) { static_cast<Server *>(self)->ended(id); }};
    const os::Lock lock(server->table_); // the first client may come before we know our listener
    server->listener_ = Listener::open(name, doorman, *server->hall_, failure);
  }
  if (server && !server->listener_) {
    server->release();
    return nullptr;
  }
  return server;
}

void Server::release() {
  if (references_.fetch_sub(1, std::memory_order_acq_rel) != 1)
    return;
  this->~Server();
  free(this);
}

void Server::close() {
  closing_ = true;
  wake();
  if (Watch *watching = watch.exchange(nullptr))
    watching->end();
  receiving_.acquire(0); // threads that waited have left, and the next one sees that we close
  listener_->close();
  receiving_.release();
  {
    const os::Lock lock(table_);
    listener_ = nullptr;
    for (size_t i = 0; i < count_; ++i)
      places_[i].connection->close();
  }
  release();
}

// --- What the listener tells

int Server::admit(const Link &link, void *&guest) {
  {
    const os::Lock lock(table_);
    if (count_ == maxClients_)
      return SMIPC_FULL;
  }
  Connection *connection = Connection::make(link, fromServer, longest_);
  guest = connection;
  return connection ? SMIPC_OK : SMIPC_NO_MEMORY;
}

void Server::enter(Connection *connection) {
  const os::Lock lock(table_);
  places_[count_++] = {connection, false, false};
  wake();
}

void Server::ended(uint64_t client) {
  const os::Lock lock(table_);
  const size_t index = indexOf(client);
  if (index < count_)
    places_[index].connection->lose();
  wake();
}

// --- The table; its lock is held

size_t Server::indexOf(uint64_t client) const {
  size_t index = 0;
  while (index < count_ && places_[index].connection->id() != client)
    ++index;
  return index;
}

void Server::remove(size_t index) {
  places_[index].connection->close();
  places_[index].connection->release();
  memmove(places_ + index, places_ + index + 1, (count_ - index - 1) * sizeof *places_);
  --count_;
  if (turn_ > index)
    --turn_;
}

// Looks at every client once, beginning with the one whose turn it is. Of a message that has not
// arrived whole it takes what is there and goes on, so a long one holds up no other client.
bool Server::serve(smipc_event &event, Lent lent, int &status) {
  const os::Lock lock(table_);
  for (size_t i = 0; i < count_; ++i) {
    if (places_[i].announced)
      continue;
    places_[i].announced = true;
    event.kind = SMIPC_CONNECTED;
    event.client = places_[i].connection->id();
    return true;
  }
  const size_t first = turn_;
  for (size_t step = 0; step < count_; ++step) {
    const size_t i = (first + step) % count_;
    Connection *connection = places_[i].connection;
    if (places_[i].held || !connection->ready())
      continue;
    status = connection->receive(event.message, lent, 1);
    if (status == SMIPC_AGAIN || status == SMIPC_INVALID) // INVALID: this thread has it in view
      continue;
    if (status == SMIPC_NO_MEMORY)
      return true;
    event.client = connection->id();
    event.kind = status == SMIPC_OK ? SMIPC_MESSAGE : SMIPC_ENDED;
    event.status = status;
    turn_ = i + 1;
    lastCpu_ = connection->peerCpu();
    if (status == SMIPC_OK)
      places_[i].held = exclusive_;
    else
      remove(i);
    status = SMIPC_OK;
    return true;
  }
  return false;
}

bool Server::anything() {
  const os::Lock lock(table_);
  for (size_t i = 0; i < count_; ++i) {
    if (!places_[i].announced || (!places_[i].held && places_[i].connection->ready()))
      return true;
  }
  return closing_;
}

// Whether clients shall ring when they send. One that comes meanwhile wakes us by itself.
void Server::expectRinging(bool yes) {
  const os::Lock lock(table_);
  for (size_t i = 0; i < count_; ++i)
    places_[i].connection->expectRinging(yes);
}

// Polls, gives the processor away, then sleeps until a client rings.
int Server::awaitAnything(uint64_t deadline) {
  const Patience patience;
  // In vain where the client waits. One that has just asked again before this ended will soon
  // again.
  const uint64_t longer = prompt_ ? longestSpin : patience.spin;
  const uint64_t spin = lastCpu_ == os::cpu() ? 0 : longer;
  prompt_ = false;
  const uint64_t start = os::nanoseconds();
  uint64_t now = start;
  while (now - start < patience.yield || (deadline > now && deadline - now < os::shortestSleep)) {
    if (anything()) {
      prompt_ = now - start < longestSpin;
      return SMIPC_OK;
    }
    if (deadline != 0 && now >= deadline)
      return SMIPC_AGAIN;
    if (now - start < spin)
      os::relax();
    else
      os::yield();
    now = os::nanoseconds();
  }
  for (;;) {
    expectRinging(true);
    hall_->expect();
    if (!anything()) {
      now = os::nanoseconds();
      const uint64_t left = deadline > now ? (deadline - now + 999999) / 1000000 : 0;
      const bool sooner = deadline != 0 && left < longestSleep;
      hall_->sleep(sooner ? static_cast<uint32_t>(left) : longestSleep);
    }
    hall_->stopExpecting();
    expectRinging(false);
    if (anything())
      return SMIPC_OK;
    if (deadline != 0 && os::nanoseconds() >= deadline)
      return SMIPC_AGAIN;
  }
}

// --- What the caller asks

int Server::receive(smipc_event &event, Lent lent, uint64_t deadline) {
  if (receiving_.acquire(deadline) != os::Taken::yes)
    return SMIPC_AGAIN;
  event = smipc_event{};
  int status = SMIPC_OK;
  while (!closing_ && !serve(event, lent, status)) {
    status = awaitAnything(deadline);
    if (status != SMIPC_OK)
      break;
  }
  if (closing_)
    status = SMIPC_CLOSED;
  receiving_.release();
  return status;
}

int Server::wait(uint64_t deadline) {
  if (receiving_.acquire(deadline) != os::Taken::yes)
    return SMIPC_AGAIN;
  const int status = closing_ || anything() ? SMIPC_OK : awaitAnything(deadline);
  receiving_.release();
  return status;
}

int Server::done(uint64_t client) {
  const os::Lock lock(table_);
  const size_t index = indexOf(client);
  if (index == count_)
    return SMIPC_GONE;
  places_[index].held = false;
  wake();
  return SMIPC_OK;
}

size_t Server::list(smipc_client_info *list, size_t capacity) {
  const os::Lock lock(table_);
  for (size_t i = 0; i < count_ && i < capacity; ++i) {
    const Connection &connection = *places_[i].connection;
    list[i] = {connection.id(), connection.tag(), connection.pid(), 0};
  }
  return count_;
}

Connection *Server::find(uint64_t client) {
  const os::Lock lock(table_);
  const size_t index = indexOf(client);
  if (index == count_)
    return nullptr;
  places_[index].connection->retain();
  return places_[index].connection;
}

int Server::drop(uint64_t client) {
  const os::Lock lock(table_);
  const size_t index = indexOf(client);
  if (index == count_)
    return SMIPC_GONE;
  places_[index].connection->close();
  wake();
  return SMIPC_OK;
}

int Server::broadcast(const void *data, size_t size, uint64_t deadline, size_t &reached) {
  struct Target {
    Connection *connection;
    size_t offset;
    bool begun;
  };
  reached = 0;
  size_t count = 0;
  Target *targets = nullptr;
  {
    const os::Lock lock(table_);
    targets = static_cast<Target *>(malloc((count_ + 1) * sizeof *targets));
    if (!targets)
      return SMIPC_NO_MEMORY;
    for (; count < count_; ++count) {
      places_[count].connection->retain();
      targets[count] = {places_[count].connection, 0, false};
    }
  }
  // Each client that has room gets the next packets; the list shrinks as they are done.
  const uint64_t start = os::nanoseconds();
  while (count > 0 && !closing_) {
    bool progress = false;
    for (size_t i = 0; i < count;) {
      Target &target = targets[i];
      int status = target.begun ? SMIPC_OK : target.connection->begin();
      target.begun = status == SMIPC_OK;
      if (target.begun) {
        const size_t before = target.offset;
        status = target.connection->step(static_cast<const uint8_t *>(data), size, target.offset);
        progress = progress || target.offset != before;
      }
      if (status == SMIPC_AGAIN) {
        ++i;
        continue;
      }
      reached += status == SMIPC_OK;
      if (target.begun)
        target.connection->finish(status == SMIPC_OK);
      target.connection->release();
      target = targets[--count];
    }
    const uint64_t now = os::nanoseconds();
    if (count == 0 || (deadline != 0 && now >= deadline))
      break;
    if (!progress && now - start > 1000000)
      os::sleepMilliseconds(1);
    else if (!progress)
      os::yield();
  }
  for (size_t i = 0; i < count; ++i) {
    if (targets[i].begun)
      targets[i].connection->finish(false);
    targets[i].connection->release();
  }
  free(targets);
  return count == 0 ? SMIPC_OK : closing_ ? SMIPC_CLOSED : SMIPC_AGAIN;
}

} // namespace smipc
