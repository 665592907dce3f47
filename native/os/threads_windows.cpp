#include "os/threads.hpp"

namespace os {

DWORD WINAPI Thread::enter(void *self) {
  auto *thread = static_cast<Thread *>(self);
  thread->body_(thread->argument_);
  return 0;
}

bool Thread::start(Body body, void *argument) {
  body_ = body;
  argument_ = argument;
  handle_ = CreateThread(nullptr, 0, enter, this, 0, &id_);
  started_ = handle_ != nullptr;
  return started_;
}

void Thread::join() {
  if (started_) {
    WaitForSingleObject(handle_, INFINITE);
    CloseHandle(handle_);
  }
  started_ = false;
}

bool Thread::isThis() const { return started_ && id_ == GetCurrentThreadId(); }

} // namespace os
