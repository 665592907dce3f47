// The listener on Windows: one thread and one completion port, to which every instance of the pipe
// belongs. An instance waits for a client, then for its hello, then, for as long as the client has
// the connection, for the end of the pipe.
#include "smipc/listener.hpp"

#include "os/threads.hpp"
#include "smipc/objects_windows.hpp"

#include <new>
#include <stdlib.h>

namespace smipc {
namespace {

enum class Stage { connecting, hello, welcome, live };

// One instance of the pipe and the operation under way on it.
struct Instance {
  OVERLAPPED work; // first: the port gives its address back
  HANDLE pipe;
  Stage stage;
  uint64_t id; // 0: no client of the server
  Hello hello;
  Welcome answer;
  Instance *next;
};

constexpr ULONG_PTR stopKey = 1, pipeKey = 2;

class WindowsListener final : public Listener {
public:
  explicit WindowsListener(const Doorman &doorman) : doorman_(doorman) {}
  ~WindowsListener();
  int start(const char *name, Failure &failure);
  ServerPage *page() const { return page_; }
  os::Bell bell() const { return {pageEvent_, nullptr}; }

private:
  void run();
  bool takeName();
  bool offer();
  void advance(Instance *instance, bool succeeded, DWORD size);
  void answer(Instance *instance);
  int admit(Instance *instance);
  bool read(Instance *instance, void *data, DWORD size);
  void discard(Instance *instance);

  Doorman doorman_;
  OwnerOnly owner_;
  Name pipe_ = L"", mutex_ = L"";
  char token_[24] = "";
  os::Thread thread_;
  HANDLE port_ = nullptr;
  HANDLE started_ = nullptr; // set when the thread has taken the name, or failed to
  HANDLE name_ = nullptr;    // a mutex that the thread owns while it listens
  bool taken_ = false;
  void *pageSection_ = nullptr, *pageEvent_ = nullptr;
  ServerPage *page_ = nullptr;
  uint64_t nextId_ = 1;
  Instance *instances_ = nullptr;
};

// Not guessable, and different each time: the names of memory must not be known beforehand.
void makeToken(char (&token)[24]) {
  uint8_t bytes[8] = {};
  using Generate = BOOLEAN(WINAPI *)(void *, ULONG);
  const HMODULE library = LoadLibraryW(L"advapi32.dll");
  const auto generate = reinterpret_cast<Generate>(
      reinterpret_cast<void *>(GetProcAddress(library, "SystemFunction036"))); // RtlGenRandom
  if (!generate || !generate(bytes, sizeof bytes)) {
    LARGE_INTEGER now;
    QueryPerformanceCounter(&now);
    now.QuadPart ^= static_cast<LONGLONG>(GetCurrentProcessId()) << 40;
    memcpy(bytes, &now, sizeof bytes);
  }
  FreeLibrary(library);
  for (unsigned i = 0; i < sizeof bytes; ++i)
    snprintf(token + 2 * i, 3, "%02x", bytes[i]);
}

int WindowsListener::start(const char *name, Failure &failure) {
  if (!owner_.attributes())
    return failure.say(SMIPC_SYSTEM, "%s: cannot find out who the user is", name);
  makeToken(token_);
  const DWORD error = openPage(page_, pageSection_, pageEvent_, token_, &owner_);
  if (error != 0)
    return failure.say(SMIPC_NO_MEMORY, "%s: cannot make shared memory (Windows error %lu)", name,
                       error);
  format(page_->head, pageMagic, sizeof(ServerPage));
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
  if (!instances_)
    return failure.say(SMIPC_SYSTEM, "%s: cannot make a pipe", name);
  return SMIPC_OK;
}

WindowsListener::~WindowsListener() {
  if (thread_.running())
    PostQueuedCompletionStatus(port_, 0, stopKey, nullptr);
  thread_.join();
  for (HANDLE handle :
       {port_, started_, static_cast<HANDLE>(pageSection_), static_cast<HANDLE>(pageEvent_)}) {
    if (handle)
      CloseHandle(handle);
  }
  if (page_)
    UnmapViewOfFile(page_);
}

// Whoever owns the mutex has the name. It goes back by itself when the process ends.
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
    const BOOL succeeded = GetQueuedCompletionStatus(port_, &size, &key, &work, INFINITE);
    if (!work)
      break;
    advance(reinterpret_cast<Instance *>(work), succeeded != 0, size);
  }
  while (instances_)
    discard(instances_);
  if (taken_)
    ReleaseMutex(name_);
  if (name_)
    CloseHandle(name_);
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
  if (instance->pipe == INVALID_HANDLE_VALUE) {
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
  switch (instance->stage) {
  case Stage::connecting:
    offer();
    instance->stage = Stage::hello;
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
  memcpy(welcome.token, token_, sizeof token_);
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
  DWORD error = openObjects(link, token_, &owner_);
  if (error == 0)
    error = openPage(link.page, link.pageSection, link.pageEvent, token_, nullptr);
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

Listener *Listener::open(const char *name, const Doorman &doorman, Failure &failure) {
  void *memory = malloc(sizeof(WindowsListener));
  if (!memory) {
    failure.say(SMIPC_NO_MEMORY, "%s: out of memory", name);
    return nullptr;
  }
  auto *listener = new (memory) WindowsListener(doorman);
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

ServerPage *Listener::page() const { return static_cast<const WindowsListener *>(this)->page(); }
os::Bell Listener::bell() const { return static_cast<const WindowsListener *>(this)->bell(); }

} // namespace smipc
