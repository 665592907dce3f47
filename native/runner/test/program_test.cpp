// Programs, whole and damaged in every place, on a model without a process.
#include "builder.hpp"
#include "fake_model.hpp"
#include "runner/interpreter.hpp"
#include "smipc/test/check.hpp"

using namespace runner;

namespace {

// Runs a copy that ends where the program ends, so that the sanitizers see what lies behind it.
ResultHead runCopy(FakeModel &model, Interpreter &interpreter, const uint8_t *program, size_t size,
                   bool hurry = false) {
  auto *copy = static_cast<uint8_t *>(malloc(size + (size == 0)));
  if (size > 0)
    memcpy(copy, program, size);
  interpreter.begin(copy, size);
  if (hurry)
    model.hurry(true);
  if (hurry && model.knowsAhead)
    interpreter.send();
  const bool done = hurry && interpreter.run(true);
  model.hurry(false);
  if (!done)
    interpreter.run(false);
  free(copy);
  ResultHead head;
  memcpy(&head, interpreter.result().data(), sizeof head);
  const size_t logged = model.log.size();
  auto *log = static_cast<uint8_t *>(malloc(logged + 1));
  model.log.take(log, logged);
  free(log);
  return head;
}

// Frames of several types, so that a call of the program is several of the model.
void setAndGet(Builder &to) {
  to.call(Call::set).u32(4 + 12 + 12 + 16).u32(0);
  to.u32(3).u16(0x31).u16(0).u32(1).u32(7).u16(0x21).u16(0).u32(1).u32(8);
  to.u16(0x41).u16(0).u32(2).u32(9).u32(10).align(8);
  to.f64(1.5).u32(3).u32(3).text("ab").align(4).u32(1).text("").align(4);
  to.call(Call::get).u32(3).u16(0x41).u16(0).u32(3).u32(1).u32(2).u32(3);
  to.u16(0x21).u16(0).u32(1).u32(4).u16(0x31).u16(0).u32(2).u32(4).u32(5);
}

} // namespace

TEST(every_call_is_carried_out_and_has_its_output) {
  FakeModel model;
  Interpreter interpreter(model);
  Builder builder;
  everyCall(builder);
  const Bytes &program = builder.program();
  const ResultHead head = runCopy(model, interpreter, program.data(), program.size());
  EQUAL(head.status, 0);
  EQUAL(head.completed, 22);
  EQUAL(model.calls, 22 + 2 + 1); // three types are set, two are got
  size_t at = sizeof head;
  // Sizes as program.hpp has them; the texts are "", "ext" and "xt".
  const uint32_t sizes[] = {0,  0,  0, 0, 0, 8 + 8 + 8 + 8, 0, 0, 32, 0, 0, 0, 16, 8,
                            16, 24, 8, 5, 0};
  for (const uint32_t size : sizes) {
    uint32_t told;
    memcpy(&told, interpreter.result().data() + at, sizeof told);
    EQUAL(told, size);
    at += sizeof(CallHead) + padded(size);
  }
}

// As src/runtime/frame-values.ts has them: those of every sub-frame of texts, and of one without
// any, begin at a multiple of 4.
TEST(values_after_an_empty_sub_frame_of_texts_are_aligned) {
  FakeModel model;
  Interpreter interpreter(model);
  Builder builder;
  builder.call(Call::set).u32(4 + 12 + 8 + 12).u32(0);
  builder.u32(3).u16(0x11).u16(0).u32(1).u32(7).u16(0x41).u16(0).u32(0);
  builder.u16(0x11).u16(0).u32(1).u32(8).align(8);
  builder.u8(1).align(4).u8(1);
  const ResultHead head =
      runCopy(model, interpreter, builder.program().data(), builder.program().size());
  EQUAL(head.status, 0);
  EQUAL(model.calls, 2);
  EQUAL(model.seen, 7 + 8 + 1 + 1);
}

TEST(a_call_that_fails_ends_the_program) {
  FakeModel model;
  Interpreter interpreter(model);
  Builder builder;
  builder.call(Call::step).f64(0).f64(1).u32(0).u32(0).call(Call::reset);
  model.status = Status::discard;
  const ResultHead head =
      runCopy(model, interpreter, builder.program().data(), builder.program().size());
  EQUAL(head.status, static_cast<uint32_t>(Status::discard));
  EQUAL(head.completed, 0);
  EQUAL(head.flags, hasLastTime);
  CHECK(head.lastTime == 0.5);
  CHECK(strcmp(head.failed, "step") == 0);
  EQUAL(model.calls, 1);
}

TEST(a_discarded_step_says_whether_the_model_has_ended) {
  for (const bool ended : {false, true}) {
    FakeModel model;
    Interpreter interpreter(model);
    Builder builder;
    builder.call(Call::step).f64(0).f64(1).u32(0).u32(0);
    model.status = Status::discard;
    model.ended = ended;
    const ResultHead head =
        runCopy(model, interpreter, builder.program().data(), builder.program().size());
    EQUAL(head.flags, ended ? hasLastTime | hasEnded : hasLastTime);
  }
}

TEST(a_program_that_is_postponed_anywhere_comes_to_the_same) {
  struct Case {
    Status every, step;
  };
  for (const auto [every, step] :
       {Case{Status::ok, Status::ok}, Case{Status::warning, Status::ok},
        Case{Status::discard, Status::ok}, Case{Status::error, Status::ok},
        Case{Status::ok, Status::discard}, Case{Status::ok, Status::error}}) {
    Builder builder;
    setAndGet(builder);
    builder.call(Call::step).f64(0).f64(1).u32(0).u32(0);
    setAndGet(builder);
    builder.call(Call::reset);
    const Bytes &program = builder.program();
    FakeModel model;
    Interpreter interpreter(model);
    model.status = every;
    model.stepStatus = step;
    model.ended = true;
    const ResultHead expected = runCopy(model, interpreter, program.data(), program.size());
    for (unsigned patience = 0; patience < 20; ++patience) {
      FakeModel other;
      Interpreter hurried(other);
      other.status = every;
      other.stepStatus = step;
      other.ended = true;
      other.patience = patience;
      other.knowsAhead = patience % 2 != 0;
      const ResultHead head = runCopy(other, hurried, program.data(), program.size(), true);
      CHECK(memcmp(&head, &expected, sizeof head) == 0);
      EQUAL(other.mistaken, 0);
      EQUAL(other.calls, model.calls);
      EQUAL(other.seen, model.seen);
      EQUAL(hurried.result().size(), interpreter.result().size());
      CHECK(memcmp(hurried.result().data(), interpreter.result().data(), hurried.result().size()) ==
            0);
    }
  }
}

TEST(a_list_of_sets_steps_and_gets_is_sent_before_it_is_carried_out) {
  Builder builder;
  setAndGet(builder);
  builder.call(Call::step).f64(0).f64(1).u32(0).u32(0);
  const Bytes &program = builder.program();
  FakeModel model, ignorant;
  ignorant.knowsAhead = false;
  Interpreter interpreter(model), other(ignorant);
  runCopy(model, interpreter, program.data(), program.size());
  runCopy(ignorant, other, program.data(), program.size());
  CHECK(model.sent > 2);
  CHECK(model.sent <= 8);
  EQUAL(ignorant.sent, 0);
  EQUAL(model.calls, ignorant.calls);
  EQUAL(interpreter.result().size(), other.result().size());
  CHECK(memcmp(interpreter.result().data(), other.result().data(), other.result().size()) == 0);
}

TEST(nothing_is_sent_ahead_of_other_calls_or_of_one_alone) {
  FakeModel model;
  Interpreter interpreter(model);
  Builder mixed, alone;
  mixed.call(Call::step).f64(0).f64(1).u32(0).u32(0).call(Call::reset);
  alone.call(Call::step).f64(0).f64(1).u32(0).u32(0);
  runCopy(model, interpreter, mixed.program().data(), mixed.program().size());
  runCopy(model, interpreter, alone.program().data(), alone.program().size());
  EQUAL(model.calls, 3);
  EQUAL(model.sent, 0);
}

TEST(a_program_cut_anywhere_is_an_error_or_a_shorter_program) {
  FakeModel model;
  Interpreter interpreter(model);
  Builder builder;
  everyCall(builder);
  const Bytes &program = builder.program();
  for (size_t size = 0; size < program.size(); ++size) {
    const ResultHead head = runCopy(model, interpreter, program.data(), size);
    CHECK(head.status == 0 || head.status == static_cast<uint32_t>(Status::error));
    CHECK(head.completed < 22);
  }
}

TEST(a_program_with_any_word_wrong_reads_nothing_else) {
  FakeModel model;
  Interpreter interpreter(model);
  Builder builder;
  everyCall(builder);
  const Bytes &program = builder.program();
  constexpr uint32_t wrong[] = {0, 1, 7, 0x80, 0xffff, 0x10000000, 0x7fffffff, 0xffffffff};
  for (size_t place = 0; place + 4 <= program.size(); place += 4) {
    for (const uint32_t word : wrong) {
      uint32_t kept;
      memcpy(&kept, program.data() + place, sizeof kept);
      // More numbers than this are memory that is really taken.
      if (word == 0x10000000 && kept < 4)
        continue;
      memcpy(program.data() + place, &word, sizeof word);
      const ResultHead head = runCopy(model, interpreter, program.data(), program.size());
      memcpy(program.data() + place, &kept, sizeof kept);
      CHECK(head.status == 0 || head.status == static_cast<uint32_t>(Status::error));
    }
  }
}

// Arrays of three types, of which one has elements and one has none, and integers that are not all
// of one kind.
static void arrays(Builder &to) {
  to.call(Call::set).u32(4 + 24 + 24 + 16 + 20).u32(0);
  to.u32(4).u16(0x123).u16(1).u32(2).u32(1).u32(2).u32(3).u32(0);
  to.u16(0x51).u16(1).u32(2).u32(3).u32(4).u32(0).u32(2);
  to.u16(0x161).u16(0).u32(2).u32(5).u32(6);
  to.u16(0x21).u16(0).u32(3).u32(8).u32(9).u32(11).align(8);
  to.u16(1).u16(2).u16(3).align(4).u32(3).text("ab").align(4).u32(0).u8(1).u8(0).align(4);
  to.u32(1).u32(2).u32(3);
}

TEST(every_type_of_fmi_3_goes_as_a_whole_array) {
  FakeModel model;
  model.isFmi3 = true;
  Interpreter interpreter(model);
  Builder builder;
  arrays(builder);
  builder.call(Call::get).u32(2).u16(0x51).u16(1).u32(2).u32(3).u32(4).u32(1).u32(2);
  builder.u16(0x127).u16(1).u32(1).u32(7).u32(3);
  builder.call(Call::getIntervals).u32(1).u32(2).u32(5).u32(6);
  const Bytes &program = builder.program();
  const ResultHead head = runCopy(model, interpreter, program.data(), program.size());
  EQUAL(head.status, 0);
  EQUAL(head.completed, 3);
  // Four types are set, of which the integers in two parts, the int16 and the binaries each at
  // once; two are got.
  EQUAL(model.calls, 5 + 2 + 1);
  // Binaries of no bytes (a null pointer), 3 and 2, each behind its length; then three numbers.
  const uint8_t *output = interpreter.result().data() + sizeof head + 2 * sizeof(CallHead);
  const uint32_t sizes[] = {0, 3, 2};
  for (const uint32_t size : sizes) {
    uint32_t told;
    memcpy(&told, output, sizeof told);
    EQUAL(told, size);
    output += (sizeof told + size + 3) & ~size_t{3};
  }
}

TEST(arrays_are_none_of_other_versions) {
  FakeModel model;
  Interpreter interpreter(model);
  Builder builder;
  builder.call(Call::get).u32(1).u16(0x31).u16(1).u32(1).u32(7).u32(3);
  const ResultHead head =
      runCopy(model, interpreter, builder.program().data(), builder.program().size());
  EQUAL(head.status, static_cast<uint32_t>(Status::error));
  EQUAL(model.calls, 0);
}

TEST(arrays_with_any_word_wrong_read_nothing_else) {
  FakeModel model;
  model.isFmi3 = true;
  Interpreter interpreter(model);
  Builder builder;
  arrays(builder);
  const Bytes &program = builder.program();
  constexpr uint32_t wrong[] = {0, 1, 7, 0x10021, 0xffff, 0x40000001, 0x7fffffff, 0xffffffff};
  for (size_t place = 0; place + 4 <= program.size(); place += 4) {
    for (const uint32_t word : wrong) {
      uint32_t kept;
      memcpy(&kept, program.data() + place, sizeof kept);
      memcpy(program.data() + place, &word, sizeof word);
      const ResultHead head = runCopy(model, interpreter, program.data(), program.size());
      memcpy(program.data() + place, &kept, sizeof kept);
      CHECK(head.status == 0 || head.status == static_cast<uint32_t>(Status::error));
    }
  }
}

TEST(a_step_that_ends_early_says_when_and_why) {
  FakeModel model;
  model.isFmi3 = true;
  Interpreter interpreter(model);
  Builder builder;
  builder.call(Call::step).f64(1).f64(1).u32(0).u32(0);
  const ResultHead head =
      runCopy(model, interpreter, builder.program().data(), builder.program().size());
  EQUAL(head.status, 0);
  EQUAL(head.flags, hasLastTime | needsEvents | isEarly);
  CHECK(head.lastTime == 1.5);
}

TEST(the_log_keeps_what_it_can_and_says_what_is_missing) {
  LogQueue log;
  char text[1000];
  memset(text, 'x', sizeof text);
  for (int i = 0; i < 3000; ++i)
    log.add(0, "category", text, sizeof text);
  log.add(4, nullptr, "the end", 7);
  const size_t size = log.size();
  CHECK(size > (1u << 20) - 2000 && size < (1u << 20) + (1u << 15));
  auto *taken = static_cast<uint8_t *>(malloc(size));
  EQUAL(log.take(taken, size - 1), size);
  EQUAL(log.take(taken, size), size);
  CHECK(memcmp(taken + size - 8, "the end", 7) == 0);
  free(taken);
  EQUAL(log.size(), 0);
}

int main(int argc, char **argv) { return check::run(argc, argv); }
