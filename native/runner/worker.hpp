// The thread of one instance: takes a program, carries it out, says that it is done. The three
// states of a program are one number, so that neither side ever holds up the other.
#pragma once

#include "os/threads.hpp"
#include "runner/fmi2_model.hpp"
#include "runner/gate.hpp"
#include "runner/hub.hpp"
#include "runner/interpreter.hpp"

namespace runner {

class Worker {
public:
  // Null: there is no memory, or no further thread. Copies the paths.
  static Worker *make(Hub &hub, uint32_t number, const Place &place);
  // Ends the thread and what is left of the model.
  void close();

  // `hurry`: what is quick is carried out here, and the thread gets what is not.
  bool begin(const uint8_t *program, size_t size, bool hurry, bool &memory);
  bool wait(uint64_t deadline);
  bool arm();
  void abort();
  bool idle() const { return phase_.load() != running; }
  const Bytes &result() const { return interpreter_.result(); }
  LogQueue &log() { return model_.log; }

private:
  Worker(Hub &hub, uint32_t number, const Place &place, char *paths);
  ~Worker() { free(paths_); }
  void live();
  bool hurried();
  void endIfAborted();

  enum : uint32_t { empty, running, done };

  Hub &hub_;
  Waited waited_;
  char *paths_;
  Fmi2Model model_;
  Interpreter interpreter_;
  Bytes program_;
  std::atomic<uint32_t> phase_{empty};
  std::atomic<bool> armed_{false};   // the hub is to be told
  std::atomic<bool> aborted_{false}; // and the model's process has not been ended yet
  std::atomic<bool> closing_{false};
  Gate work_; // the thread waits here
  Gate done_; // the caller waits here
  os::Thread thread_;
};

} // namespace runner
