// A model library, loaded as importers load it.
#pragma once

#include <string>

#include "signatures.hpp"

namespace tracer {

class Library {
public:
  // path: UTF-8. The functions named in `without`, with commas between, are as if the library did
  // not export them. A failure is described in error().
  Library(const std::string &path, const std::string &without);
  ~Library();
  Library(const Library &) = delete;
  Library &operator=(const Library &) = delete;

  bool loaded() const { return handle_ != nullptr; }
  const std::string &error() const { return error_; }
  const Functions &functions() const { return functions_; }

private:
  void *find(const char *name) const;
  void resolve(const std::string &without);

  void *handle_ = nullptr;
  std::string error_;
  Functions functions_;
};

// Makes the C library's mathematics visible to libraries that use it and do not say so.
void loadMathematics();

} // namespace tracer
