// What the command line asks for.
#pragma once

#include <string>
#include <vector>

#include "callbacks.hpp"

namespace tracer {

enum class Mode { run, three, cycles, hold, script };

struct Options {
  std::string library, scenario;
  Mode mode = Mode::run;
  int cycles = 0;
  bool times = false;   // of each cycle
  bool illegal = false; // illegal arguments and calls in illegal states too
  bool nested = false;  // the logger calls getters
  bool libm = false;
  bool x87Extended = false;
  std::string without;
  bool loggingOn = true;
  Callbacks callbacks = Callbacks::full;
  Masks masks;
};

// False: error says what is wrong.
bool readOptions(const std::vector<std::string> &arguments, Options &options, std::string &error);

} // namespace tracer
