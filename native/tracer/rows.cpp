// Finding a row by its name.
#include "rows.hpp"

#include <algorithm>

namespace tracer {

namespace {

// The types of variables are in small letters.
std::string lowered(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return tolower(c); });
  return text;
}

} // namespace

const Row *Table::find(const std::string &name) const {
  const auto found =
      std::find_if(rows.begin(), rows.end(), [&](const Row &row) { return row.name == name; });
  return found == rows.end() ? nullptr : &*found;
}

const Row *Table::accessor(const std::string &verb, const std::string &type) const {
  const std::string name = lowered(prefix + verb + (type == "enumeration" ? enumeration : type));
  for (const Row &row : rows)
    if ((row.access.get || row.access.set) && lowered(row.name) == name)
      return &row;
  return nullptr;
}

} // namespace tracer
