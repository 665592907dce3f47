// The server: its clients in the order in which they came, and whose turn it is.
#pragma once

#include "smipc/connection.hpp"
#include "smipc/listener.hpp"

namespace smipc {

class Watch;

class Server {
public:
  static Server *open(const char *name, const smipc_server_options &options, Failure &failure);
  void close();
  void retain() { references_.fetch_add(1, std::memory_order_relaxed); }
  void release();

  // A message that fits goes into `lent`.
  int receive(smipc_event &event, Lent lent, uint64_t deadline);
  int wait(uint64_t deadline);
  int done(uint64_t client);
  size_t list(smipc_client_info *list, size_t capacity);
  int broadcast(const void *data, size_t size, uint64_t deadline, size_t &reached);
  int drop(uint64_t client);
  // Retained, or null.
  Connection *find(uint64_t client);

  std::atomic<Watch *> watch{nullptr};

private:
  struct Place {
    Connection *connection;
    bool announced; // the caller knows of it
    bool held;      // its last message is still being dealt with
  };

  explicit Server(const smipc_server_options &options);
  ~Server();

  int admit(const Link &link, void *&guest);
  void enter(Connection *connection);
  void ended(uint64_t client);
  size_t indexOf(uint64_t client) const;
  void remove(size_t index);
  bool serve(smipc_event &event, Lent lent, int &status);
  bool anything();
  void expectRinging(bool yes);
  int awaitAnything(uint64_t deadline);
  void wake() { hall_->wake(); }

  Hall *hall_ = nullptr;
  Listener *listener_ = nullptr;
  size_t maxClients_;
  size_t longest_;
  bool exclusive_;
  os::Turn receiving_;
  os::Mutex table_;
  Place *places_ = nullptr; // guarded by table_, as the next two
  size_t count_ = 0;
  size_t turn_ = 0;        // the place that is looked at first
  uint32_t lastCpu_ = ~0u; // guarded by receiving_: where the client ran that was served last
  bool prompt_ = false;    // guarded by receiving_: the next message came soon after the last one
  std::atomic<uint32_t> references_{1};
  std::atomic<bool> closing_{false};
};

} // namespace smipc
