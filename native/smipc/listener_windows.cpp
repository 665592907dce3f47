// The listener on Windows: one thread and one completion port, to which every instance of the pipe
// belongs. An instance waits for a client, then for its hello, then, for as long as the client has
// the connection, for the end of the pipe.
#include "smipc/listener.hpp"

#include "os/clock.hpp"
#include "os/threads.hpp"
#include "smipc/objects_windows.hpp"

#include <new>
#include <stdlib.h>

namespace smipc {
namespace {

enum class Stage { connecting, hello, welcome, live };

constexpr unsigned maxGuests = 32;
constexpr uint64_t guestTime = 5000000000u; // nanoseconds until a guest has to be a client
constexpr DWORD lookAfterGuests = 1000;     // milliseconds

// One instance of the pipe and the operation under way on it.
struct Instance {
  OVERLAPPED work; // first: the port gives its address back
  HANDLE pipe;
  Stage stage;
  uint64_t id;    // 0: no client of the server
  uint64_t since; // when the guest came; 0 while none has
  bool leaving;   // it has been sent off
  Hello hello;
  Welcome answer;
  Instance *next;
};

constexpr ULONG_PTR stopKey = 1, pipeKey = 2;

class WindowsListener final : public Listener {
public:
  WindowsListener(const Doorman &doorman, Hall &hall) : doorman_(doorman), hall_(hall) {}
  ~WindowsListener();
  int start(const char *name, Failure &failure);

private:
  void run();
  bool takeName();
  bool offer();
  void advance(Instance *instance, bool succeeded, DWORD size);
  void answer(Instance *instance);
  int admit(Instance *instance);
  bool read(Instance *instance, void *data, DWORD size);
  void discard(Instance *instance);
  void sendOffGuests();

  Doorman doorman_;
  Hall &hall_; // outlives the listener
  OwnerOnly owner_;
  Name pipe_ = L"", mutex_ = L"";
  os::Thread thread_;
  HANDLE port_ = nullptr;
  HANDLE started_ = nullptr; // set when the thread has taken the name, or failed to
  HANDLE name_ = nullptr;    // a mutex that the thread owns while it listens
  bool taken_ = false;
  Owner other_ = L""; // the owner of a pipe of this name that is not ours
  uint64_t nextId_ = 1;
  Instance *instances_ = nullptr; // newest first
};

int WindowsListener::start(const char *name, Failure &failure) {
  if (!owner_.attributes())
    return failure.say(SMIPC_SYSTEM, "%s: cannot find out who the user is", name);
  pipeName(pipe_, owner_, name);
  ownerName(mutex_, owner_, name);
  port_ = CreateIoCompletionPort(INVALID_HANDLE_VALUE, nullptr, 0, 1);
  started_ = CreateEventW(nullptr, TRUE, FALSE, nullptr);
  if (!port_ || !started_ ||
      !thread_.start([](void *self) { static_cast<WindowsListener *>(self)->run(); }, this))
    return failure.say(SMIPC_NO_MEMORY, "%s: cannot start a thread", name);
  WaitForSingleObject(started_, INFINITE);
  if (!taken_)
    return failure.say(SMIPC_IN_USE, "%s: another server listens under this name", name);
  if (*other_)
    return failure.say(SMIPC_IN_USE, "%s: another user has taken this name (%ls)", name, other_);
  if (!instances_)
    return failure.say(SMIPC_SYSTEM, "%s: cannot make a pipe", name);
  return SMIPC_OK;
}

WindowsListener::~WindowsListener() {
  if (thread_.running())
    PostQueuedCompletionStatus(port_, 0, stopKey, nullptr);
  thread_.join();
  for (HANDLE handle : {port_, started_}) {
    if (handle)
      CloseHandle(handle);
  }
}

// The thread that owns the mutex has the name. The mutex goes back by itself when the process ends.
bool WindowsListener::takeName() {
  name_ = CreateMutexW(owner_.attributes(), FALSE, mutex_);
  if (!name_)
    return false;
  const DWORD result = WaitForSingleObject(name_, 0);
  return result == WAIT_OBJECT_0 || result == WAIT_ABANDONED;
}

void WindowsListener::run() {
  taken_ = takeName();
  const bool listening = taken_ && offer();
  SetEvent(started_);
  while (listening) {
    DWORD size = 0;
    ULONG_PTR key = 0;
    OVERLAPPED *work = nullptr;
    const BOOL succeeded = GetQueuedCompletionStatus(port_, &size, &key, &work, lookAfterGuests);
    if (work)
      advance(reinterpret_cast<Instance *>(work), succeeded != 0, size);
    else if (succeeded || GetLastError() != WAIT_TIMEOUT)
      break;
    sendOffGuests();
  }
  while (instances_)
    discard(instances_);
  if (taken_)
    ReleaseMutex(name_);
  if (name_)
    CloseHandle(name_);
}

// No client is a guest for long, and of too many the oldest goes: silent guests keep no client out.
// What is under way on its pipe then fails, and the thread that learns of that discards the
// instance.
void WindowsListener::sendOffGuests() {
  const uint64_t now = os::nanoseconds();
  unsigned younger = 0;
  for (Instance *instance = instances_; instance; instance = instance->next) {
    if (instance->since == 0 || instance->id != 0 || instance->leaving)
      continue;
    instance->leaving = ++younger > maxGuests || now - instance->since > guestTime;
    if (instance->leaving)
      CancelIo(instance->pipe);
  }
}

// A further instance of the pipe, for the next client.
bool WindowsListener::offer() {
  auto *instance = static_cast<Instance *>(calloc(1, sizeof(Instance)));
  if (!instance)
    return false;
  instance->pipe =
      CreateNamedPipeW(pipe_, PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED,
                       PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE | PIPE_REJECT_REMOTE_CLIENTS,
                       PIPE_UNLIMITED_INSTANCES, 512, 512, 0, owner_.attributes());
  const bool made = instance->pipe != INVALID_HANDLE_VALUE;
  if (!made && GetLastError() == ERROR_ACCESS_DENIED)
    wcscpy(other_, L"unknown");
  // All instances of a pipe belong to the user of the first one, and that may be another user that
  // lets us make more.
  Owner owner;
  if (made && !owner_.owns(instance->pipe, owner)) {
    wcscpy(other_, owner);
    CloseHandle(instance->pipe);
  }
  if (!made || *other_) {
    free(instance);
    return false;
  }
  instance->next = instances_;
  instances_ = instance;
  CreateIoCompletionPort(instance->pipe, port_, pipeKey, 0);
  if (ConnectNamedPipe(instance->pipe, &instance->work) || GetLastError() == ERROR_PIPE_CONNECTED)
    PostQueuedCompletionStatus(port_, 0, pipeKey, &instance->work);
  return true;
}

bool WindowsListener::read(Instance *instance, void *data, DWORD size) {
  memset(&instance->work, 0, sizeof instance->work);
  return ReadFile(instance->pipe, data, size, nullptr, &instance->work) ||
         GetLastError() == ERROR_IO_PENDING;
}

void WindowsListener::advance(Instance *instance, bool succeeded, DWORD size) {
  const Stage stage = instance->leaving ? Stage::live : instance->stage;
  switch (stage) {
  case Stage::connecting:
    offer();
    instance->stage = Stage::hello;
    instance->since = os::nanoseconds();
    if (succeeded && read(instance, &instance->hello, sizeof instance->hello))
      return;
    break;
  case Stage::hello:
    if (succeeded && size == sizeof instance->hello)
      return answer(instance);
    break;
  case Stage::welcome:
    instance->stage = Stage::live;
    if (read(instance, &instance->hello, sizeof instance->hello))
      return;
    break;
  case Stage::live: // the client says nothing more: whatever comes is the end
    break;
  }
  if (instance->id != 0)
    doorman_.ended(doorman_.self, instance->id);
  discard(instance);
}

void WindowsListener::answer(Instance *instance) {
  Welcome &welcome = instance->answer;
  welcome.magic = connectionMagic;
  welcome.version = protocolVersion;
  welcome.byteOrder = byteOrderMark;
  welcome.blockSize = sizeof(ConnectionBlock);
  welcome.pid = GetCurrentProcessId();
  makeToken(welcome.token);
  memcpy(welcome.server, hall_.token(), sizeof welcome.server);
  const int status = admit(instance);
  welcome.refusal = static_cast<uint32_t>(status);
  instance->stage = Stage::welcome; // one that is refused leaves by itself when it has read why
  memset(&instance->work, 0, sizeof instance->work);
  if (!WriteFile(instance->pipe, &welcome, sizeof welcome, nullptr, &instance->work) &&
      GetLastError() != ERROR_IO_PENDING)
    PostQueuedCompletionStatus(port_, 0, pipeKey, &instance->work);
}

int WindowsListener::admit(Instance *instance) {
  const Hello &hello = instance->hello;
  if (hello.magic != connectionMagic || hello.version != protocolVersion ||
      hello.byteOrder != byteOrderMark)
    return SMIPC_MISMATCH;
  Link link;
  link.id = nextId_++;
  link.tag = hello.tag;
  ULONG pid = hello.pid;
  GetNamedPipeClientProcessId(instance->pipe, &pid);
  link.pid = pid;
  link.process = OpenProcess(SYNCHRONIZE, FALSE, pid);
  hall_.retain();
  link.hall = &hall_;
  const DWORD error = openObjects(link, instance->answer.token, &owner_);
  void *guest = nullptr;
  int status = SMIPC_NO_MEMORY;
  if (error == 0) {
    format(*link.block);
    status = doorman_.admit(doorman_.self, link, guest);
  }
  if (status != SMIPC_OK) {
    link.release();
    return status;
  }
  instance->id = instance->answer.id = link.id;
  doorman_.enter(doorman_.self, guest);
  return SMIPC_OK;
}

void WindowsListener::discard(Instance *instance) {
  Instance **place = &instances_;
  while (*place != instance)
    place = &(*place)->next;
  *place = instance->next;
  // No operation may be under way in memory that is freed.
  CancelIo(instance->pipe);
  DWORD size = 0;
  if (!HasOverlappedIoCompleted(&instance->work))
    GetOverlappedResult(instance->pipe, &instance->work, &size, TRUE);
  CloseHandle(instance->pipe);
  free(instance);
}

} // namespace

Listener *Listener::open(const char *name, const Doorman &doorman, Hall &hall, Failure &failure) {
  void *memory = malloc(sizeof(WindowsListener));
  if (!memory) {
    failure.say(SMIPC_NO_MEMORY, "%s: out of memory", name);
    return nullptr;
  }
  auto *listener = new (memory) WindowsListener(doorman, hall);
  if (listener->start(name, failure) == SMIPC_OK)
    return listener;
  listener->close();
  return nullptr;
}

void Listener::close() {
  auto *listener = static_cast<WindowsListener *>(this);
  listener->~WindowsListener();
  free(listener);
}

} // namespace smipc
