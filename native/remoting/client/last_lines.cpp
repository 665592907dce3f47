#include "remoting/client/last_lines.hpp"

#include <stdlib.h>

namespace remoting {
namespace {

constexpr uint32_t mostBytes = 4096;
constexpr unsigned mostLines = 20;
constexpr char between[] = " | ";

bool endsLine(char c) { return c == '\n' || c == '\r'; }
bool isBlank(char c) { return endsLine(c) || c == ' ' || c == '\t'; }
bool continues(char c) { return (static_cast<uint8_t>(c) & 0xc0) == 0x80; }

// The bytes of the character at `from` if it is one of UTF-8, else 0.
size_t characterAt(const char *from, const char *end) {
  const auto first = static_cast<uint8_t>(*from);
  const size_t size = first < 0x80                    ? 1
                      : first >= 0xc2 && first < 0xe0 ? 2
                      : first >= 0xe0 && first < 0xf0 ? 3
                      : first >= 0xf0 && first < 0xf5 ? 4
                                                      : 0;
  if (size == 0 || static_cast<size_t>(end - from) < size)
    return 0;
  for (size_t i = 1; i < size; ++i) {
    if (!continues(from[i]))
      return 0;
  }
  // Longer than they need be, halves of pairs, beyond the last one.
  const auto second = size > 1 ? static_cast<uint8_t>(from[1]) : uint8_t{0};
  const bool none = (first == 0xe0 && second < 0xa0) || (first == 0xed && second >= 0xa0) ||
                    (first == 0xf0 && second < 0x90) || (first == 0xf4 && second >= 0x90);
  return none ? 0 : size;
}

// Where the last lines begin.
const char *firstOf(const char *begin, const char *end) {
  unsigned lines = 1;
  for (const char *c = end; c > begin; --c) {
    const bool alone = c[-1] == '\n' || (c[-1] == '\r' && (c == end || *c != '\n'));
    if (alone && ++lines > mostLines)
      return c;
  }
  return begin;
}

char *putLines(char *to, const char *from, const char *end) {
  while (from < end) {
    if (endsLine(*from)) {
      while (from < end && isBlank(*from))
        ++from;
      memcpy(to, between, sizeof between - 1);
      to += sizeof between - 1;
    } else if (const size_t size = characterAt(from, end); size == 0) {
      *to++ = '?';
      ++from;
    } else if (size == 1) {
      *to++ = *from >= ' ' && *from != 0x7f ? *from : ' ';
      ++from;
    } else {
      memcpy(to, from, size);
      to += size;
      from += size;
    }
  }
  return to;
}

} // namespace

char *withLastLines(const char *text, const Output *output) {
  char bytes[mostBytes];
  const uint32_t written = output ? output->written.load(std::memory_order_acquire) : 0;
  const uint32_t size =
      written > 0 ? output->copy(written, bytes, written < mostBytes ? written : mostBytes) : 0;
  const char *begin = bytes, *end = bytes + size;
  while (begin < end && (isBlank(*begin) || (written > size && continues(*begin))))
    ++begin;
  while (end > begin && isBlank(end[-1]))
    --end;
  if (begin == end)
    return nullptr;
  begin = firstOf(begin, end);
  static constexpr char says[] = " It printed last: ";
  const size_t length = strlen(text);
  auto *message = static_cast<char *>(
      malloc(length + sizeof says + static_cast<size_t>(end - begin) * (sizeof between - 1)));
  if (!message)
    return nullptr;
  memcpy(message, text, length);
  memcpy(message + length, says, sizeof says - 1);
  *putLines(message + length + sizeof says - 1, begin, end) = '\0';
  return message;
}

} // namespace remoting
