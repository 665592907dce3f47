#include "machine.hpp"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>
// After the header before it, which it needs.
#include <tlhelp32.h>

void *loadLibrary(const char *path) {
  HMODULE library = LoadLibraryExA(path, nullptr, LOAD_WITH_ALTERED_SEARCH_PATH);
  if (!library) {
    fprintf(stderr, "cannot load %s: error %lu\n", path, GetLastError());
    exit(2);
  }
  return library;
}

void *symbolOf(void *library, const char *name) {
  return reinterpret_cast<void *>(GetProcAddress(static_cast<HMODULE>(library), name));
}

void useOneProcessor() { SetProcessAffinityMask(GetCurrentProcess(), 1); }

void useAllProcessors() {
  DWORD_PTR own = 0, all = 0;
  GetProcessAffinityMask(GetCurrentProcess(), &own, &all);
  SetProcessAffinityMask(GetCurrentProcess(), all);
}

double processorTimeOfServers() {
  double total = 0;
  HANDLE processes = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
  PROCESSENTRY32 entry{};
  entry.dwSize = sizeof entry;
  for (BOOL more = Process32First(processes, &entry); more;
       more = Process32Next(processes, &entry)) {
    if (strcmp(entry.szExeFile, "server_sm.exe") != 0)
      continue;
    HANDLE process = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, entry.th32ProcessID);
    FILETIME begun, ended, times[2];
    if (process && GetProcessTimes(process, &begun, &ended, &times[0], &times[1])) {
      for (const FILETIME &time : times)
        total +=
            static_cast<double>(uint64_t{time.dwHighDateTime} << 32 | time.dwLowDateTime) * 100;
    }
    if (process)
      CloseHandle(process);
  }
  CloseHandle(processes);
  return total;
}
