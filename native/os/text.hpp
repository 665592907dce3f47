// A message or path under construction: fixed room, never overflows, always terminated.
#pragma once

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

namespace os {

template <size_t N> struct Buffer {
  char text[N] = "";

  __attribute__((format(printf, 2, 3))) void format(const char *form, ...) {
    va_list list;
    va_start(list, form);
    vsnprintf(text, N, form, list);
    va_end(list);
  }
};

using Text = Buffer<1024>;

} // namespace os
