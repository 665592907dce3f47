// Runs the calls that the scenario's script lines name, one instance after the other or several
// side by side.
//
//   <function> <argument ...>   see wordOf(); counts and out arguments make themselves where they
//   can set <type> <reference> <value> get <type> <reference ...> instantiate | initialize | step |
//   await | free
#include "modes.hpp"

namespace tracer {

namespace {

unsigned referenceOf(const std::string &word) {
  return static_cast<unsigned>(strtoul(word.c_str(), nullptr, 10));
}

bool set(Session &session, const std::vector<std::string> &parts) {
  const Row *row = parts.size() < 3 ? nullptr : session.table.setter(parts[1]);
  if (!row)
    return false;
  const unsigned reference = referenceOf(parts[2]);
  std::string text;
  for (size_t i = 3; i < parts.size(); i++)
    text += (i > 3 ? " " : "") + parts[i];
  const Word value{unescaped(text)};
  row->access.set(session.instance, {&reference, 1}, &value);
  return true;
}

bool get(Session &session, const std::vector<std::string> &parts) {
  const Row *row = parts.size() < 2 ? nullptr : session.table.getter(parts[1]);
  if (!row)
    return false;
  std::vector<unsigned> references;
  for (size_t i = 2; i < parts.size(); i++)
    references.push_back(referenceOf(parts[i]));
  row->access.get(session.instance, references, references.size(), Outs::given);
  return true;
}

bool command(Session &session, const std::vector<std::string> &parts) {
  const std::string verb = parts.empty() ? "" : parts[0];
  if (verb == "set")
    return set(session, parts);
  if (verb == "get")
    return get(session, parts);
  if (verb == "instantiate")
    session.instantiate();
  else if (verb == "initialize")
    session.initializeQuickly();
  else if (verb == "step")
    session.advance();
  else if (verb == "await") {
    session.awaitStep();
    session.time += session.scenario.step;
  } else if (verb == "free")
    session.freeInstance();
  else if (const Row *row = session.table.find(verb))
    row->call(session.instance, wordsOf(parts));
  else
    return false;
  return true;
}

} // namespace

int runScript(const Setting &setting) {
  const auto session = open(setting);
  for (const std::string &line : setting.scenario.script)
    if (!command(*session, words(line))) {
      session->environment.print("tracer: bad script line: " + line);
      return 2;
    }
  return 0;
}

} // namespace tracer
