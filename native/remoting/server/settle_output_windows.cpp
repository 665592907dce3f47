// On Windows no other process watches over the model, so a thread of its own process takes what is
// printed: the pipe must never be full. The client takes what is left when the process has ended.
#include "remoting/server/settle_output.hpp"

#include <atomic>
#include <stdio.h>
#include <windows.h>

namespace remoting {
namespace {

struct Reader {
  HANDLE from = nullptr;
  Output *to = nullptr;
  std::atomic<bool> reads{false};
};
Reader reader;

// Zero bytes are what settleOutput() pushes the rest along with.
DWORD withoutZeros(char *bytes, DWORD size) {
  DWORD kept = 0;
  for (DWORD i = 0; i < size; ++i) {
    if (bytes[i] != '\0')
      bytes[kept++] = bytes[i];
  }
  return kept;
}

DWORD WINAPI read(void *) {
  static char piece[Output::piece];
  DWORD size = 0;
  while (ReadFile(reader.from, piece, sizeof piece, &size, nullptr))
    reader.to->add(piece, withoutZeros(piece, size));
  reader.reads = false;
  return 0;
}

// Models have the C library that they were built for, or one within themselves.
void flushLibraries() {
  fflush(nullptr);
  using Flush = int(__cdecl *)(void *);
  const HMODULE library = GetModuleHandleW(L"ucrtbase.dll");
  const auto flush =
      library ? reinterpret_cast<Flush>(reinterpret_cast<void *>(GetProcAddress(library, "fflush")))
              : nullptr;
  if (flush)
    flush(nullptr);
}

} // namespace

void keepOutput(void *from, Output &to) {
  reader.from = from;
  reader.to = &to;
  reader.reads = true;
  const HANDLE thread = CreateThread(nullptr, 0, read, nullptr, 0, nullptr);
  if (thread)
    CloseHandle(thread);
  else
    reader.reads = false;
  // This library's own "line by line" is "when the buffer is full".
  setvbuf(stdout, nullptr, _IONBF, 0);
}

// The second flush returns when the thread asks for more, and has put away what came before.
void settleOutput() {
  flushLibraries();
  const HANDLE output = GetStdHandle(STD_OUTPUT_HANDLE);
  DWORD size = 0;
  if (reader.reads && GetFileType(output) == FILE_TYPE_PIPE && FlushFileBuffers(output) &&
      WriteFile(output, "", 1, &size, nullptr))
    FlushFileBuffers(output);
}

} // namespace remoting
