// A model library, loaded as importers load it.
#pragma once

#include <string>

namespace tracer {

class Library {
public:
  // path: UTF-8. The functions named in `without`, with commas between, are as if the library did
  // not export them. Exported names begin with the prefix. A failure is described in error().
  Library(const std::string &path, const std::string &without, const std::string &prefix = "");
  ~Library();
  Library(const Library &) = delete;
  Library &operator=(const Library &) = delete;

  bool loaded() const { return handle_ != nullptr; }
  const std::string &error() const { return error_; }

  // Null: the library does not export it.
  void *find(const char *name) const;
  // The function of a row of a table.
  template <class Row> typename Row::Function *find() const {
    return reinterpret_cast<typename Row::Function *>(find(Row::name));
  }

private:
  void *handle_ = nullptr;
  std::string error_, without_, prefix_;
};

// Makes the C library's mathematics visible to libraries that use it and do not say so.
void loadMathematics();

} // namespace tracer
