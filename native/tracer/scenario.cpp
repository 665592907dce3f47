// Reading a scenario file.
#include "scenario.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>

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
  static const char *const types[] = {"real", "integer", "boolean", "string", "enumeration"};
  std::vector<std::string> parts = words(value.substr(0, value.find(" start=")));
  if (parts.size() < 5)
    return false;
  auto type = std::find(std::begin(types), std::end(types), parts[0]);
  if (type == std::end(types))
    return false;
  variable.type = static_cast<Type>(type - std::begin(types));
  variable.reference = static_cast<fmi2ValueReference>(strtoul(parts[1].c_str(), nullptr, 10));
  variable.causality = parts[2];
  variable.variability = parts[3];
  variable.initial = parts[4];
  for (const std::string &part : parts)
    if (part.rfind("items=", 0) == 0)
      variable.items = atoi(part.c_str() + 6);
  size_t start = value.find(" start=");
  if (start == std::string::npos)
    return true;
  variable.hasStart = true;
  std::string text = value.substr(start + 7);
  if (variable.type == Type::real)
    variable.real = realOfBits(text);
  else if (variable.type == Type::string)
    variable.text = unescaped(text);
  else
    variable.integer = static_cast<int>(strtol(text.c_str(), nullptr, 10));
  return true;
}

bool readLine(const std::string &key, const std::string &value, Scenario &s) {
  auto reference = [&] {
    return static_cast<fmi2ValueReference>(strtoul(value.c_str(), nullptr, 10));
  };
  if (key == "interface")
    s.type = value == "me" ? fmi2ModelExchange : fmi2CoSimulation;
  else if (key == "guid")
    s.guid = value;
  else if (key == "resources")
    s.resources = value;
  else if (key == "name")
    s.name = unescaped(value);
  else if (key == "start")
    s.start = realOfBits(value);
  else if (key == "stop")
    s.stop = realOfBits(value), s.stopDefined = true;
  else if (key == "step")
    s.step = realOfBits(value);
  else if (key == "tolerance")
    s.tolerance = realOfBits(value), s.toleranceDefined = true;
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

double realOfBits(const std::string &hexadecimal) {
  uint64_t bits = strtoull(hexadecimal.c_str(), nullptr, 16);
  double value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

std::string unescaped(const std::string &text) {
  std::string result;
  for (size_t i = 0; i < text.size(); i++) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      result += text[i];
      continue;
    }
    char c = text[++i];
    if (c == 'x' && i + 2 < text.size()) {
      result += static_cast<char>(strtoul(text.substr(i + 1, 2).c_str(), nullptr, 16));
      i += 2;
    } else {
      result += c == 'n' ? '\n' : c == 't' ? '\t' : c;
    }
  }
  return result;
}

std::vector<std::string> words(const std::string &line) {
  std::vector<std::string> result;
  size_t at = 0;
  while ((at = line.find_first_not_of(' ', at)) != std::string::npos) {
    size_t end = std::min(line.find(' ', at), line.size());
    result.push_back(line.substr(at, end - at));
    at = end;
  }
  return result;
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
