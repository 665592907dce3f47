#include "remoting/client/live_instances.hpp"

#include "os/clock.hpp"
#include "remoting/client/instance.hpp"

namespace remoting {
namespace {

LiveInstance *first = nullptr;

// Needs no construction, because nothing may run when the library is loaded; held for a few
// instructions.
class ListLock {
public:
  ListLock() {
    while (taken.exchange(true, std::memory_order_acquire))
      os::yield();
  }
  ~ListLock() { taken.store(false, std::memory_order_release); }

private:
  static inline std::atomic<bool> taken{false};
};

} // namespace

LiveInstance::LiveInstance(Instance *instance) : instance_(instance) {
  const ListLock lock;
  after_ = first;
  if (first)
    first->before_ = this;
  first = this;
}

LiveInstance::~LiveInstance() {
  const ListLock lock;
  (before_ ? before_->after_ : first) = after_;
  if (after_)
    after_->before_ = before_;
}

void LiveInstance::abandonAll() {
  for (LiveInstance *live = first; live; live = live->after_)
    live->instance_->abandon();
}

} // namespace remoting
