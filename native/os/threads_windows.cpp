#include "os/threads.hpp"

namespace os {

// The thread holds the library that its code is in, which the importer may unload at any time.
DWORD WINAPI Thread::enter(void *self) {
  auto *thread = static_cast<Thread *>(self);
  const HMODULE library = thread->library_;
  thread->body_(thread->argument_);
  if (library)
    FreeLibraryAndExitThread(library, 0);
  return 0;
}

bool Thread::start(Body body, void *argument, size_t stack) {
  body_ = body;
  argument_ = argument;
  GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS,
                     reinterpret_cast<LPCWSTR>(&Thread::enter), &library_);
  handle_ = CreateThread(nullptr, stack, enter, this,
                         stack != 0 ? STACK_SIZE_PARAM_IS_A_RESERVATION : 0, &id_);
  started_ = handle_ != nullptr;
  if (!started_ && library_)
    FreeLibrary(library_);
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
