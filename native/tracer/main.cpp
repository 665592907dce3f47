// tracer [options] <library> <scenario>: calls what an FMI library has and prints what comes back.
//
//   --three            three instances at once
//   --cycles <n>       many, one after the other; with --times, how long each took
//   --hold             a step per line of input
//   --script           the scenario's script lines, see script.cpp
//   --illegal          illegal calls too                --nested                the logger calls
//   getters
//   --callbacks full|no-logger|no-step-finished|no-memory|none|null
//   --mask state-bytes|state-size                       --quiet                 loggingOn is false
//   --mask cpu-time|stray-arguments                     in log texts, see masks.hpp
//   --without <names> does as if the library did not export these functions (commas between)
//   --x87-extended     (32-bit Windows) leaves the x87 at 64 bits of mantissa
//   --libm             loads the mathematics library first, for models that forget to
#include <cstdio>

#include "fmi1/version.hpp"
#include "fmi2/version.hpp"
#include "fmi3/version.hpp"
#include "modes.hpp"
#include "platform.hpp"

namespace tracer {

static const Version *versionOf(int major) {
  for (const Version *version : {&fmi1::version(), &fmi2::version(), &fmi3::version()})
    if (version->major == major)
      return version;
  return nullptr;
}

static int run(const Setting &setting) {
  switch (setting.options.mode) {
  case Mode::cycles:
    return runCycles(setting);
  case Mode::hold:
    return runHold(setting);
  case Mode::script:
    return runScript(setting);
  case Mode::three:
    return runThree(setting);
  case Mode::run:
    break;
  }
  return runWhole(setting);
}

static int start(const std::vector<std::string> &arguments) {
  Options options;
  Scenario scenario;
  std::string error;
  if (!readOptions(arguments, options, error) || !readScenario(options.scenario, scenario, error)) {
    fprintf(stderr, "tracer: %s\n", error.c_str());
    return 2;
  }
  const Version *version = versionOf(scenario.fmi);
  if (!version) {
    fprintf(stderr, "tracer: FMI %d cannot be traced\n", scenario.fmi);
    return 2;
  }
  if (options.libm)
    loadMathematics();
  if (!options.x87Extended)
    setUsualPrecision();
  int status;
  {
    Library library(options.library, options.without,
                    version->prefixed ? scenario.identifier + "_" : "");
    if (!library.loaded()) {
      writeLine("load failed");
      fprintf(stderr, "tracer: %s: %s\n", options.library.c_str(), library.error().c_str());
      return 3;
    }
    status = run({*version, library, scenario, options});
  }
  // The library has been unloaded: what it still holds is lost.
  writeLine("blocks held " + std::to_string(blocksHeld()));
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
