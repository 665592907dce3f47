// Carries out programs on a model: takes them apart, checks them, and writes the result.
#pragma once

#include "runner/model.hpp"

namespace runner {

class Interpreter {
public:
  explicit Interpreter(Model &model) : model_(model) {}

  // `program` lies at a multiple of 8. The result is in result() until the next run.
  void run(const uint8_t *program, size_t size);
  const Bytes &result() const { return result_; }

private:
  Answer carryOut(Call call, Reader &input);
  Answer instantiate(Reader &input);
  Answer setup(Reader &input);
  Answer set(Reader &input);
  Answer setTexts(const SubFrame &subFrame, Reader &values);
  Answer get(Reader &input);
  Answer getTexts(const SubFrame &subFrame);
  Answer step(Reader &input);
  Answer newDiscreteStates();
  Answer setStates(Reader &input);
  Answer getNumbers(Numbers which, Reader &input);
  Answer completedStep(Reader &input);

  // The program is not what it should be: the model is not called.
  Answer refuse(const char *why);
  void finish(const ResultHead &head);

  Model &model_;
  Bytes result_;
  Bytes pointers_; // to texts
};

} // namespace runner
