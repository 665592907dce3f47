#include "smipc/watch.hpp"

#include "os/threads.hpp"

#include <atomic>
#include <new>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

namespace smipc {
namespace {

class LinuxWatch final : public Watch {
public:
  LinuxWatch(bool (*wait)(void *), void *self, int socket)
      : wait_(wait), self_(self), socket_(socket) {
    pthread_mutex_init(&mutex_, nullptr);
    pthread_cond_init(&changed_, nullptr);
  }
  ~LinuxWatch() {
    pthread_mutex_lock(&mutex_);
    ending_ = true;
    pthread_cond_signal(&changed_);
    pthread_mutex_unlock(&mutex_);
    thread_.join();
    close(socket_);
    pthread_cond_destroy(&changed_);
    pthread_mutex_destroy(&mutex_);
  }

  bool start() {
    return thread_.start([](void *self) { static_cast<LinuxWatch *>(self)->run(); }, this);
  }

  void arm() {
    pthread_mutex_lock(&mutex_);
    armed_ = true;
    pthread_cond_signal(&changed_);
    pthread_mutex_unlock(&mutex_);
  }

private:
  bool awaitArming() {
    pthread_mutex_lock(&mutex_);
    while (!armed_ && !ending_)
      pthread_cond_wait(&changed_, &mutex_);
    armed_ = false;
    pthread_mutex_unlock(&mutex_);
    return !ending_;
  }

  void run() {
    while (awaitArming()) {
      while (!ending_ && !wait_(self_)) {
      }
      if (send(socket_, "!", 1, MSG_NOSIGNAL) != 1)
        return; // the descriptor was closed
    }
  }

  bool (*wait_)(void *);
  void *self_;
  int socket_;
  os::Thread thread_;
  pthread_mutex_t mutex_;
  pthread_cond_t changed_;
  bool armed_ = false;
  std::atomic<bool> ending_{false};
};

} // namespace

Watch *Watch::make(bool (*wait)(void *), void *self, int &descriptor) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    return nullptr;
  void *memory = malloc(sizeof(LinuxWatch));
  auto *watch = memory ? new (memory) LinuxWatch(wait, self, ends[0]) : nullptr;
  if (watch && watch->start()) {
    descriptor = ends[1];
    return watch;
  }
  close(ends[1]);
  if (watch)
    watch->end();
  else
    close(ends[0]);
  return nullptr;
}

void Watch::arm() { static_cast<LinuxWatch *>(this)->arm(); }

void Watch::end() {
  auto *watch = static_cast<LinuxWatch *>(this);
  watch->~LinuxWatch();
  free(watch);
}

} // namespace smipc
