// The server executable on Windows: takes the handles that the client has made for it and serves
// one instance.
#include "remoting/server/session.hpp"
#include "smipc/segment.hpp"

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

// The job object does the same; it may be refused where the importer is in a job itself.
DWORD WINAPI endWithImporter(void *importer) {
  WaitForSingleObject(importer, INFINITE);
  TerminateProcess(GetCurrentProcess(), 0);
  return 0;
}

} // namespace

int main(int argc, char **argv) {
  if (argc != 8 || strcmp(argv[1], "session") != 0) {
    fputs("This is the remoting server of an FMU made by fmutool; the FMU's library starts it.\n",
          stderr);
    return 2;
  }
  SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX | SEM_NOOPENFILEERRORBOX);
  SetUnhandledExceptionFilter(endWithException);
  HANDLE handle[6];
  for (int i = 0; i < 6; ++i) {
    handle[i] = handleFrom(argv[i + 2]);
    SetHandleInformation(handle[i], HANDLE_FLAG_INHERIT, 0);
  }
  const HANDLE importer = handle[1];
  void *place = MapViewOfFile(handle[0], FILE_MAP_ALL_ACCESS, 0, 0, sizeof(smipc::Segment));
  smipc::Segment *segment = place ? smipc::open(place, sizeof(smipc::Segment)) : nullptr;
  if (!segment)
    return 2;
  CloseHandle(CreateThread(nullptr, 0, endWithImporter, importer, 0, nullptr));

  static bool (*const ended)(void *) = [](void *process) {
    return WaitForSingleObject(process, 0) == WAIT_OBJECT_0;
  };
  alignas(remoting::Session) static uint8_t room[sizeof(remoting::Session)];
  auto *session =
      new (room) remoting::Session(segment, {handle[3], importer}, {handle[2], importer},
                                   {handle[5], importer}, {handle[4], importer}, {ended, importer});
  return session->run();
}
