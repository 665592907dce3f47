#include "guest/system.hpp"

#include <windows.h>

#include <tlhelp32.h>

namespace guest {

namespace {

constexpr uintptr_t highestHandle = 0x4000; // that a small program ever has

// Handles of this process that have all of these flags, the standard ones apart.
int handles(DWORD wanted) {
  int count = 0;
  for (uintptr_t handle = 4; handle < highestHandle; handle += 4) {
    const auto value = reinterpret_cast<HANDLE>(handle);
    const bool standard = value == GetStdHandle(STD_INPUT_HANDLE) ||
                          value == GetStdHandle(STD_OUTPUT_HANDLE) ||
                          value == GetStdHandle(STD_ERROR_HANDLE);
    DWORD flags = 0;
    if (!standard && GetHandleInformation(value, &flags))
      count += (flags & wanted) == wanted;
  }
  return count;
}

} // namespace

uint64_t now() {
  LARGE_INTEGER count, frequency;
  QueryPerformanceCounter(&count);
  QueryPerformanceFrequency(&frequency);
  return static_cast<uint64_t>(static_cast<double>(count.QuadPart) * 1e9 /
                               static_cast<double>(frequency.QuadPart));
}

bool readLine(std::string &line) {
  line.clear();
  char c;
  DWORD size = 0;
  while (ReadFile(GetStdHandle(STD_INPUT_HANDLE), &c, 1, &size, nullptr) && size == 1) {
    if (c == '\n')
      return true;
    line += c;
  }
  return false;
}

bool limit(const std::string &, unsigned long) { return false; }
int inCopy(const std::function<int()> &) { return -1; }

int endServers(unsigned status) {
  const HANDLE all = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
  PROCESSENTRY32W entry = {};
  entry.dwSize = sizeof entry;
  int count = 0;
  for (BOOL more = Process32FirstW(all, &entry); more; more = Process32NextW(all, &entry)) {
    if (entry.th32ParentProcessID != GetCurrentProcessId() ||
        lstrcmpiW(entry.szExeFile, L"server_sm.exe") != 0)
      continue;
    const HANDLE process = OpenProcess(PROCESS_TERMINATE, FALSE, entry.th32ProcessID);
    count += process && TerminateProcess(process, status);
    if (process)
      CloseHandle(process);
  }
  CloseHandle(all);
  return count;
}

int inheritable() { return handles(HANDLE_FLAG_INHERIT); }
int openHandles() { return handles(0); }

void closeStandardStreams() {}

void writeAnswer(const std::string &text) {
  DWORD written = 0;
  WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), text.data(), static_cast<DWORD>(text.size()), &written,
            nullptr);
}

void endAtOnce(int status) {
  TerminateProcess(GetCurrentProcess(), static_cast<UINT>(status));
  for (;;) {
  }
}

} // namespace guest
