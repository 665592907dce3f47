// A finished text for a logger that takes a format: its percent signs are doubled.
#pragma once

#include <stdlib.h>

namespace remoting {

class Format {
public:
  explicit Format(const char *text) : isNull_(!text) {
    if (!text)
      return;
    size_t size = 1;
    for (const char *c = text; *c; ++c)
      size += *c == '%' ? 2 : 1;
    text_ = static_cast<char *>(malloc(size));
    char *to = text_;
    for (const char *c = text; to && *c; ++c) {
      if (*c == '%')
        *to++ = '%';
      *to++ = *c;
    }
    if (to)
      *to = '\0';
  }
  Format(const Format &) = delete;
  Format &operator=(const Format &) = delete;
  ~Format() { free(text_); }

  // Null for null; empty if there is no memory.
  const char *text() const { return text_ || isNull_ ? text_ : ""; }

private:
  char *text_ = nullptr;
  bool isNull_;
};

} // namespace remoting
