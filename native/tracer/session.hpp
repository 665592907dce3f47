// One instance in a scenario. What is the same for every version stands here; which calls it is
// made of, and in which order, each version says.
#pragma once

#include <memory>

#include "options.hpp"
#include "selection.hpp"

namespace tracer {

struct Version;

// What a session is made of. The label stands before each of its lines.
struct Setting {
  const Version &version;
  const Library &library;
  const Scenario &scenario;
  const Options &options;
  std::string label = "";
};

class Session {
public:
  explicit Session(const Setting &setting);
  virtual ~Session() = default;

  virtual bool instantiate() = 0;
  // From instantiated to the end of initialization, with as few calls as possible; then to where
  // steps can be made.
  virtual void initializeQuickly() = 0;
  virtual void start() { initializeQuickly(); }
  // A step of the time alone, and with inputs before and outputs after it.
  virtual void advance() = 0;
  virtual void step(int round) = 0;
  // After a step that is pending: until it is over.
  virtual void awaitStep() = 0;
  virtual void terminate() = 0;
  virtual void freeInstance() = 0;
  // From instantiation to the end, through everything that there is.
  virtual void run() = 0;
  // Instantiate, initialize, a step, free, without a line in the trace; whether all of it went
  // well.
  virtual bool cycle() = 0;

  // Without clocks, which have a time of their own: all that can be read; all that can be set
  // before, during and after initialization.
  Selection everything() const;
  Selection settableInstantiated() const;
  Selection settableInitializing() const;
  Selection tunableParameters() const;
  Selection inputs() const;
  Selection continuousInputs() const;
  Selection outputs() const;

  const Scenario &scenario;
  const Options &options;
  const Table &table;
  Environment environment;
  Instance instance;
  double time = 0;
};

// A version of the FMI: its functions, and what is done with them.
struct Version {
  int major;
  bool prefixed; // exported names begin with the model identifier
  Table table;
  std::unique_ptr<Session> (*open)(const Setting &);
};

inline std::unique_ptr<Session> open(const Setting &setting) {
  return setting.version.open(setting);
}

} // namespace tracer
