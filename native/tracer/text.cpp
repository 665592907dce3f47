// Values as text, the same on every platform.
#include "text.hpp"

#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <cstring>

namespace tracer {

namespace {

const size_t longestWholeText = 400;

uint64_t hashOf(const char *bytes, size_t size) {
  uint64_t hash = 14695981039346656037u;
  for (size_t i = 0; i < size; i++)
    hash = (hash ^ static_cast<unsigned char>(bytes[i])) * 1099511628211u;
  return hash;
}

std::string summary(const char *bytes, size_t size) {
  char buffer[80];
  snprintf(buffer, sizeof buffer, "%" PRIu64 " bytes, hash %016" PRIx64,
           static_cast<uint64_t>(size), hashOf(bytes, size));
  return buffer;
}

std::string escaped(const char *text, size_t size) {
  std::string result = "\"";
  for (size_t i = 0; i < size; i++) {
    unsigned char c = static_cast<unsigned char>(text[i]);
    if (c == '"' || c == '\\') {
      result += '\\';
      result += static_cast<char>(c);
    } else if (c == '\n') {
      result += "\\n";
    } else if (c < 0x20 || c == 0x7f) {
      char buffer[8];
      snprintf(buffer, sizeof buffer, "\\x%02x", c);
      result += buffer;
    } else {
      result += static_cast<char>(c);
    }
  }
  return result + '"';
}

} // namespace

std::string textOf(fmi2Real value) {
  uint64_t bits;
  memcpy(&bits, &value, sizeof bits);
  char buffer[64];
  if (value != value)
    snprintf(buffer, sizeof buffer, "%016" PRIx64 "=nan", bits);
  else
    snprintf(buffer, sizeof buffer, "%016" PRIx64 "=%.17g", bits, value);
  return buffer;
}

std::string textOf(fmi2Integer value) { return std::to_string(value); }

std::string textOf(fmi2ValueReference value) { return std::to_string(value); }

std::string textOf(fmi2String value) {
  if (!value)
    return "null";
  size_t size = strlen(value);
  if (size <= longestWholeText)
    return escaped(value, size);
  return "(" + summary(value, size) + ") " + escaped(value, 40) + "...";
}

std::string textOfStatus(int status) {
  static const char *const names[] = {"OK", "Warning", "Discard", "Error", "Fatal", "Pending"};
  if (status >= 0 && status < 6)
    return names[status];
  return "status " + std::to_string(status);
}

std::string textOfBytes(const char *bytes, size_t size) { return summary(bytes, size); }

} // namespace tracer
