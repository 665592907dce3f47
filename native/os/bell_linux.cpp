// The bell on Linux: a futex on the flag in shared memory.
#include "os/bell.hpp"

#include <errno.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

namespace os {

void Bell::wake(std::atomic<uint32_t> &flag) const {
  const int before = errno;
  syscall(SYS_futex, &flag, FUTEX_WAKE, 1, nullptr, nullptr, 0);
  errno = before;
}

void Bell::wait(std::atomic<uint32_t> &flag, uint32_t milliseconds) const {
  const int before = errno;
  const timespec limit{static_cast<time_t>(milliseconds / 1000),
                       static_cast<long>(milliseconds % 1000) * 1000000};
  syscall(SYS_futex, &flag, FUTEX_WAIT, 1, &limit, nullptr, 0);
  errno = before;
}

} // namespace os
