#include "remoting/client/settings.hpp"

#include "os/paths.hpp"

#include <stdlib.h>
#include <string.h>

namespace remoting {
namespace {

constexpr size_t largestFile = 65536;

// The value of `key` in a text of key=value lines, terminated in place by the caller's splitting;
// null if absent.
const char *valueOf(const char *line, const char *key) {
  const size_t length = strlen(key);
  return strncmp(line, key, length) == 0 && line[length] == '=' ? line + length + 1 : nullptr;
}

char *beside(const char *library) {
  static constexpr char ending[] = ".remoting";
  const char *slash = strrchr(library, '/');
  const char *dot = strrchr(library, '.');
  const size_t stem = dot && dot > slash ? static_cast<size_t>(dot - library) : strlen(library);
  auto *path = static_cast<char *>(malloc(stem + sizeof ending));
  if (path) {
    memcpy(path, library, stem);
    memcpy(path + stem, ending, sizeof ending);
  }
  return path;
}

} // namespace

Settings::~Settings() {
  free(server);
  free(model);
  free(library);
}

char *Settings::prefix() const {
  const char *name = library;
  for (const char *c = library; c && *c; ++c) {
    if (*c == '/' || *c == '\\')
      name = c + 1;
  }
  const char *dot = name ? strrchr(name, '.') : nullptr;
  const size_t length = dot ? static_cast<size_t>(dot - name) : name ? strlen(name) : 0;
  auto *prefix = static_cast<char *>(malloc(length + 2));
  if (prefix) {
    memcpy(prefix, name, length);
    memcpy(prefix + length, "_", 2);
  }
  return prefix;
}

bool Settings::give(const char *serverPath, const char *modelPath, uint64_t limit) {
  server = strdup(serverPath);
  model = strdup(modelPath);
  library = strdup(modelPath);
  timeout = limit;
  given = server && model && library;
  return given;
}

bool Settings::read(os::Text &why) {
  static const char here = 0;
  library = os::fileOf(&here);
  char *folder = library ? os::folderOf(library) : nullptr;
  char *file = library ? beside(library) : nullptr;
  char *text = file ? os::readFile(file, largestFile) : nullptr;
  bool done = false;
  if (text)
    done = parse(text, folder, file, why);
  else
    why.format("cannot read %s, which says where the model is; unpack the FMU again",
               file ? file : "its settings");
  free(text);
  free(file);
  free(folder);
  return done;
}

bool Settings::parse(char *text, const char *folder, const char *file, os::Text &why) {
  const char *format = nullptr, *modelPath = nullptr, *serverPath = nullptr, *transport = nullptr;
  for (char *line = text; line;) {
    char *end = strpbrk(line, "\r\n");
    if (end)
      *end++ = '\0';
    if (const char *value = valueOf(line, "format"))
      format = value;
    else if (const char *path = valueOf(line, "model"))
      modelPath = path;
    else if (const char *path = valueOf(line, "server"))
      serverPath = path;
    else if (const char *name = valueOf(line, "transport"))
      transport = name;
    else if (const char *seconds = valueOf(line, "timeout"))
      timeout = strtoul(seconds, nullptr, 10) * uint64_t{1000000000};
    line = end;
  }
  if (!format || strcmp(format, "1") != 0)
    why.format("%s is not of format 1; add the remoting again with a matching fmutool", file);
  else if (!transport || strcmp(transport, "sm") != 0)
    why.format("%s asks for a transport that this library does not have", file);
  else if (!modelPath || !serverPath)
    why.format("%s does not name the model and the server; add the remoting again", file);
  else {
    server = os::resolve(folder, serverPath);
    model = os::resolve(folder, modelPath);
    if (!server || !model)
      why.format("out of memory");
    else if (!os::isFile(server))
      why.format("the server executable %s is missing; unpack the FMU again", server);
    else if (!os::isFile(model))
      why.format("the model's library %s is missing; unpack the FMU again", model);
    else
      return true;
  }
  return false;
}

} // namespace remoting
