// The thread of one instance: takes a program, carries it out, says that it is done. The
// states of a program are one number, so that neither side ever holds up the other.
#pragma once

#include "os/threads.hpp"
#include "runner/gate.hpp"
#include "runner/hub.hpp"
#include "runner/interpreter.hpp"
#include "runner/make_model.hpp"

namespace runner {

// Which thread carries a program out. Quick calls: the thread that brings the program, at once or
// when it waits for the result. Slow calls: the instance's own thread.
enum class Pace { aside, now, later };

class Worker {
public:
  // Null: there is no memory, or no further thread. Copies the paths.
  static Worker *make(Hub &hub, uint32_t number, int fmi, const Place &place);
  // Ends the thread and what is left of the model.
  void close();

  bool begin(const uint8_t *program, size_t size, Pace pace, bool &memory);
  bool wait(uint64_t deadline);
  bool arm();
  void abort();
  bool idle() const {
    const uint32_t phase = phase_.load();
    return phase == empty || phase == done;
  }
  const Bytes &result() const { return interpreter_.result(); }
  LogQueue &log() { return model_.log; }

private:
  Worker(Hub &hub, uint32_t number, int fmi, const Place &place, char *paths);
  ~Worker() {
    model_.destroy();
    free(paths_);
  }
  void live();
  void goOn();
  void carryOut(bool here);
  void enter(uint32_t phase);
  template <class Part> bool hurry(Part part);
  void endIfAborted();

  // What has the program: the thread that brings it, the model's process, our thread.
  enum : uint32_t { empty, hurried, sentAhead, running, done };

  Hub &hub_;
  Waited waited_;
  char *paths_;
  ModelRoom room_;
  RemotedModel &model_;
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
