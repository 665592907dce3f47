// On Windows the server inherits an unnamed section, the events and a handle of the importer, and
// nothing else. A job object that only the importer holds ends the server when the importer ends,
// however that happens.
#include "remoting/client/server_process.hpp"

#include "os/paths.hpp"

#include <stdlib.h>
#include <windows.h>

namespace remoting {
namespace {

constexpr unsigned longestEnd = 1000; // milliseconds that a killed process may take to go
// Milliseconds that programs which the model has started may take to end after it has ended well.
constexpr unsigned grace = 500, look = 10;
constexpr unsigned otherHandles = 5; // besides those of the bells
constexpr DWORD pipeSize = 65536;

void closeHandle(void *&handle) {
  if (handle)
    CloseHandle(handle);
  handle = nullptr;
}

void *killOnCloseJob() {
  const HANDLE job = CreateJobObjectW(nullptr, nullptr);
  JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {};
  // Processes that the model starts are in it too, and cannot leave.
  limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE;
  if (job)
    SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof limits);
  return job;
}

unsigned processesIn(HANDLE job) {
  JOBOBJECT_BASIC_ACCOUNTING_INFORMATION facts = {};
  const bool known = QueryInformationJobObject(job, JobObjectBasicAccountingInformation, &facts,
                                               sizeof facts, nullptr);
  return known ? facts.ActiveProcesses : 0;
}

// CreateProcess with exactly these handles inherited. Returns 0 or the error.
DWORD run(const wchar_t *file, wchar_t *commandLine, HANDLE *handles, unsigned count,
          HANDLE nothing, HANDLE output, PROCESS_INFORMATION &made) {
  STARTUPINFOEXW start = {};
  start.StartupInfo.cb = sizeof start;
  start.StartupInfo.dwFlags = STARTF_USESTDHANDLES;
  start.StartupInfo.hStdInput = nothing;
  start.StartupInfo.hStdOutput = output;
  start.StartupInfo.hStdError = output;
  SIZE_T size = 0;
  InitializeProcThreadAttributeList(nullptr, 1, 0, &size);
  start.lpAttributeList = static_cast<LPPROC_THREAD_ATTRIBUTE_LIST>(malloc(size));
  if (!start.lpAttributeList)
    return ERROR_NOT_ENOUGH_MEMORY;
  DWORD error = 0;
  if (!InitializeProcThreadAttributeList(start.lpAttributeList, 1, 0, &size) ||
      !UpdateProcThreadAttribute(start.lpAttributeList, 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST,
                                 handles, count * sizeof *handles, nullptr, nullptr) ||
      !CreateProcessW(file, commandLine, nullptr, nullptr, TRUE,
                      EXTENDED_STARTUPINFO_PRESENT | CREATE_NO_WINDOW | CREATE_SUSPENDED, nullptr,
                      nullptr, &start.StartupInfo, &made))
    error = GetLastError();
  DeleteProcThreadAttributeList(start.lpAttributeList);
  free(start.lpAttributeList);
  return error;
}

const char *exceptionName(DWORD code) {
  switch (code) {
  case EXCEPTION_ACCESS_VIOLATION:
    return "an invalid memory access";
  case EXCEPTION_STACK_OVERFLOW:
    return "a stack overflow";
  case EXCEPTION_ILLEGAL_INSTRUCTION:
    return "an illegal instruction";
  case EXCEPTION_INT_DIVIDE_BY_ZERO:
    return "a division by zero";
  case 0xC0000409:
    return "it called abort";
  case 0xC000004B:
    return "it ended the thread that its functions are called in";
  case 0xC0000135:
    return "a library that it needs is not there";
  default:
    return "a Windows exception";
  }
}

uint32_t number(HANDLE handle) {
  // Windows keeps handles to 32 bits, so that processes of both kinds can share them.
  return static_cast<uint32_t>(reinterpret_cast<uintptr_t>(handle));
}

constexpr DWORD virusInfected = 225; // ERROR_VIRUS_INFECTED, Windows 7

// What it means that a program which was put there by fmutool cannot be started.
const char *meaning(DWORD error) {
  switch (error) {
  case ERROR_BAD_EXE_FORMAT:
  case ERROR_EXE_MACHINE_TYPE_MISMATCH:
    return " (it is damaged, or this system runs no programs of its kind)";
  case ERROR_ACCESS_DENIED:
  case ERROR_ACCESS_DISABLED_BY_POLICY:
  case virusInfected:
    return " (access to it is denied, by its rights, a policy or a virus scanner)";
  case ERROR_FILE_NOT_FOUND:
  case ERROR_PATH_NOT_FOUND:
    return " (it is not there any more)";
  default:
    return "";
  }
}

} // namespace

bool ServerProcess::start(const char *executable, const char *, unsigned lanes, os::Text &why) {
  SECURITY_ATTRIBUTES inherit = {sizeof inherit, nullptr, TRUE};
  HANDLE handles[otherHandles + 2 * channels];
  unsigned used = 0;
  bool made = true;

  size_ = Shared::size(lanes);
  mapping_ = CreateFileMappingW(INVALID_HANDLE_VALUE, &inherit, PAGE_READWRITE, 0,
                                static_cast<DWORD>(size_), nullptr);
  handles[used++] = mapping_;
  void *place = mapping_ ? MapViewOfFile(mapping_, FILE_MAP_ALL_ACCESS, 0, 0, size_) : nullptr;
  if (place)
    segment_ = smipc::format(place);
  for (unsigned channel = 0; channel < smipc::channelCount + lanes; ++channel) {
    for (unsigned side = 0; side < 2; ++side) {
      const HANDLE bell = CreateEventW(&inherit, FALSE, FALSE, nullptr);
      bells_[channel][side] = bell;
      handles[used++] = bell;
      made = made && bell;
      if (channel >= smipc::channelCount && place)
        Shared::of(segment_)->laneBell[channel - smipc::channelCount][side] = number(bell);
    }
  }
  HANDLE importer = nullptr;
  DuplicateHandle(GetCurrentProcess(), GetCurrentProcess(), GetCurrentProcess(), &importer,
                  SYNCHRONIZE, TRUE, 0);
  handles[used++] = importer;
  HANDLE nothing =
      CreateFileW(L"NUL", GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE,
                  &inherit, OPEN_EXISTING, 0, nullptr);
  handles[used++] = nothing;
  HANDLE output = nullptr;
  made = CreatePipe(&printed_, &output, &inherit, pipeSize) && made;
  handles[used++] = printed_;
  handles[used++] = output;

  wchar_t *file = os::nativePath(executable);
  DWORD error = ERROR_NOT_ENOUGH_MEMORY;
  PROCESS_INFORMATION process = {};
  if (made && segment_ && importer && nothing != INVALID_HANDLE_VALUE && file) {
    wchar_t commandLine[160];
    swprintf(commandLine, sizeof commandLine / sizeof *commandLine,
             L"server_sm session %u %u %u %u %u %u %u", number(mapping_), number(importer),
             number(bells_[0][0]), number(bells_[0][1]), number(bells_[1][0]), number(bells_[1][1]),
             number(printed_));
    error = run(file, commandLine, handles, used, nothing, output, process);
  }
  if (error == 0) {
    process_ = process.hProcess;
    // Inherited by the server alone: what else the importer starts must not hold the session.
    for (unsigned i = 0; i < used; ++i)
      SetHandleInformation(handles[i], HANDLE_FLAG_INHERIT, 0);
    job_ = killOnCloseJob();
    if (job_)
      AssignProcessToJobObject(job_, process_);
    ResumeThread(process.hThread);
    CloseHandle(process.hThread);
  } else {
    why.format("cannot start %s: Windows error %lu%s", executable, error, meaning(error));
  }
  free(file);
  if (importer)
    CloseHandle(importer);
  if (nothing != INVALID_HANDLE_VALUE)
    CloseHandle(nothing);
  if (output)
    CloseHandle(output);
  if (error != 0)
    release();
  return error == 0;
}

os::Bell ServerProcess::ownBell(unsigned channel) const { return {bells_[channel][0], process_}; }
os::Bell ServerProcess::theirBell(unsigned channel) const { return {bells_[channel][1], process_}; }

bool ServerProcess::gone() const { return waitForEnd(0); }

void ServerProcess::describeEnd(os::Text &text) const {
  DWORD code = 0;
  GetExitCodeProcess(process_, &code);
  if (code >= 0xC0000000)
    text.format("was ended by exception 0x%08lX (%s)", code, exceptionName(code));
  else
    text.format("ended with exit status %lu", code);
}

bool ServerProcess::endedWell() const {
  DWORD code = 1;
  return GetExitCodeProcess(process_, &code) && code == 0;
}

bool ServerProcess::waitForEnd(unsigned milliseconds) const {
  return WaitForSingleObject(process_, milliseconds) == WAIT_OBJECT_0;
}

void ServerProcess::end() {
  if (!process_)
    return;
  DWORD code = 1;
  const bool well = waitForEnd(0) && GetExitCodeProcess(process_, &code) && code == 0;
  if (!waitForEnd(0)) {
    TerminateProcess(process_, 1);
    waitForEnd(longestEnd);
  }
  if (job_)
    endJob(well);
  drain();
}

// What the model has started ends with it. After a good end that may have been told to do so, and
// have licences to give back.
void ServerProcess::endJob(bool well) {
  for (unsigned waited = 0; well && waited < grace && processesIn(job_) > 0; waited += look)
    Sleep(look);
  TerminateJobObject(job_, 1);
}

// What the process has printed and its own thread has not read any more.
void ServerProcess::drain() {
  char piece[Output::piece];
  DWORD there = 0, size = 0;
  for (DWORD taken = 0; segment_ && taken < pipeSize; taken += size) {
    if (!PeekNamedPipe(printed_, nullptr, 0, nullptr, &there, nullptr) || there == 0 ||
        !ReadFile(printed_, piece, there < sizeof piece ? there : sizeof piece, &size, nullptr) ||
        size == 0)
      return;
    Shared::of(segment_)->output.add(piece, size);
  }
}

// The process sends what it has before it answers.
void ServerProcess::settleOutput() const {}

void ServerProcess::release() {
  end();
  forget();
}

void ServerProcess::forget() {
  closeHandle(process_);
  closeHandle(job_);
  closeHandle(printed_);
  for (auto &channel : bells_) {
    for (auto &bell : channel)
      closeHandle(bell);
  }
  if (segment_)
    UnmapViewOfFile(segment_);
  segment_ = nullptr;
  closeHandle(mapping_);
}

} // namespace remoting
