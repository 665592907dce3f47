#include "process.hpp"

#include <stdio.h>
#include <windows.h>

namespace check {

constexpr DWORD killed = 0x6b696c6c;

bool Process::start(const char *program, const char *role, const char *name, const char *more) {
  char file[MAX_PATH];
  if (!program)
    GetModuleFileNameA(nullptr, file, sizeof file);
  char line[1024];
  snprintf(line, sizeof line, "\"%s\" --role %s %s %s", program ? program : file, role, name,
           more ? more : "");
  STARTUPINFOA start = {};
  start.cb = sizeof start;
  PROCESS_INFORMATION made = {};
  // Wine now and then fails to start a process while another is being killed.
  constexpr int attempts = 5;
  for (int attempt = 1;
       !CreateProcessA(nullptr, line, nullptr, nullptr, FALSE, 0, nullptr, nullptr, &start, &made);
       ++attempt) {
    if (attempt == attempts)
      return false;
    Sleep(20);
  }
  CloseHandle(made.hThread);
  handle_ = reinterpret_cast<intptr_t>(made.hProcess);
  return true;
}

void Process::kill() { TerminateProcess(reinterpret_cast<HANDLE>(handle_), killed); }

void Process::pause(bool) {}

int Process::wait() {
  const auto handle = reinterpret_cast<HANDLE>(handle_);
  DWORD status = 0;
  WaitForSingleObject(handle, INFINITE);
  GetExitCodeProcess(handle, &status);
  CloseHandle(handle);
  handle_ = 0;
  return status == killed ? -1 : static_cast<int>(status);
}

} // namespace check
