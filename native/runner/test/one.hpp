// An instance for the tests, of the model that the test program was told of, and the loop that it
// belongs to.
#pragma once

#include "builder.hpp"
#include "runner/runner.h"

#include <initializer_list>

#ifndef _WIN32
#include <unistd.h>
#endif

namespace runner {

constexpr int64_t long_ = 60000000; // microseconds; no test waits that long unless it fails

inline const char *server;
inline const char *library;

struct Loop {
  runner_hub *hub = nullptr;
  int descriptor = -1;
  Loop() { runner_hub_open(&hub, &descriptor); }
  ~Loop() {
    runner_hub_close(hub);
#ifndef _WIN32
    close(descriptor);
#endif
  }
};

struct One {
  runner_instance *instance = nullptr;
  ResultHead head{};
  Bytes result; // with its head
  int pace = RUNNER_ASIDE;
  explicit One(Loop &loop, uint32_t number = 1, int64_t limit = 0, int fmi = 2) {
    runner_open(loop.hub, number, fmi, server, library, limit, &instance);
  }
  ~One() { runner_close(instance); }

  int begin(Builder &builder) {
    const int status =
        runner_begin(instance, builder.program().data(), builder.program().size(), pace);
    return status == RUNNER_AGAIN ? RUNNER_OK : status;
  }
  bool finish() {
    if (runner_wait(instance, long_) != RUNNER_OK)
      return false;
    const int64_t size = runner_take(instance, nullptr, 0);
    if (size < static_cast<int64_t>(sizeof head))
      return false;
    result.clear();
    runner_take(instance, result.add(static_cast<size_t>(size)), static_cast<size_t>(size));
    memcpy(&head, result.data(), sizeof head);
    return true;
  }
  bool run(Builder &builder) { return begin(builder) == RUNNER_OK && finish(); }
  bool make(std::initializer_list<const char *> categories = {}, uint32_t loggingOn = 0) {
    Builder builder;
    builder.call(Call::instantiate).u32(1).u32(0).u32(loggingOn);
    builder.u32(static_cast<uint32_t>(categories.size()))
        .u32(0)
        .u32(0)
        .text("n")
        .text("t")
        .text("r");
    for (const char *category : categories)
      builder.text(category);
    return run(builder) && head.status == 0;
  }
  bool leave() {
    Builder builder;
    builder.call(Call::free);
    return run(builder);
  }

  // The output of a call of the program that was run last, counted from 0, which has been
  // completed.
  const uint8_t *output(unsigned call, size_t *size = nullptr) const {
    const uint8_t *at = result.data() + sizeof head;
    for (;; --call) {
      CallHead its;
      memcpy(&its, at, sizeof its);
      if (size)
        *size = its.call; // a result begins with the size
      if (call == 0)
        return at + sizeof its;
      at += sizeof its + padded(its.call);
    }
  }
};

} // namespace runner
