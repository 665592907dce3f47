// The server executable on Windows: takes the handles that the client has made for it and serves
// one instance.
#include "remoting/server/session.hpp"
#include "remoting/server/settle_output.hpp"
#include "remoting/shared.hpp"

#include <atomic>
#include <new>
#include <stdio.h>
#include <windows.h>

namespace {

HANDLE handleFrom(const char *number) {
  return reinterpret_cast<HANDLE>(static_cast<uintptr_t>(strtoul(number, nullptr, 10)));
}

// A crash of the model ends the process at once, with the exception as exit status and without a
// dialog.
LONG WINAPI endWithException(EXCEPTION_POINTERS *exception) {
  TerminateProcess(GetCurrentProcess(), exception->ExceptionRecord->ExceptionCode);
  return EXCEPTION_EXECUTE_HANDLER;
}

// Ends this process when the importer has ended (the job object does the same; it may be refused
// where the importer is in a job itself), or when the model has ended the thread that serves it.
struct Others {
  HANDLE importer, server; // a process and a thread of this one
  std::atomic<bool> watched;
};
constexpr UINT threadEnded = 0xC000004B; // STATUS_THREAD_IS_TERMINATING

DWORD WINAPI endWithOthers(void *argument) {
  auto *others = static_cast<Others *>(argument);
  const HANDLE handles[] = {others->importer, others->server};
  others->watched = true;
  const bool importerEnded = WaitForMultipleObjects(2, handles, FALSE, INFINITE) == WAIT_OBJECT_0;
  TerminateProcess(GetCurrentProcess(), importerEnded ? 0 : threadEnded);
  return 0;
}

// Returns when the watch has begun: while a library is loaded no thread can.
void watch(HANDLE importer) {
  static Others others = {importer, nullptr, {false}};
  DuplicateHandle(GetCurrentProcess(), GetCurrentThread(), GetCurrentProcess(), &others.server,
                  SYNCHRONIZE, FALSE, 0);
  const HANDLE thread = CreateThread(nullptr, 0, endWithOthers, &others, 0, nullptr);
  while (thread && !others.watched)
    SwitchToThread();
  if (thread)
    CloseHandle(thread);
}

} // namespace

int main(int argc, char **argv) {
  if (argc != 9 || strcmp(argv[1], "session") != 0) {
    fputs("This is the remoting server of an FMU made by fmutool; the FMU's library starts it.\n",
          stderr);
    return 2;
  }
  SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX | SEM_NOOPENFILEERRORBOX);
  SetUnhandledExceptionFilter(endWithException);
  HANDLE handle[7];
  for (int i = 0; i < 7; ++i) {
    handle[i] = handleFrom(argv[i + 2]);
    SetHandleInformation(handle[i], HANDLE_FLAG_INHERIT, 0);
  }
  const HANDLE importer = handle[1];
  void *place = MapViewOfFile(handle[0], FILE_MAP_ALL_ACCESS, 0, 0, 0);
  smipc::Segment *segment = place ? smipc::open(place, sizeof(smipc::Segment)) : nullptr;
  MEMORY_BASIC_INFORMATION memory;
  if (!segment || VirtualQuery(place, &memory, sizeof memory) == 0)
    return 2;
  watch(importer);
  remoting::keepOutput(handle[6], remoting::Shared::of(segment)->output);

  static bool (*const ended)(void *) = [](void *process) {
    return WaitForSingleObject(process, 0) == WAIT_OBJECT_0;
  };
  alignas(remoting::Session) static uint8_t room[sizeof(remoting::Session)];
  const unsigned lanes =
      memory.RegionSize >= remoting::Shared::size(remoting::extraLanes) ? remoting::extraLanes : 0;
  auto *session = new (room) remoting::Session(
      *remoting::Shared::of(segment), lanes, {{handle[3], importer}, {handle[2], importer}},
      {{handle[5], importer}, {handle[4], importer}}, {ended, importer});
  return session->run();
}
