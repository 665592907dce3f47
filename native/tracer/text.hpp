// How values look in a trace, and how they are written in a scenario.
#pragma once

#include <cstdlib>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

namespace tracer {

// True for the type of what functions return, which each version has under a name of its own.
template <class T> inline constexpr bool isStatus = false;

// "text" with escapes; of a long one length, hash and beginning; null for a null pointer.
std::string textOf(const char *text);
// 3ff8000000000000=1.5: all bits, and something to read.
std::string textOf(double value);
std::string textOf(float value);
std::string textOfStatus(int status);
// Length and hash.
std::string textOfBytes(const void *bytes, size_t size);

template <class T> std::string textOf(T value) {
  if constexpr (isStatus<T>)
    return textOfStatus(value);
  else
    return std::to_string(+value);
}

// A text of a scenario; none is the null pointer.
using Item = std::optional<std::string>;
// An argument as a scenario writes it: "1,2,3", each text with the escapes that unescaped() undoes.
// Nothing stands for an empty list, a null pointer or zero.
using Word = std::vector<Item>;

Word wordOf(const std::string &text);
// The same of each part but the first, which is the function's name.
std::vector<Word> wordsOf(const std::vector<std::string> &parts);
// The double with these bits, in 16 hexadecimal digits; anything shorter is decimal.
double realOf(const std::string &text);
// Undoes \n, \t, \\, \xNN.
std::string unescaped(const std::string &text);
// What stands between blanks.
std::vector<std::string> words(const std::string &line);

// The value that an item stands for; of a text, a pointer into the item.
template <class T> T valueOf(const Item &item) {
  if constexpr (std::is_same_v<T, const char *>)
    return item ? item->c_str() : nullptr;
  else if constexpr (std::is_floating_point_v<T>)
    return item ? static_cast<T>(realOf(*item)) : T();
  else if constexpr (std::is_pointer_v<T>)
    return nullptr;
  else if constexpr (std::is_unsigned_v<T>)
    return item ? static_cast<T>(strtoull(item->c_str(), nullptr, 10)) : T();
  else
    return item ? static_cast<T>(strtoll(item->c_str(), nullptr, 10)) : T();
}

} // namespace tracer
