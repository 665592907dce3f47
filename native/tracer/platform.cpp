// Files and process facts of the operating system.
#include "platform.hpp"

#ifdef _WIN32
#include <cfloat>
#else
#include <unistd.h>
#endif

namespace tracer {

#ifdef _WIN32

std::wstring wide(const std::string &utf8) {
  int size = MultiByteToWideChar(CP_UTF8, 0, utf8.c_str(), -1, nullptr, 0);
  std::wstring text(size, L'\0');
  MultiByteToWideChar(CP_UTF8, 0, utf8.c_str(), -1, text.data(), size);
  text.resize(size > 0 ? size - 1 : 0);
  return text;
}

std::string narrow(const wchar_t *text) {
  int size = WideCharToMultiByte(CP_UTF8, 0, text, -1, nullptr, 0, nullptr, nullptr);
  std::string utf8(size, '\0');
  WideCharToMultiByte(CP_UTF8, 0, text, -1, utf8.data(), size, nullptr, nullptr);
  utf8.resize(size > 0 ? size - 1 : 0);
  return utf8;
}

std::wstring fullPath(const std::string &utf8) {
  std::wstring path = wide(utf8);
  DWORD size = GetFullPathNameW(path.c_str(), 0, nullptr, nullptr);
  std::wstring full(size, L'\0');
  full.resize(GetFullPathNameW(path.c_str(), size, full.data(), nullptr));
  const size_t longest = 240;
  if (full.size() >= longest && full.compare(0, 4, L"\\\\?\\") != 0)
    full = L"\\\\?\\" + full;
  return full;
}

FILE *openFile(const std::string &path) { return _wfopen(fullPath(path).c_str(), L"rb"); }

void writeOut(const char *text, size_t size) {
  HANDLE out = GetStdHandle(STD_OUTPUT_HANDLE);
  while (size > 0) {
    DWORD written = 0;
    if (!WriteFile(out, text, static_cast<DWORD>(size), &written, nullptr) || written == 0)
      return;
    text += written;
    size -= written;
  }
}

unsigned long processId() { return GetCurrentProcessId(); }

void setUsualPrecision() {
#ifndef _WIN64
  _controlfp(_PC_53, _MCW_PC);
#endif
}

#else

FILE *openFile(const std::string &path) { return fopen(path.c_str(), "rb"); }

void writeOut(const char *text, size_t size) {
  while (size > 0) {
    ssize_t written = write(STDOUT_FILENO, text, size);
    if (written <= 0)
      return;
    text += written;
    size -= static_cast<size_t>(written);
  }
}

unsigned long processId() { return static_cast<unsigned long>(getpid()); }

void setUsualPrecision() {}

#endif

void writeLine(const std::string &line) { writeOut((line + "\n").data(), line.size() + 1); }

} // namespace tracer
