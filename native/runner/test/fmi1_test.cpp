// Models of FMI 1.0: which of their functions the calls of a program become, and with what.
//   runner_fmi1_test <server> <model library> <model of FMI 2.0> [part of a test's name]
#include "one.hpp"
#include "smipc/test/check.hpp"

using namespace runner;

namespace {

const char *other; // a library with none of the functions of FMI 1.0

struct Fmi1 : One {
  explicit Fmi1(Loop &loop) : One(loop, 1, 0, 1) {}

  bool make(uint32_t kind, const char *token = "t") {
    Builder builder;
    builder.call(Call::instantiate).u32(kind).u32(kind).u32(1).u32(0).u32(0).u32(0);
    builder.text("n").text(token).text("file:///place");
    return run(builder) && head.status == 0;
  }
  // What the model was called with since this was asked for last.
  const char *calls() {
    Builder builder;
    builder.call(Call::get).u32(1).u16(0x41).u16(0).u32(1).u32(0);
    return run(builder) && head.status == 0
               ? reinterpret_cast<const char *>(output(0)) + sizeof(uint32_t)
               : "nothing was returned";
  }
  bool does(uint32_t reference, uint32_t action) {
    Builder builder;
    builder.call(Call::set).u32(16).u32(0).u32(1).u16(0x21).u16(0).u32(1).u32(reference).u32(
        action);
    return run(builder) && head.status == 0;
  }
};

constexpr uint32_t exchange = 0, slave = 1;

void initialize(Builder &builder, uint32_t hasStop, uint32_t hasTolerance) {
  builder.call(Call::setup).f64(0.5).f64(2.5).f64(0.25).u32(hasStop).u32(hasTolerance);
  builder.call(Call::enterInitialization);
  builder.call(Call::exitInitialization);
}

struct Event {
  uint32_t needed, terminate, nominals, values, timeDefined, gap;
  double nextTime;
};

bool isEvent(const uint8_t *output, const Event &expected) {
  Event event;
  memcpy(&event, output, sizeof event);
  return memcmp(&event, &expected, sizeof event) == 0;
}

} // namespace

#define SAME(text, expected) CHECK(strcmp(text, expected) == 0)

TEST(a_slave_is_called_as_the_standard_says) {
  Loop loop;
  Fmi1 one(loop);
  CHECK(one.make(slave));
  SAME(one.calls(), "slave n file:///place application/x-fmu-sharedlibrary 0 1 0 0 1\n");
  Builder begun;
  initialize(begun, 1, 1);
  CHECK(one.run(begun));
  EQUAL(one.head.completed, 3);
  SAME(one.calls(), "initialize 0.5 1 2.5\n");
  Builder steps;
  steps.call(Call::step).f64(0.5).f64(0).u32(0).u32(0);
  steps.call(Call::step).f64(0.5).f64(0.25).u32(1).u32(0);
  steps.call(Call::terminate);
  steps.call(Call::reset);
  initialize(steps, 0, 0);
  CHECK(one.run(steps));
  EQUAL(one.head.completed, 7);
  SAME(one.calls(),
       "step 0.5 0 0\nstep 0.5 0.25 1\nterminate slave\nreset\ninitialize 0.5 0 2.5\n");
  CHECK(one.leave());
  EQUAL(one.head.status, 0);
}

TEST(a_model_is_called_as_the_standard_says) {
  Loop loop;
  Fmi1 one(loop);
  CHECK(one.make(exchange));
  SAME(one.calls(), "model n 1\n");
  Builder begun;
  initialize(begun, 1, 1);
  begun.call(Call::newDiscreteStates);
  begun.call(Call::enterContinuousTime);
  begun.call(Call::enterEvents);
  begun.call(Call::newDiscreteStates);
  begun.call(Call::setTime).f64(0.75);
  begun.call(Call::terminate);
  CHECK(one.run(begun));
  EQUAL(one.head.completed, 9);
  // What the initialization says of events is the first answer; then all states are new.
  CHECK(isEvent(one.output(3), {0, 0, 1, 1, 1, 0, 0.75}));
  CHECK(isEvent(one.output(6), {0, 0, 0, 0, 0, 0, 0}));
  SAME(one.calls(), "time 0.5\ninitialize 1 0.25\nupdate 0\ntime 0.75\nterminate\n");
  Builder reset;
  reset.call(Call::reset);
  CHECK(one.run(reset));
  EQUAL(one.head.status, static_cast<uint32_t>(Status::error));
  CHECK(one.leave());
}

TEST(states_that_are_others_have_other_values) {
  struct Case {
    uint32_t reference, action;
    Event event;
  };
  constexpr Case cases[] = {{0, 7, {0, 0, 1, 1, 0, 0, 0}},
                            {0, 8, {0, 0, 0, 1, 0, 0, 0}},
                            {1, 1, {1, 0, 0, 0, 0, 0, 0}},
                            {2, 1, {0, 1, 0, 0, 0, 0, 0}}};
  for (const Case &now : cases) {
    Loop loop;
    Fmi1 one(loop);
    CHECK(one.make(exchange));
    CHECK(one.does(now.reference, now.action));
    Builder event;
    event.call(Call::newDiscreteStates);
    event.call(Call::completedStep).u32(1).u32(0);
    CHECK(one.run(event));
    EQUAL(one.head.completed, 2);
    CHECK(isEvent(one.output(0), now.event));
    uint32_t flags[2];
    memcpy(flags, one.output(1), sizeof flags);
    EQUAL(flags[0], now.action == 7 ? 1u : 0u);
    EQUAL(flags[1], 0);
  }
}

TEST(the_numbers_of_a_model_are_passed_on) {
  Loop loop;
  Fmi1 one(loop);
  CHECK(one.make(exchange));
  for (const uint32_t count : {0u, 1u, 2u, 3000u}) {
    Builder numbers;
    numbers.call(Call::setStates);
    for (uint32_t i = 0; i < count; ++i)
      numbers.f64(i + 0.5);
    constexpr Call getters[] = {Call::getStates, Call::getNominals, Call::getDerivatives,
                                Call::getIndicators};
    for (const Call getter : getters)
      numbers.call(getter).u32(count).u32(0);
    CHECK(one.run(numbers));
    EQUAL(one.head.completed, 5);
    for (unsigned getter = 0; getter < 4; ++getter) {
      size_t size = 0;
      const uint8_t *output = one.output(1 + getter, &size);
      EQUAL(size, count * sizeof(double));
      for (uint32_t i = 0; i < count; ++i) {
        double number;
        memcpy(&number, output + i * sizeof number, sizeof number);
        CHECK(number == i + 0.5 + 100 * getter);
      }
    }
  }
}

// A sub-frame of bytes ends anywhere; the reals behind it do not begin there.
TEST(booleans_are_bytes) {
  Loop loop;
  Fmi1 one(loop);
  CHECK(one.make(slave));
  for (const uint32_t count : {0u, 1u, 2u, 7u, 8u, 100000u}) {
    Builder list;
    const auto references = [count](Builder &to) {
      to.u32(2).u16(0x11).u16(0).u32(count);
      for (uint32_t i = 0; i < count; ++i)
        to.u32(i);
      to.u16(0x31).u16(0).u32(1).u32(5);
    };
    list.call(Call::set).u32(4 + 8 + 4 * count + 12).u32(0);
    references(list);
    list.align(8);
    for (uint32_t i = 0; i < count; ++i)
      list.u8(i % 3 == 0);
    list.align(8).f64(count + 0.25);
    list.call(Call::get);
    references(list);
    CHECK(one.run(list));
    EQUAL(one.head.completed, 2);
    size_t size = 0;
    const uint8_t *output = one.output(1, &size);
    EQUAL(size, padded(count) + sizeof(double));
    for (uint32_t i = 0; i < count; ++i)
      EQUAL(output[i], i % 3 == 0 ? 1 : 0);
    double number;
    memcpy(&number, output + padded(count), sizeof number);
    CHECK(number == count + 0.25);
  }
}

TEST(booleans_of_other_versions_are_refused) {
  Loop loop;
  Fmi1 one(loop);
  CHECK(one.make(slave));
  Builder list;
  list.call(Call::get).u32(1).u16(0x12).u16(0).u32(1).u32(0);
  CHECK(one.run(list));
  EQUAL(one.head.status, static_cast<uint32_t>(Status::error));
  Builder texts;
  texts.call(Call::set).u32(4 + 16).u32(0).u32(1).u16(0x41).u16(0).u32(2).u32(3).u32(4).align(8);
  texts.u32(3).text("ab").align(4).u32(1).text("").align(4);
  CHECK(one.run(texts));
  EQUAL(one.head.status, 0);
  SAME(one.calls(), "slave n file:///place application/x-fmu-sharedlibrary 0 1 0 0 1\n"
                    "string 3 ab\nstring 4 \n");
}

TEST(a_step_that_is_discarded_says_how_far_it_came) {
  for (const int pace : {RUNNER_ASIDE, RUNNER_NOW, RUNNER_LATER}) {
    Loop loop;
    Fmi1 one(loop);
    CHECK(one.make(slave));
    CHECK(one.does(0, 6));
    one.calls();
    one.pace = pace;
    Builder step;
    step.call(Call::step).f64(1).f64(0.5).u32(1).u32(0);
    step.call(Call::get).u32(1).u16(0x31).u16(0).u32(1).u32(0);
    CHECK(one.run(step));
    EQUAL(one.head.status, static_cast<uint32_t>(Status::discard));
    EQUAL(one.head.completed, 0);
    EQUAL(one.head.flags, hasLastTime); // whether it has ended, no slave can say
    CHECK(one.head.lastTime == 1.25);
    SAME(one.head.failed, "fmiDoStep");
    SAME(one.calls(), "step 1 0.5 1\nlast time 2\n");
  }
}

TEST(a_step_that_is_pending_is_asked_for) {
  for (const int pace : {RUNNER_ASIDE, RUNNER_NOW, RUNNER_LATER}) {
    Loop loop;
    Fmi1 one(loop);
    CHECK(one.make(slave));
    CHECK(one.does(0, 9));
    one.calls();
    one.pace = pace;
    Builder step;
    step.call(Call::step).f64(1).f64(0.5).u32(1).u32(0);
    CHECK(one.run(step));
    EQUAL(one.head.status, static_cast<uint32_t>(Status::warning));
    EQUAL(one.head.completed, 1);
    SAME(one.calls(), "step 1 0.5 1\nstatus 0\n");
  }
}

TEST(what_refuses_to_be_instantiated_says_why) {
  for (const uint32_t kind : {exchange, slave}) {
    Loop loop;
    Fmi1 one(loop);
    CHECK(!one.make(kind, "{other}"));
    EQUAL(one.head.status, static_cast<uint32_t>(Status::error));
    SAME(one.head.failed, kind == slave ? "fmiInstantiateSlave" : "fmiInstantiateModel");
    char log[256] = {};
    CHECK(runner_take_log(one.instance, reinterpret_cast<uint8_t *>(log), sizeof log) > 0);
    SAME(log + 12, "test100% sure that the GUID is not {other}");
  }
}

TEST(a_library_without_the_functions_is_named) {
  const char *own = library;
  library = other;
  Loop loop;
  {
    Fmi1 one(loop);
    CHECK(!one.make(slave));
    char log[4096] = {};
    const int64_t size =
        runner_take_log(one.instance, reinterpret_cast<uint8_t *>(log), sizeof log - 1);
    CHECK(size > 12);
    CHECK(strstr(log + 12, "does not export runner_model_fmiInstantiateSlave") != nullptr);
  }
  library = own;
}

int main(int argc, char **argv) {
  if (argc < 4)
    return 2;
  server = argv[1];
  library = argv[2];
  other = argv[3];
  return check::run(argc - 3, argv + 3);
}
