// Loading the model's library the way importers do.
#pragma once

#include "os/text.hpp"

namespace os {

class Library {
public:
  // Loads the file, its own folder first when it looks for further libraries. On failure `why` says
  // what the operating system said.
  bool open(const char *path, Text &why);
  void *symbol(const char *name) const;
  void close();

private:
  void *handle_ = nullptr;
};

} // namespace os
