// Where the server and the model are: the .remoting file beside the client library says so (see
// ARCHITECTURE.md), or a program that holds the client itself.
#pragma once

#include "os/text.hpp"

#include <stdint.h>

namespace remoting {

struct Settings {
  Settings() = default;
  Settings(const Settings &) = delete;
  Settings &operator=(const Settings &) = delete;
  ~Settings();

  // Reads the file that belongs to the library containing this code.
  bool read(os::Text &why);

  // Takes them from the caller instead. False: there is no memory.
  bool give(const char *serverPath, const char *modelPath, uint64_t limit);

  // What the exported names of an FMI 1.0 model begin with, in memory from malloc: its model
  // identifier, which is the name of its library and so of this client, and "_".
  char *prefix() const;

  char *server = nullptr;  // absolute path
  char *model = nullptr;   // absolute path
  char *library = nullptr; // whose name is the model identifier: this client's, or the model's own
  uint64_t timeout = 0;    // nanoseconds a call may take, 0: no limit
  bool given = false;      // by give()

private:
  bool parse(char *text, const char *folder, const char *file, os::Text &why);
};

} // namespace remoting
