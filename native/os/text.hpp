// A message or path under construction: fixed room, never overflows, always terminated.
#pragma once

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

// printf formats are those of the C standard everywhere, also where Windows' own library has
// others.
#ifdef __MINGW_PRINTF_FORMAT
#define OS_PRINTF(form, first) __attribute__((format(__MINGW_PRINTF_FORMAT, form, first)))
#else
#define OS_PRINTF(form, first) __attribute__((format(printf, form, first)))
#endif

namespace os {

template <size_t N> struct Buffer {
  char text[N] = "";

  OS_PRINTF(2, 3) void format(const char *form, ...) {
    va_list list;
    va_start(list, form);
    vsnprintf(text, N, form, list);
    va_end(list);
  }
};

using Text = Buffer<1024>;

} // namespace os
