// tracer [options] <library> <scenario>: calls what an FMI 2.0 library has and prints what comes
// back.
//
//   --three            three instances at once          --cycles <n> [--times]  many, one after the
//   other
//   --hold             a step per line of input         --script                the scenario's
//   script lines
//   --illegal          illegal calls too                --nested                the logger calls
//   getters
//   --callbacks full|no-logger|no-step-finished|no-memory|none|null
//   --mask state-bytes|state-size                       --quiet                 loggingOn is false
//   --mask cpu-time|stray-arguments                     in log texts, see masks.hpp
//   --without <names> does as if the library did not export these functions (commas between)
//   --x87-extended     (32-bit Windows) leaves the x87 at 64 bits of mantissa
//   --libm             loads the mathematics library first, for models that forget to
#include <cstdio>

#include "library.hpp"
#include "modes.hpp"
#include "platform.hpp"

namespace tracer {

static void say(const std::string &line) { writeOut((line + "\n").data(), line.size() + 1); }

static void printFacts(const Functions &f) {
  say("fmi2GetTypesPlatform\n  = " +
      textOf(f.fmi2GetTypesPlatform ? f.fmi2GetTypesPlatform() : nullptr));
  say("fmi2GetVersion\n  = " + textOf(f.fmi2GetVersion ? f.fmi2GetVersion() : nullptr));
}

static int run(const Options &options, const Scenario &scenario, const Functions &functions) {
  switch (options.mode) {
  case Mode::cycles:
    return runCycles(functions, scenario, options);
  case Mode::hold:
    return runHold(functions, scenario, options);
  case Mode::script:
    return runScript(functions, scenario, options);
  case Mode::three:
    runThree(functions, scenario, options);
    return 0;
  case Mode::run:
    break;
  }
  printFacts(functions);
  Session session(functions, scenario, options);
  if (options.illegal) {
    session.probes.instantiations();
    session.probes.withoutInstance();
  }
  if (scenario.type == fmi2CoSimulation)
    runCoSimulation(session);
  else
    runModelExchange(session);
  return 0;
}

static int start(const std::vector<std::string> &arguments) {
  Options options;
  Scenario scenario;
  std::string error;
  if (!readOptions(arguments, options, error) || !readScenario(options.scenario, scenario, error)) {
    fprintf(stderr, "tracer: %s\n", error.c_str());
    return 2;
  }
  if (options.libm)
    loadMathematics();
  if (!options.x87Extended)
    setUsualPrecision();
  int status;
  {
    Library library(options.library, options.without);
    if (!library.loaded()) {
      say("load failed");
      fprintf(stderr, "tracer: %s: %s\n", options.library.c_str(), library.error().c_str());
      return 3;
    }
    status = run(options, scenario, library.functions());
  }
  // The library has been unloaded: what it still holds is lost.
  say("blocks held " + std::to_string(Environment::blocksHeld()));
  return status;
}

} // namespace tracer

#ifdef _WIN32
int wmain(int count, wchar_t **values) {
  std::vector<std::string> arguments;
  for (int i = 1; i < count; i++)
    arguments.push_back(tracer::narrow(values[i]));
  return tracer::start(arguments);
}
#else
int main(int count, char **values) {
  return tracer::start(std::vector<std::string>(values + 1, values + count));
}
#endif
