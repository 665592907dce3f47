// Carries out programs on a model: takes them apart, checks them, and writes the result.
#pragma once

#include "runner/model.hpp"

namespace runner {

class Interpreter {
public:
  explicit Interpreter(Model &model) : model_(model) {}

  // `program` lies at a multiple of 8 and stays there. The result is in result() until the next
  // one begins.
  void begin(const uint8_t *program, size_t size);
  // Sends what can be sent before anything is answered. False: that is nothing.
  bool send();
  // Carries it out. In a hurry only what can be postponed is carried out; false: the rest of the
  // program remains to be run.
  bool run(bool hurry);
  const Bytes &result() const { return result_; }

private:
  bool canBeSentAhead(unsigned least) const;
  bool sendAhead(unsigned least);
  Answer carryOut(Call call, Reader &input);
  Answer instantiate(Reader &input);
  Answer setup(Reader &input);
  Answer set(Reader &input);
  Answer setPointers(SubFrame &subFrame, Reader &values);
  const uint8_t **pointersFor(SubFrame &subFrame);
  Answer getIntervals(Reader &input);
  bool canHave(const SubFrame &subFrame, bool sets) const;
  Answer get(Reader &input);
  Answer getPointers(SubFrame &subFrame);
  Answer step(Reader &input);
  Answer newDiscreteStates();
  Answer setStates(Reader &input);
  Answer getNumbers(Numbers which, Reader &input);
  Answer completedStep(Reader &input);

  bool reach(uint32_t index, const Answer &answer);
  // The call whose head lies at `start` is to be gone on with.
  bool postpone(size_t start, size_t place);

  // The program is not what it should be: the model is not called.
  Answer refuse(const char *why);
  void finish(const ResultHead &head);

  Model &model_;
  const uint8_t *program_ = nullptr;
  size_t size_ = 0;
  ResultHead head_ = {};
  Bytes result_;
  Bytes pointers_;      // to texts
  bool fresh_ = false;  // nothing of the program has been done
  unsigned credit_ = 0; // while calls are sent ahead: how many more

  // Of a call that was postponed.
  size_t next_ = 0;            // where it begins in the program
  size_t place_ = 0;           // where its result begins; 0: it has not been begun
  uint32_t reached_ = 0;       // how many of its sub-frames have been dealt with
  Answer worst_;               // of these
  bool discarded_ = false;     // a step was, and how far it came is to be asked
  bool lastTimeAsked_ = false; // is known; whether the model has ended may still be on its way
  const char *stepFunction_ = "";
};

} // namespace runner
