#include "remoting/server/callback_relay.hpp"

#include "remoting/server/session.hpp"

#include <stdio.h>

namespace remoting {
namespace {

// Those of the instances of this process. They come and go while no model runs.
CallbackRelay *relays = nullptr;

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

CallbackRelay::CallbackRelay(Session &session, Endpoint &events)
    : session_(session), events_(events), next_(relays) {
  relays = this;
}

// What could not be delivered any more is gone.
CallbackRelay::~CallbackRelay() {
  CallbackRelay **place = &relays;
  while (*place != this)
    place = &(*place)->next_;
  *place = next_;
  while (Note *note = takeKept())
    dispose(note);
}

CallbackRelay &CallbackRelay::of(void *environment) {
  CallbackRelay *serving = relays;
  for (CallbackRelay *relay = relays; relay; relay = relay->next_) {
    if (relay == environment)
      return *relay;
    if (relay->session_.laneHere().servesHere())
      serving = relay;
  }
  return *serving;
}

void CallbackRelay::log(const char *name, int status, const char *category, const char *form,
                        va_list list) {
  char *text = expand(form, list);
  log(name, status, category, text);
  free(text);
}

void CallbackRelay::log(const char *name, int status, const char *category, const char *text) {
  say({nullptr, Note::log, status, const_cast<char *>(name), const_cast<char *>(category),
       const_cast<char *>(text)});
}

void CallbackRelay::finishStep(int status) {
  say({nullptr, Note::stepFinished, status, nullptr, nullptr, nullptr});
}

void CallbackRelay::say(const Note &note) {
  Lane &lane = session_.laneHere();
  if (lane.servesHere()) {
    lane.deliver(note);
    return;
  }
  const os::Lock lock(mutex_);
  if (pending_)
    sendEvent(note);
  else
    keepNote(note);
}

// Has no answer: whether the peer is there shows when the step's end is awaited.
void CallbackRelay::sendEvent(const Note &note) {
  CallerCodec codec{events_, strings_, references_, true};
  putNote(codec, note);
  events_.end();
  if (note.what == Note::stepFinished)
    pending_ = false;
}

void CallbackRelay::keepNote(const Note &note) {
  auto *kept = static_cast<Note *>(malloc(sizeof(Note)));
  if (!kept)
    return;
  *kept = {nullptr,          note.what, note.status, copyOf(note.name), copyOf(note.category),
           copyOf(note.text)};
  if (last_)
    last_->next = kept;
  else
    first_ = kept;
  last_ = kept;
}

Note *CallbackRelay::takeKept() {
  const os::Lock lock(mutex_);
  return takeFirst();
}

Note *CallbackRelay::takeFirst() {
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

void CallbackRelay::flush() {
  while (Note *note = takeKept()) {
    session_.laneHere().deliver(*note);
    dispose(note);
  }
}

void CallbackRelay::stepIsPending() {
  const os::Lock lock(mutex_);
  if (!expectsStepFinished)
    return;
  pending_ = true;
  // A quick model may have finished its step before the result was on its way.
  while (Note *note = takeFirst()) {
    if (pending_)
      sendEvent(*note);
    dispose(note);
  }
}

} // namespace remoting
