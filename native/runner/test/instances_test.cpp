// The C interface with real processes: threads that begin, wait, abort and close in all orders.
//   runner_instances_test <server> <model library> [part of a test's name]
#include "one.hpp"
#include "smipc/test/check.hpp"

#ifndef _WIN32
#include <poll.h>
#include <unistd.h>
#endif

using namespace runner;

namespace {

void stepThat(Builder &builder, uint32_t action) {
  builder.call(Call::set).u32(16).u32(0).u32(1).u16(0x21).u16(0).u32(1).u32(1).u32(action);
  builder.call(Call::step).f64(0).f64(1).u32(1).u32(0);
}

} // namespace

TEST(an_instance_is_made_used_and_freed) {
  Loop loop;
  One one(loop);
  EQUAL(runner_take(one.instance, nullptr, 0), -1);
  CHECK(one.make());
  uint8_t log[256];
  const int64_t size = runner_take_log(one.instance, log, sizeof log);
  EQUAL(size, 12 + 4 + 12); // "test", "100% made", and the gap
  CHECK(memcmp(log + 12, "test100% made", 13) == 0);
  EQUAL(runner_take_log(one.instance, log, sizeof log), 0);
  for (int i = 0; i < 1000; ++i) {
    Builder step;
    stepThat(step, 0);
    CHECK(one.run(step));
    EQUAL(one.head.status, 0);
  }
  CHECK(one.leave());
}

// Of a step that is discarded.
TEST(a_model_says_why_in_the_categories_that_are_turned_on) {
  struct Case {
    std::initializer_list<const char *> categories;
    uint32_t loggingOn;
    int64_t size; // 28: that it was made; 24: why it was discarded
  };
  const Case cases[] = {{{}, 0, 28},
                        {{"logStatusDiscard"}, 0, 28 + 24},
                        // Logging that is on is on in all categories, and none is asked for.
                        {{"logStatusDiscard"}, 1, 28},
                        // A refusal is not worth a word.
                        {{"logStatusDiscard", "unknown"}, 0, 28 + 24}};
  for (const Case &now : cases) {
    Loop loop;
    One one(loop);
    CHECK(one.make(now.categories, now.loggingOn));
    Builder discarded;
    stepThat(discarded, 6);
    CHECK(one.run(discarded));
    EQUAL(one.head.status, static_cast<uint32_t>(Status::discard));
    uint8_t log[256] = {};
    EQUAL(runner_take_log(one.instance, log, sizeof log), now.size);
    CHECK(memcmp(log + 12, "test100% made", 13) == 0);
    if (now.size > 28)
      CHECK(memcmp(log + 28 + 12, "testtoo far", 11) == 0);
  }
}

TEST(a_model_that_dies_of_a_category_is_fatal_and_says_so) {
  Loop loop;
  One one(loop);
  CHECK(!one.make({"crash"}));
  EQUAL(one.head.status, static_cast<uint32_t>(Status::fatal));
  CHECK(strcmp(one.head.failed, "fmi2SetDebugLogging") == 0);
  CHECK(one.head.logSize > 28);
}

// The calls of a list are sent before the answers to those before them are there. Whatever becomes
// of each, the list has to come to what it would have come to one call after the other.
TEST(lists_come_to_the_same_as_their_calls_one_by_one) {
  struct Case {
    uint32_t action, status, completed, messages, steps;
  };
  constexpr Case cases[] = {{0, 0, 3, 0, 1}, {3, 0, 3, 1, 1}, {4, 2, 0, 0, 0}, {5, 0, 3, 2, 1},
                            {6, 2, 1, 0, 0}, {7, 1, 3, 0, 1}, {8, 0, 3, 1, 1}};
  Loop loop;
  One one(loop);
  CHECK(one.make());
  uint8_t bytes[4096];
  runner_take_log(one.instance, bytes, sizeof bytes);
  double steps = 0;
  for (unsigned i = 0; i < 2000; ++i) {
    const Case &now = cases[(i * 5 + i / 7) % 7];
    const uint32_t count = 1 + i % 40; // more lists of references than both sides remember
    Builder list;
    stepThat(list, now.action);
    list.call(Call::get).u32(1).u16(0x31).u16(0).u32(count);
    for (uint32_t reference = 0; reference < count; ++reference)
      list.u32(reference);
    steps += now.steps;
    const int begun = runner_begin(one.instance, list.program().data(), list.program().size(),
                                   static_cast<int>(i % 3));
    CHECK(begun == RUNNER_OK || begun == RUNNER_AGAIN);
    EQUAL(runner_wait(one.instance, long_), RUNNER_OK);
    const int64_t size = runner_take(one.instance, bytes, sizeof bytes);
    ResultHead head;
    memcpy(&head, bytes, sizeof head);
    EQUAL(head.status, now.status);
    EQUAL(head.completed, now.completed);
    if (now.completed == 3) {
      const size_t at = sizeof head + 3 * sizeof(CallHead);
      EQUAL(static_cast<size_t>(size), at + 8 * count);
      for (uint32_t value = 0; value < count; ++value) {
        double got;
        memcpy(&got, bytes + at + 8 * value, sizeof got);
        CHECK(got == steps);
      }
    }
    uint32_t messages = 0;
    const int64_t log = runner_take_log(one.instance, bytes, sizeof bytes);
    for (int64_t at = 0; at < log; ++messages) {
      LogHead message;
      memcpy(&message, bytes + at, sizeof message);
      at += static_cast<int64_t>(sizeof message + message.category + message.text + 3) & ~3;
    }
    EQUAL(messages, now.messages);
  }
  CHECK(one.leave());
}

TEST(an_armed_caller_is_told_once_done) {
  Loop loop;
  One one(loop, 77);
  CHECK(one.make());
  for (int i = 0; i < 300; ++i) {
    Builder step;
    stepThat(step, 0);
    EQUAL(one.begin(step), RUNNER_OK);
    while (runner_arm(one.instance) == RUNNER_AGAIN) {
      uint32_t number = 0;
      EQUAL(runner_done(loop.hub, &number, 1, long_), 1);
      EQUAL(number, 77);
      if (runner_wait(one.instance, 0) == RUNNER_OK)
        break;
    }
    CHECK(one.finish());
  }
#ifndef _WIN32
  pollfd readable{loop.descriptor, POLLIN, 0};
  CHECK(poll(&readable, 1, 0) == 1);
#endif
  CHECK(one.leave());
}

TEST(a_second_program_has_to_wait) {
  Loop loop;
  One one(loop);
  CHECK(one.make());
  Builder hang, other;
  stepThat(hang, 1);
  other.call(Call::reset);
  EQUAL(one.begin(hang), RUNNER_OK);
  EQUAL(one.begin(other), RUNNER_INVALID);
  EQUAL(runner_wait(one.instance, 1000), RUNNER_AGAIN);
  EQUAL(runner_take(one.instance, nullptr, 0), -1);
  runner_abort(one.instance);
  CHECK(one.finish());
  EQUAL(one.head.status, static_cast<uint32_t>(Status::fatal));
}

TEST(a_crash_is_fatal) {
  Loop loop;
  One one(loop);
  CHECK(one.make());
  Builder crash;
  stepThat(crash, 2);
  CHECK(one.run(crash));
  EQUAL(one.head.status, static_cast<uint32_t>(Status::fatal));
  EQUAL(one.head.completed, 1);
  CHECK(strcmp(one.head.failed, "fmi2DoStep") == 0);
  CHECK(one.leave());
}

TEST(a_limit_is_kept) {
  Loop loop;
  One one(loop, 1, 300000);
  CHECK(one.make());
  Builder hang;
  stepThat(hang, 1);
  CHECK(one.run(hang));
  EQUAL(one.head.status, static_cast<uint32_t>(Status::fatal));
}

TEST(an_abort_at_any_moment_ends_everything) {
  for (uint32_t pause = 0; pause < 40; ++pause) {
    Loop loop;
    One one(loop);
    Builder builder;
    builder.call(Call::instantiate)
        .u32(1)
        .u32(0)
        .u32(0)
        .u32(0)
        .u32(0)
        .u32(0)
        .text("n")
        .text("t")
        .text("r");
    stepThat(builder, pause % 2);
    check::Threaded aborting([&] {
      os::sleepNanoseconds(uint64_t{pause} * 150000);
      runner_abort(one.instance);
    });
    EQUAL(one.begin(builder), RUNNER_OK);
    CHECK(one.finish());
    aborting.join();
    Builder after;
    stepThat(after, 0);
    CHECK(one.run(after));
    EQUAL(one.head.status, static_cast<uint32_t>(Status::fatal));
  }
}

// The list that is under way then may be anywhere: sent, in this thread's hands, or in those of the
// instance's own.
TEST(an_abort_at_any_moment_ends_lists_that_are_carried_out_at_once) {
  for (uint32_t pause = 0; pause < 30; ++pause) {
    Loop loop;
    One one(loop);
    CHECK(one.make());
    one.pace = pause % 2 == 0 ? RUNNER_NOW : RUNNER_LATER;
    check::Threaded aborting([&] {
      os::sleepNanoseconds(uint64_t{pause} * 20000);
      runner_abort(one.instance);
    });
    Builder list;
    stepThat(list, 0);
    const uint64_t begun = os::nanoseconds();
    while (one.run(list) && one.head.status == 0)
      CHECK(os::nanoseconds() - begun < 30000000000u);
    EQUAL(one.head.status, static_cast<uint32_t>(Status::fatal));
    aborting.join();
    CHECK(one.run(list));
    EQUAL(one.head.status, static_cast<uint32_t>(Status::fatal));
  }
}

// The list goes from hand to hand while its step is pending.
TEST(an_abort_at_any_moment_ends_a_pending_step) {
  for (uint32_t pause = 0; pause < 80; ++pause) {
    Loop loop;
    One one(loop);
    CHECK(one.make());
    one.pace = pause % 2 == 0 ? RUNNER_NOW : RUNNER_LATER;
    check::Threaded aborting([&] {
      os::sleepNanoseconds(500000 + uint64_t{pause} / 2 * 5000);
      runner_abort(one.instance);
    });
    Builder list;
    stepThat(list, 9);
    os::sleepNanoseconds(600000); // the other thread has begun
    CHECK(one.run(list));
    EQUAL(one.head.status, static_cast<uint32_t>(Status::fatal));
    aborting.join();
  }
}

TEST(the_log_may_be_taken_while_an_aborted_model_is_ended) {
  for (int i = 0; i < 20; ++i) {
    Loop loop;
    One one(loop);
    CHECK(one.make());
    Builder list;
    stepThat(list, 5);
    CHECK(one.run(list));
    runner_abort(one.instance);
    uint8_t log[4096];
    for (int looks = 0; looks < 200; ++looks)
      CHECK(runner_take_log(one.instance, log, sizeof log) >= 0);
  }
}

TEST(what_has_been_sent_is_done_by_the_waiting_thread_or_not_at_all) {
  Loop loop;
  for (int way = 0; way < 4; ++way) {
    One one(loop);
    CHECK(one.make());
    one.pace = RUNNER_LATER;
    Builder list, second;
    stepThat(list, 0);
    stepThat(second, 0);
    EQUAL(runner_begin(one.instance, list.program().data(), list.program().size(), RUNNER_LATER),
          RUNNER_AGAIN);
    EQUAL(runner_begin(one.instance, second.program().data(), second.program().size(), RUNNER_NOW),
          RUNNER_INVALID);
    EQUAL(runner_take(one.instance, nullptr, 0), -1);
    if (way == 0) { // no thread waits: it is closed
      continue;
    } else if (way == 1) {
      CHECK(one.finish());
    } else if (way == 2) {
      runner_arm(one.instance);
      CHECK(one.finish());
    } else {
      runner_abort(one.instance);
      CHECK(one.finish());
    }
    EQUAL(one.head.status, static_cast<uint32_t>(way == 3 ? Status::fatal : Status::ok));
  }
}

TEST(an_abort_before_anything_ends_it) {
  for (int i = 0; i < 40; ++i) {
    Loop loop;
    One one(loop);
    runner_abort(one.instance);
    one.make();
    Builder after;
    stepThat(after, 0);
    CHECK(one.run(after));
    EQUAL(one.head.status, static_cast<uint32_t>(Status::fatal));
  }
}

TEST(closing_ends_what_is_under_way) {
  Loop loop;
  for (int i = 0; i < 5; ++i) {
    One one(loop);
    CHECK(one.make());
    Builder hang;
    stepThat(hang, 1);
    EQUAL(one.begin(hang), RUNNER_OK);
    CHECK(i % 2 == 0 || runner_arm(one.instance) == RUNNER_AGAIN);
  }
}

TEST(many_instances_share_a_hub) {
  constexpr uint32_t count = 8;
  Loop loop;
  One *ones[count];
  for (uint32_t i = 0; i < count; ++i) {
    ones[i] = new (malloc(sizeof(One))) One(loop, i);
    CHECK(ones[i]->make());
  }
  uint32_t rounds[count] = {}, left = count;
  for (auto *one : ones) {
    Builder step;
    stepThat(step, 0);
    EQUAL(one->begin(step), RUNNER_OK);
  }
  bool waiting[count] = {};
  while (left > 0) {
    for (uint32_t i = 0; i < count; ++i) {
      if (rounds[i] == 50 || waiting[i])
        continue;
      if (runner_arm(ones[i]->instance) == RUNNER_AGAIN) {
        waiting[i] = true;
        continue;
      }
      CHECK(ones[i]->finish());
      EQUAL(ones[i]->head.status, 0);
      left -= ++rounds[i] == 50;
      Builder step;
      stepThat(step, 0);
      if (rounds[i] < 50)
        EQUAL(ones[i]->begin(step), RUNNER_OK);
    }
    bool all = left > 0;
    for (uint32_t i = 0; i < count; ++i)
      all = all && (waiting[i] || rounds[i] == 50);
    uint32_t numbers[3];
    const int told = runner_done(loop.hub, numbers, 3, all ? long_ : 0);
    CHECK(!all || told > 0);
    for (int i = 0; i < told; ++i)
      waiting[numbers[i]] = false;
  }
  for (auto *one : ones) {
    one->~One();
    free(one);
  }
}

TEST(what_cannot_start_is_fatal_and_says_why) {
  Loop loop;
  runner_instance *instance = nullptr;
  EQUAL(runner_open(loop.hub, 1, 2, "/nowhere", library, 0, &instance), RUNNER_OK);
  Builder builder;
  builder.call(Call::instantiate)
      .u32(1)
      .u32(0)
      .u32(0)
      .u32(0)
      .u32(0)
      .u32(0)
      .text("n")
      .text("t")
      .text("r");
  CHECK(runner_begin(instance, builder.program().data(), builder.program().size(), RUNNER_NOW) !=
        RUNNER_INVALID);
  EQUAL(runner_wait(instance, long_), RUNNER_OK);
  CHECK(runner_take_log(instance, nullptr, 0) > 0);
  runner_close(instance);
  EQUAL(runner_open(loop.hub, 1, 4, server, library, 0, &instance), RUNNER_INVALID);
}

int main(int argc, char **argv) {
  if (argc < 3)
    return 2;
  server = argv[1];
  library = argv[2];
  return check::run(argc - 2, argv + 2);
}
