#include "remoting/client/call_log.hpp"

#include "os/clock.hpp"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#ifdef _WIN32
#include <process.h>
#include <windows.h>
#else
#include <unistd.h>
#endif

namespace remoting {
namespace {

// Append, so that several processes can share one file.
FILE *openLog() {
#ifdef _WIN32
  const wchar_t *path = _wgetenv(L"FMUTOOL_LOG");
  return path && *path ? _wfopen(path, L"ab") : nullptr;
#else
  const char *path = getenv("FMUTOOL_LOG");
  return path && *path ? fopen(path, "abe") : nullptr;
#endif
}

int processId() {
#ifdef _WIN32
  return _getpid();
#else
  return getpid();
#endif
}

} // namespace

void LogLine::text(const char *text) {
  const size_t length = strlen(text);
  const size_t part = length < room - used_ ? length : room - used_;
  memcpy(line_ + used_, text, part);
  used_ += part;
  line_[used_] = '\0';
}

void LogLine::format(const char *form, ...) {
  va_list list;
  va_start(list, form);
  const int length = vsnprintf(line_ + used_, room - used_ + 1, form, list);
  va_end(list);
  if (length > 0)
    used_ = static_cast<size_t>(length) < room - used_ ? used_ + static_cast<size_t>(length) : room;
}

void LogLine::quoted(const char *value) {
  constexpr size_t longest = 200;
  if (!value)
    return text("null");
  text("\"");
  size_t shown = 0;
  for (const char *c = value; *c && shown < longest; ++c, ++shown) {
    const auto byte = static_cast<unsigned char>(*c);
    if (byte < 0x20 || byte == '"' || byte == '\\')
      format("\\x%02x", byte);
    else
      format("%c", *c);
  }
  text(value[shown] ? "\"..." : "\"");
}

CallLog *CallLog::ofProcess() {
  static CallLog log;
  static bool looked = false;
  if (!looked) {
    looked = true;
    log.file_ = openLog();
    log.opened_ = os::nanoseconds();
  }
  return log.file_ ? &log : nullptr;
}

// "seconds since the first instance, process, instance: call = result, microseconds". One write a
// line, so that lines of several processes do not mix.
void CallLog::write(const char *instance, const LogLine &call, const char *result,
                    uint64_t begun) const {
  const uint64_t now = os::nanoseconds();
  LogLine line;
  line.format("%.6f %d %.200s: ", static_cast<double>(begun - opened_) * 1e-9, processId(),
              instance ? instance : "");
  line.text(call.line());
  line.format(") = %s, %.1f us", result, static_cast<double>(now - begun) * 1e-3);
  fprintf(file_, "%s\n", line.line());
  fflush(file_);
}

} // namespace remoting
