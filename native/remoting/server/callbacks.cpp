#include "remoting/server/callbacks.hpp"

#include "remoting/server/session.hpp"

#include <stdio.h>

namespace remoting {
namespace {

// The relay of the one instance that this process has: models need not hand the environment back
// correctly.
CallbackRelay *relay = nullptr;

void *allocate(size_t count, size_t size) { return calloc(count, size); }

// The finished text in memory from malloc.
char *expand(const char *form, va_list list) {
  if (!form)
    return nullptr;
  va_list again;
  va_copy(again, list);
  const int length = vsnprintf(nullptr, 0, form, list);
  char *text = length >= 0 ? static_cast<char *>(malloc(static_cast<size_t>(length) + 1)) : nullptr;
  if (text)
    vsnprintf(text, static_cast<size_t>(length) + 1, form, again);
  va_end(again);
  return text ? text : copyOf(form);
}

} // namespace

const fmi2CallbackFunctions *CallbackRelay::functions(uint32_t given) {
  relay = this;
  servingThread_ = os::thisThread();
  functions_.logger = given & hasLogger ? logger : nullptr;
  functions_.allocateMemory = given & hasAllocate ? allocate : nullptr;
  functions_.freeMemory = given & hasFree ? free : nullptr;
  functions_.stepFinished = given & hasStepFinished ? stepFinished : nullptr;
  functions_.componentEnvironment = this;
  return given & hasCallbacks ? &functions_ : nullptr;
}

void CallbackRelay::logger(fmi2ComponentEnvironment, fmi2String name, fmi2Status status,
                           fmi2String category, fmi2String form, ...) {
  va_list list;
  va_start(list, form);
  char *text = expand(form, list);
  va_end(list);
  relay->say({nullptr, Callback::logger, status, const_cast<char *>(name),
              const_cast<char *>(category), text});
  free(text);
}

void CallbackRelay::stepFinished(fmi2ComponentEnvironment, fmi2Status status) {
  relay->say({nullptr, Callback::stepFinished, status, nullptr, nullptr, nullptr});
}

void CallbackRelay::say(Note note) {
  if (os::thisThread() == servingThread_) {
    send(session_.calls(), note);
    session_.awaitCallbackResult();
    return;
  }
  const os::Lock lock(mutex_);
  if (pending_)
    sendEvent(note);
  else
    keep(note);
}

void CallbackRelay::send(Endpoint &to, const Note &note) {
  putValue(to, Tag{Kind::callback, static_cast<uint16_t>(note.kind), 0});
  if (note.kind == Callback::logger) {
    putString(to, note.name);
    putValue(to, note.status);
    putString(to, note.category);
    putString(to, note.text);
  } else {
    putValue(to, note.status);
  }
  to.end(); // whether the peer is there shows when the answer is awaited
}

void CallbackRelay::sendEvent(const Note &note) {
  send(session_.events(), note);
  if (note.kind == Callback::stepFinished)
    pending_ = false;
}

void CallbackRelay::keep(const Note &note) {
  auto *kept = static_cast<Note *>(malloc(sizeof(Note)));
  if (!kept)
    return;
  *kept = {nullptr,          note.kind, note.status, copyOf(note.name), copyOf(note.category),
           copyOf(note.text)};
  (last_ ? last_->next : first_) = kept;
  last_ = kept;
}

CallbackRelay::Note *CallbackRelay::takeKept() {
  const os::Lock lock(mutex_);
  Note *note = first_;
  if (note) {
    first_ = note->next;
    if (!first_)
      last_ = nullptr;
  }
  return note;
}

void CallbackRelay::dispose(Note *note) {
  free(note->name);
  free(note->category);
  free(note->text);
  free(note);
}

// What could not be delivered any more.
CallbackRelay::~CallbackRelay() {
  while (Note *note = takeKept())
    dispose(note);
}

void CallbackRelay::flush() {
  while (Note *note = takeKept()) {
    send(session_.calls(), *note);
    session_.awaitCallbackResult();
    dispose(note);
  }
}

void CallbackRelay::stepIsPending() {
  const os::Lock lock(mutex_);
  if (!functions_.stepFinished)
    return;
  pending_ = true;
  // A quick model may have finished its step before fmi2Pending was on its way.
  while (first_) {
    Note *note = first_;
    first_ = note->next;
    if (!first_)
      last_ = nullptr;
    if (pending_)
      sendEvent(*note);
    dispose(note);
  }
}

} // namespace remoting
