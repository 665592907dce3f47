// Illegal calls, for libraries that are known to refuse them: with bad arguments and in the wrong
// states.
#pragma once

#include "instance.hpp"
#include "scenario.hpp"

namespace tracer {

// The states of the standard's two state machines.
enum class LegalIn : unsigned {
  instantiated = 1,
  initialization = 2,
  event = 4,
  continuous = 8,
  stepComplete = 16,
  stepInProgress = 32,
  stepCanceled = 64,
  terminated = 128
};

class Probes {
public:
  Probes(Instance &instance, const Scenario &scenario);

  // Refused instantiations.
  void instantiations();
  // Every function without an instance.
  void withoutInstance();
  // In this state: bad arguments where the function is legal, and functions that are not.
  void run(LegalIn mode);

private:
  struct Probe;
  std::vector<Probe> all();
  void lists();
  void values();
  void states();
  void vectors();
  void steps();

  Instance &instance;
  const Scenario &scenario;
};

} // namespace tracer
