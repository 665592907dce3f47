// The .remoting file beside the client library: where the server and the model are (see
// ARCHITECTURE.md).
#pragma once

#include "os/text.hpp"

namespace remoting {

struct Settings {
  Settings() = default;
  Settings(const Settings &) = delete;
  Settings &operator=(const Settings &) = delete;
  ~Settings();

  // Reads the file that belongs to the library containing this code.
  bool read(os::Text &why);

  char *server = nullptr; // absolute path
  char *model = nullptr;  // absolute path
  unsigned timeout = 0;   // seconds a call may take, 0: no limit

private:
  bool parse(char *text, const char *folder, const char *file, os::Text &why);
};

} // namespace remoting
