// Reading a scenario file.
#include "scenario.hpp"

#include <algorithm>
#include <cstdlib>

#include "platform.hpp"

namespace tracer {

namespace {

bool readAll(const std::string &path, std::string &content) {
  FILE *file = openFile(path);
  if (!file)
    return false;
  char buffer[65536];
  while (size_t size = fread(buffer, 1, sizeof buffer, file))
    content.append(buffer, size);
  fclose(file);
  return true;
}

bool readVariable(const std::string &value, Variable &variable) {
  const size_t start = value.find(" start=");
  const std::vector<std::string> parts = words(value.substr(0, start));
  if (parts.size() < 5)
    return false;
  variable.type = parts[0];
  variable.reference = static_cast<unsigned>(strtoul(parts[1].c_str(), nullptr, 10));
  variable.causality = parts[2];
  variable.variability = parts[3];
  variable.initial = parts[4];
  for (const std::string &part : parts)
    if (part.rfind("items=", 0) == 0)
      variable.items = atoi(part.c_str() + 6);
    else if (part == "intermediate")
      variable.intermediate = true;
    else if (part.rfind("size=", 0) == 0)
      variable.size = strtoul(part.c_str() + 5, nullptr, 10);
  if (start != std::string::npos)
    variable.start = unescaped(value.substr(start + 7));
  return true;
}

bool readLine(const std::string &key, const std::string &value, Scenario &s) {
  auto reference = [&] { return static_cast<unsigned>(strtoul(value.c_str(), nullptr, 10)); };
  if (key == "fmi")
    s.fmi = atoi(value.c_str());
  else if (key == "interface")
    s.coSimulation = value == "cs", s.scheduledExecution = value == "se";
  else if (key == "guid")
    s.guid = value;
  else if (key == "identifier")
    s.identifier = value;
  else if (key == "resources")
    s.resources = value;
  else if (key == "name")
    s.name = unescaped(value);
  else if (key == "start")
    s.start = realOf(value);
  else if (key == "stop")
    s.stop = realOf(value), s.stopDefined = true;
  else if (key == "step")
    s.step = realOf(value);
  else if (key == "tolerance")
    s.tolerance = realOf(value), s.toleranceDefined = true;
  else if (key == "steps")
    s.steps = atoi(value.c_str());
  else if (key == "states")
    s.states = reference();
  else if (key == "indicators")
    s.indicators = reference();
  else if (key == "capability")
    s.capabilities.push_back(value);
  else if (key == "outputDerivativeOrder")
    s.outputDerivativeOrder = atoi(value.c_str());
  else if (key == "category")
    s.categories.push_back(value);
  else if (key == "unknown")
    s.unknowns.push_back(reference());
  else if (key == "known")
    s.knowns.push_back(reference());
  else if (key == "async")
    s.asynchronous = reference(), s.hasAsynchronous = true;
  else if (key == "logAction")
    s.logAction = reference(), s.hasLogAction = true;
  else if (key == "stepResult")
    s.stepResult = reference(), s.hasStepResult = true;
  else if (key == "extremes")
    s.extremes = value == "yes";
  else if (key == "script")
    s.script.push_back(value);
  else if (key == "variable")
    return readVariable(value, s.variables.emplace_back());
  else
    return false;
  return true;
}

} // namespace

bool Scenario::can(const std::string &capability) const {
  return std::find(capabilities.begin(), capabilities.end(), capability) != capabilities.end();
}

bool readScenario(const std::string &path, Scenario &scenario, std::string &error) {
  std::string content;
  if (!readAll(path, content)) {
    error = "cannot read the scenario " + path;
    return false;
  }
  size_t at = 0, number = 0;
  while (at < content.size()) {
    size_t end = std::min(content.find('\n', at), content.size());
    std::string line = content.substr(at, end - at);
    at = end + 1;
    number++;
    if (line.empty() || line[0] == '#')
      continue;
    size_t blank = std::min(line.find(' '), line.size());
    std::string value = blank < line.size() ? line.substr(blank + 1) : "";
    if (!readLine(line.substr(0, blank), value, scenario)) {
      error = "line " + std::to_string(number) + " of the scenario: " + line;
      return false;
    }
  }
  return true;
}

} // namespace tracer
