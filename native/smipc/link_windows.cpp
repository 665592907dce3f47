// Windows: client and server meet at a named pipe. The shared objects have names that cannot be
// guessed and that vanish with the last handle; the pipe's end and the process's tell that the peer
// is gone.
#include "smipc/objects_windows.hpp"

#include "os/clock.hpp"

#include <stdlib.h>

namespace smipc {
namespace {

int failed(Failure &failure, DWORD error, const char *name, const char *what) {
  const bool memory = error == ERROR_NOT_ENOUGH_MEMORY || error == ERROR_COMMITMENT_LIMIT ||
                      error == ERROR_DISK_FULL || error == ERROR_NO_SYSTEM_RESOURCES;
  const bool denied = error == ERROR_ACCESS_DENIED;
  return failure.say(memory   ? SMIPC_NO_MEMORY
                     : denied ? SMIPC_DENIED
                              : SMIPC_SYSTEM,
                     "%s: %s (Windows error %lu)", name, what, error);
}

DWORD left(uint64_t deadline) {
  if (deadline == 0)
    return INFINITE;
  const uint64_t now = os::nanoseconds();
  return now >= deadline ? 0 : static_cast<DWORD>((deadline - now + 999999) / 1000000 & 0x7fffffff);
}

int takenByOther(const char *name, const wchar_t *user, int status, Failure &failure) {
  return failure.say(status, "%s: another user has taken this name (%ls)", name, user);
}

int dial(const wchar_t *pipe, const OwnerOnly &owner, const char *name, uint64_t deadline,
         void *&handle, Failure &failure) {
  for (;;) {
    // The server learns which user we are, but cannot act in our name.
    const HANDLE file = CreateFileW(
        pipe, GENERIC_READ | GENERIC_WRITE, 0, nullptr, OPEN_EXISTING,
        FILE_FLAG_OVERLAPPED | SECURITY_SQOS_PRESENT | SECURITY_IDENTIFICATION, nullptr);
    if (file != INVALID_HANDLE_VALUE) {
      handle = file;
      Owner other;
      return owner.owns(file, other) ? SMIPC_OK : takenByOther(name, other, SMIPC_DENIED, failure);
    }
    const DWORD error = GetLastError();
    if (error == ERROR_ACCESS_DENIED)
      return takenByOther(name, L"unknown", SMIPC_DENIED, failure);
    if (error == ERROR_FILE_NOT_FOUND)
      return failure.say(SMIPC_NO_SERVER, "%s: no server listens under this name", name);
    if (error != ERROR_PIPE_BUSY)
      return failed(failure, error, name, "cannot connect");
    if (left(deadline) == 0)
      return failure.say(SMIPC_AGAIN, "%s: the server does not take clients at the moment", name);
    os::sleepMilliseconds(1);
  }
}

// Writes or reads one whole message on the pipe within the time. Returns 0 or the error.
DWORD transfer(HANDLE pipe, bool writing, void *data, DWORD size, uint64_t deadline) {
  OVERLAPPED work = {};
  work.hEvent = CreateEventW(nullptr, TRUE, FALSE, nullptr);
  if (!work.hEvent)
    return GetLastError();
  DWORD done = 0, error = 0;
  const BOOL begun = writing ? WriteFile(pipe, data, size, nullptr, &work)
                             : ReadFile(pipe, data, size, nullptr, &work);
  if (!begun)
    error = GetLastError();
  if (begun || error == ERROR_IO_PENDING) {
    if (WaitForSingleObject(work.hEvent, left(deadline)) != WAIT_OBJECT_0)
      CancelIo(pipe);
    error = GetOverlappedResult(pipe, &work, &done, TRUE) ? 0 : GetLastError();
    if (error == 0 && done != size)
      error = ERROR_BAD_LENGTH;
  }
  CloseHandle(work.hEvent);
  return error;
}

int greet(HANDLE pipe, const char *name, uint64_t tag, uint64_t deadline, Welcome &welcome,
          Failure &failure) {
  Hello hello{};
  hello.magic = connectionMagic;
  hello.version = protocolVersion;
  hello.byteOrder = byteOrderMark;
  hello.pid = GetCurrentProcessId();
  hello.tag = tag;
  transfer(pipe, true, &hello, sizeof hello, deadline);
  const DWORD error = transfer(pipe, false, &welcome, sizeof welcome, deadline);
  if (error == ERROR_OPERATION_ABORTED)
    return failure.say(SMIPC_AGAIN, "%s: the server has not answered in time", name);
  if (error == ERROR_BROKEN_PIPE || error == ERROR_PIPE_NOT_CONNECTED)
    return failure.say(SMIPC_NO_SERVER, "%s: the server ended while it was being connected to",
                       name);
  welcome.token[sizeof welcome.token - 1] = welcome.server[sizeof welcome.server - 1] = '\0';
  if (error != 0 || welcome.magic != connectionMagic || welcome.byteOrder != byteOrderMark ||
      welcome.version != protocolVersion)
    return failure.say(SMIPC_MISMATCH, "%s: the server is of another version", name);
  if (welcome.refusal != 0)
    return failure.say(static_cast<int>(welcome.refusal), "%s: the server refuses: %s", name,
                       smipc_status_text(static_cast<int>(welcome.refusal)));
  return SMIPC_OK;
}

int map(const Welcome &welcome, const char *name, Link &link, Failure &failure) {
  DWORD error = openObjects(link, welcome.token, nullptr);
  link.serverEvent = openServerEvent(welcome.server, nullptr);
  if (error == 0 && !link.serverEvent)
    error = GetLastError();
  if (error != 0 && error != ERROR_ACCESS_DENIED)
    return failed(failure, error, name, "cannot open the connection's memory");
  if (error != 0 || welcome.blockSize != sizeof(ConnectionBlock) ||
      !fits(link.block->head, connectionMagic, sizeof(ConnectionBlock)))
    return failure.say(SMIPC_MISMATCH, "%s: the server lays out its memory in another way", name);
  // May be refused where the two run with different rights; the pipe's end still tells.
  link.process = OpenProcess(SYNCHRONIZE, FALSE, welcome.pid);
  return SMIPC_OK;
}

void closeHandle(void *&handle) {
  if (handle)
    CloseHandle(handle);
  handle = nullptr;
}

} // namespace

os::Bell Link::bell(unsigned which) const { return {events[which], process}; }

void Link::strike() const { SetEvent(serverEvent); }

bool Link::gone() const {
  if (process && WaitForSingleObject(process, 0) == WAIT_OBJECT_0)
    return true;
  DWORD waiting = 0;
  return pipe && !PeekNamedPipe(pipe, nullptr, 0, nullptr, &waiting, nullptr);
}

void Link::release() {
  if (block)
    UnmapViewOfFile(block);
  block = nullptr;
  if (hall)
    hall->release();
  hall = nullptr;
  for (void *&event : events)
    closeHandle(event);
  closeHandle(section);
  closeHandle(serverEvent);
  closeHandle(process);
  closeHandle(pipe);
}

int connectTo(const char *name, uint64_t tag, uint64_t deadline, Link &link, Failure &failure) {
  const OwnerOnly owner;
  Name pipe;
  pipeName(pipe, owner, name);
  Welcome welcome{};
  int status = dial(pipe, owner, name, deadline, link.pipe, failure);
  if (status == SMIPC_OK)
    status = greet(link.pipe, name, tag, deadline, welcome, failure);
  link.id = welcome.id;
  link.tag = tag;
  link.pid = welcome.pid;
  if (status == SMIPC_OK)
    status = map(welcome, name, link, failure);
  if (status != SMIPC_OK)
    link.release();
  return status;
}

} // namespace smipc
