// FMU states by handle: the importer holds the handle, the pointer never leaves the model's
// process. For several threads.
#pragma once

#include "os/threads.hpp"

#include <stdint.h>
#include <stdlib.h>

namespace remoting {

class States {
public:
  static constexpr const char *unknown = "the FMU state is not one of this instance";

  States() = default;
  States(const States &) = delete;
  States &operator=(const States &) = delete;
  ~States() { free(pointers_); }

  // The pointer behind a handle; handle 0 is the null pointer.
  bool find(uint32_t handle, void *&state) {
    const os::Lock lock(mutex_);
    state = nullptr;
    if (handle == 0)
      return true;
    if (handle > size_ || !pointers_[handle - 1])
      return false;
    state = pointers_[handle - 1];
    return true;
  }

  // Keeps what the model has made of a state: the handle for it, or 0 if it is gone.
  uint32_t store(uint32_t handle, void *state) {
    const os::Lock lock(mutex_);
    if (handle == 0 && state)
      handle = unused();
    if (handle == 0)
      return 0;
    pointers_[handle - 1] = state;
    return state ? handle : 0;
  }

private:
  uint32_t unused() {
    for (uint32_t i = 0; i < size_; ++i) {
      if (!pointers_[i])
        return i + 1;
    }
    const uint32_t larger = size_ * 2 + 8;
    auto *grown = static_cast<void **>(realloc(pointers_, larger * sizeof *pointers_));
    if (!grown)
      return 0;
    pointers_ = grown;
    for (uint32_t i = size_; i < larger; ++i)
      pointers_[i] = nullptr;
    const uint32_t handle = size_ + 1;
    size_ = larger;
    return handle;
  }

  os::Mutex mutex_;
  void **pointers_ = nullptr;
  uint32_t size_ = 0;
};

} // namespace remoting
