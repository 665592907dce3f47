// libFuzzer over the interpreter: any bytes are a program or an error.
#include "../fake_model.hpp"
#include "runner/interpreter.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  runner::FakeModel model;
  runner::Interpreter interpreter(model);
  auto *program = static_cast<uint8_t *>(malloc(size + 1));
  if (size > 0)
    memcpy(program, data, size);
  model.status = size % 7 == 0 ? runner::Status::discard : runner::Status::ok;
  interpreter.begin(program, size);
  model.patience = size % 5;
  model.isFmi3 = size % 11 > 5;
  model.knowsAhead = size % 2 != 0;
  model.hurry(size % 3 != 0);
  if (size % 3 == 1)
    interpreter.send();
  const bool done = size % 3 != 0 && interpreter.run(true);
  model.hurry(false);
  if (!done)
    interpreter.run(false);
  free(program);
  return 0;
}
