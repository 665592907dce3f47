#include "os/threads.hpp"

#include <signal.h>

namespace os {

void *Thread::enter(void *self) {
  auto *thread = static_cast<Thread *>(self);
  thread->body_(thread->argument_);
  return nullptr;
}

bool Thread::start(Body body, void *argument, size_t stack) {
  body_ = body;
  argument_ = argument;
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  if (stack != 0)
    pthread_attr_setstacksize(&attributes, stack);
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  started_ = pthread_create(&handle_, &attributes, enter, this) == 0;
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  pthread_attr_destroy(&attributes);
  return started_;
}

void Thread::join() {
  if (started_)
    pthread_join(handle_, nullptr);
  started_ = false;
}

bool Thread::isThis() const { return started_ && pthread_equal(handle_, pthread_self()) != 0; }

} // namespace os
