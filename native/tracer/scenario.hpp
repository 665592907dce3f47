// What is to be traced: read from a plain-text file that a test makes from a modelDescription.xml.
#pragma once

#include <string>
#include <vector>

#include "text.hpp"

namespace tracer {

struct Variable {
  std::string type; // real, integer, ...
  unsigned reference;
  std::string causality;
  std::string variability;
  std::string initial;
  bool intermediate = false; // may be used in an intermediate update
  int items = 0;             // of an enumeration
  size_t size = 1;           // elements; the start value is that of each
  Item start;
};

// One line per fact: a key, a blank, the value. Lines that start with # are comments.
//
//   fmi <1|2|3>
//   interface cs|me|se        guid ...            resources ...        name ...
//   identifier <modelIdentifier>
//   start|stop|step|tolerance <16 hex digits>    steps <n>
//   states <n>               indicators <n>      capability <attribute of modelDescription.xml>
//   outputDerivativeOrder <n>                    category <log category>
//   unknown|known <value reference>              (of directional derivatives)
//   async|logAction|stepResult <value reference>  (what makes our own models do such things)
//   extremes yes             (integers, strings and reals of all sizes may be set as inputs)
//   variable <type> <reference> <causality> <variability> <initial> [items=<n>] [size=<n>]
//   [intermediate] [start=<...>] script <command ...>
struct Scenario {
  int fmi = 2;
  bool coSimulation = true, scheduledExecution = false;
  std::string guid, identifier, resources, name = "instance";
  double start = 0, stop = 1, step = 0.1, tolerance = 0;
  bool stopDefined = false, toleranceDefined = false;
  int steps = 10;
  size_t states = 0, indicators = 0;
  int outputDerivativeOrder = 0;
  std::vector<std::string> capabilities, categories, script;
  std::vector<unsigned> unknowns, knowns;
  std::vector<Variable> variables;
  bool hasAsynchronous = false, hasLogAction = false, hasStepResult = false, extremes = false;
  unsigned asynchronous = 0, logAction = 0, stepResult = 0;

  bool can(const std::string &capability) const;
};

// False: error says what is wrong.
bool readScenario(const std::string &path, Scenario &scenario, std::string &error);

} // namespace tracer
