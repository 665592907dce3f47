// The callback functions that the model is given. What it says on the thread that carries out a
// call goes to the importer at once; what it says on threads of its own waits for the next
// opportunity: the end of the call that is under way, or the second channel while a step is
// pending.
#pragma once

#include "os/threads.hpp"
#include "remoting/wire.hpp"

namespace remoting {

class Session;

class CallbackRelay {
public:
  explicit CallbackRelay(Session &session) : session_(session) {}
  CallbackRelay(const CallbackRelay &) = delete;
  CallbackRelay &operator=(const CallbackRelay &) = delete;
  ~CallbackRelay();

  // What the model gets in fmi2Instantiate: null where the importer gave null.
  const fmi2CallbackFunctions *functions(uint32_t given);

  // To be called on the serving thread before a result is sent.
  void flush();

  // The result just sent was fmi2Pending.
  void stepIsPending();

private:
  struct Note {
    Note *next;
    Callback kind;
    int32_t status;
    char *name;
    char *category;
    char *text;
  };

  static void logger(fmi2ComponentEnvironment, fmi2String name, fmi2Status, fmi2String category,
                     fmi2String form, ...);
  static void stepFinished(fmi2ComponentEnvironment, fmi2Status);

  void say(Note note);
  void send(Endpoint &to, const Note &note);
  void sendEvent(const Note &note);
  void keep(const Note &note);
  Note *takeKept();
  static void dispose(Note *note);

  Session &session_;
  fmi2CallbackFunctions functions_{};
  os::ThreadId servingThread_{};
  os::Mutex mutex_;
  Note *first_ = nullptr;
  Note *last_ = nullptr;
  bool pending_ = false; // a step is: the importer listens on the second channel
};

} // namespace remoting
