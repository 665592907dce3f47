// Illegal calls, for libraries that are known to refuse them: with bad arguments and in the wrong
// states.
#pragma once

#include "rows.hpp"
#include "tracer/session.hpp"

namespace tracer::fmi2 {

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
  explicit Probes(tracer::Session &session)
      : table(session.table), scenario(session.scenario), instance(session.instance) {}

  // Every function without an instance.
  void withoutInstance();
  // In this state: bad arguments where the function is legal, and functions that are not.
  void run(LegalIn mode);

private:
  void call(const Row &row, const std::string &arguments);
  void values();
  void states();
  void derivatives();
  void vectors();
  void steps();

  const Table &table;
  const Scenario &scenario;
  Instance &instance;
};

} // namespace tracer::fmi2
