// Values as text, the same on every platform.
#include "text.hpp"

#include <algorithm>
#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
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

template <class Bits, class Real> std::string textOfReal(Real value, int digits) {
  Bits bits;
  memcpy(&bits, &value, sizeof bits);
  char buffer[64];
  snprintf(buffer, sizeof buffer, "%0*" PRIx64 "=", 2 * static_cast<int>(sizeof bits),
           static_cast<uint64_t>(bits));
  std::string result = buffer;
  snprintf(buffer, sizeof buffer, "%.*g", digits, static_cast<double>(value));
  return result + (value == value ? buffer : "nan");
}

} // namespace

std::string textOf(double value) { return textOfReal<uint64_t>(value, 17); }

std::string textOf(float value) { return textOfReal<uint32_t>(value, 9); }

std::string textOf(const char *text) {
  if (!text)
    return "null";
  size_t size = strlen(text);
  if (size <= longestWholeText)
    return escaped(text, size);
  return "(" + textOfBytes(text, size) + ") " + escaped(text, 40) + "...";
}

std::string textOfStatus(int status) {
  static const char *const names[] = {"OK", "Warning", "Discard", "Error", "Fatal", "Pending"};
  if (status >= 0 && status < 6)
    return names[status];
  return "status " + std::to_string(status);
}

std::string textOfBytes(const void *bytes, size_t size) {
  char buffer[80];
  snprintf(buffer, sizeof buffer, "%" PRIu64 " bytes, hash %016" PRIx64,
           static_cast<uint64_t>(size), hashOf(static_cast<const char *>(bytes), size));
  return buffer;
}

double realOf(const std::string &text) {
  if (text.size() != 16)
    return strtod(text.c_str(), nullptr);
  const uint64_t bits = strtoull(text.c_str(), nullptr, 16);
  double value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

Word wordOf(const std::string &text) {
  Word word;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find(',', at), text.size());
    word.push_back(unescaped(text.substr(at, end - at)));
    at = end + 1;
  }
  return word;
}

std::vector<Word> wordsOf(const std::vector<std::string> &parts) {
  std::vector<Word> result;
  for (size_t i = 1; i < parts.size(); i++)
    result.push_back(wordOf(parts[i]));
  return result;
}

std::string unescaped(const std::string &text) {
  std::string result;
  for (size_t i = 0; i < text.size(); i++) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      result += text[i];
      continue;
    }
    char c = text[++i];
    if (c == 'x' && i + 2 < text.size()) {
      result += static_cast<char>(strtoul(text.substr(i + 1, 2).c_str(), nullptr, 16));
      i += 2;
    } else {
      result += c == 'n' ? '\n' : c == 't' ? '\t' : c;
    }
  }
  return result;
}

std::vector<std::string> words(const std::string &line) {
  std::vector<std::string> result;
  size_t at = 0;
  while ((at = line.find_first_not_of(' ', at)) != std::string::npos) {
    size_t end = std::min(line.find(' ', at), line.size());
    result.push_back(line.substr(at, end - at));
    at = end;
  }
  return result;
}

} // namespace tracer
