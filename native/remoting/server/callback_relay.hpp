// Brings the model's callbacks to the importer, whatever the version. What the model says on the
// thread that carries out a call goes there at once; what it says on threads of its own waits for
// the next opportunity: the end of the call that is under way, or the second channel while a step
// is pending. A callback that the model waits for goes as soon as a call is under way.
#pragma once

#include "os/threads.hpp"
#include "remoting/server/note.hpp"

#include <new>
#include <stdarg.h>

namespace remoting {

class Session;

class CallbackRelay {
public:
  CallbackRelay(Session &session, Endpoint &events);
  CallbackRelay(const CallbackRelay &) = delete;
  CallbackRelay &operator=(const CallbackRelay &) = delete;
  ~CallbackRelay();

  // The relay whose environment a model hands back. Models need not do that correctly: if it is
  // none, the one of the call that is under way.
  static CallbackRelay &of(void *environment);

  // Keeps the structure of callback functions that the model gets, for as long as it lives.
  template <class T> const T *keep(const T &callbacks) {
    static_assert(sizeof callbacks <= sizeof structure_);
    return new (structure_) T(callbacks);
  }

  // `text` is finished.
  void log(const char *name, int status, const char *category, const char *text);
  void log(const char *name, int status, const char *category, const char *form, va_list list);
  void finishStep(int status);

  Session &session() { return session_; }

  // To be called on the serving thread before a result is sent.
  void flush();

  // The result just sent was `pending`.
  void stepIsPending();

  // How notes are written: the version's.
  void (*putNote)(CallerCodec &, const Note &) = nullptr;
  // The importer wants to be told when a pending step has finished.
  bool expectsStepFinished = false;

private:
  void say(const Note &note);
  void sendEvent(const Note &note);
  void keepNote(const Note &note);
  Note *takeKept();
  Note *takeFirst();
  static void dispose(Note *note);

  Session &session_;
  Endpoint &events_;
  StringPool strings_;
  ReferenceLists references_;
  alignas(16) uint8_t structure_[64];
  CallbackRelay *next_; // in the list of those that live
  os::Mutex mutex_;
  Note *first_ = nullptr;
  Note *last_ = nullptr;
  bool pending_ = false; // a step is: the importer listens on the second channel
};

} // namespace remoting
