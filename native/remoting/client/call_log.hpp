// FMUTOOL_LOG=path: every call that the importer makes, as a line of text with its arguments,
// result and time. Off, it costs a look at one variable.
#pragma once

#include "os/text.hpp"

#include <stdint.h>
#include <stdio.h>

namespace remoting {

// A line under construction; what does not fit is cut.
class LogLine {
public:
  void text(const char *text);
  OS_PRINTF(2, 3) void format(const char *form, ...);
  void quoted(const char *text);
  const char *line() const { return line_; }
  size_t length() const { return used_; }

  // Separates arguments.
  void next() {
    if (used_ > 0 && line_[used_ - 1] != '(')
      text(", ");
  }

private:
  static constexpr size_t room = 8000;
  char line_[room + 4] = "";
  size_t used_ = 0;
};

class CallLog {
public:
  // Opened when the first instance is made; null when the variable is not set.
  static CallLog *ofProcess();

  void write(const char *instance, const LogLine &call, const char *result, uint64_t begun) const;

private:
  FILE *file_ = nullptr;
  uint64_t opened_ = 0;
};

} // namespace remoting
