// Reading the command line.
#include "options.hpp"

#include <cstdlib>
#include <iterator>

namespace tracer {

namespace {

bool readCallbacks(const std::string &name, Callbacks &callbacks) {
  static const char *const names[] = {"full",      "no-logger", "no-step-finished",
                                      "no-memory", "none",      "null"};
  for (size_t i = 0; i < std::size(names); i++)
    if (name == names[i]) {
      callbacks = static_cast<Callbacks>(i);
      return true;
    }
  return false;
}

} // namespace

bool readOptions(const std::vector<std::string> &arguments, Options &options, std::string &error) {
  std::vector<std::string> files;
  for (size_t i = 0; i < arguments.size(); i++) {
    const std::string &argument = arguments[i];
    const std::string next = i + 1 < arguments.size() ? arguments[i + 1] : "";
    if (argument == "--three")
      options.mode = Mode::three;
    else if (argument == "--hold")
      options.mode = Mode::hold;
    else if (argument == "--script")
      options.mode = Mode::script;
    else if (argument == "--cycles")
      options.mode = Mode::cycles, options.cycles = atoi(next.c_str()), i++;
    else if (argument == "--times")
      options.times = true;
    else if (argument == "--illegal")
      options.illegal = true;
    else if (argument == "--nested")
      options.nested = true;
    else if (argument == "--libm")
      options.libm = true;
    else if (argument == "--without")
      options.without = next, i++;
    else if (argument == "--x87-extended")
      options.x87Extended = true;
    else if (argument == "--quiet")
      options.loggingOn = false;
    else if (argument == "--callbacks" && readCallbacks(next, options.callbacks))
      i++;
    else if (argument == "--mask" && next == "state-bytes")
      options.masks.stateBytes = true, i++;
    else if (argument == "--mask" && next == "state-size")
      options.masks.stateSize = true, i++;
    else if (argument == "--mask" && next == "cpu-time")
      options.masks.cpuTime = true, i++;
    else if (argument == "--mask" && next == "stray-arguments")
      options.masks.strayArguments = true, i++;
    else if (argument.rfind("--", 0) == 0) {
      error = "unknown option " + argument + " " + next;
      return false;
    } else
      files.push_back(argument);
  }
  if (files.size() != 2) {
    error = "usage: tracer [options] <library> <scenario>";
    return false;
  }
  options.library = files[0];
  options.scenario = files[1];
  return true;
}

} // namespace tracer
