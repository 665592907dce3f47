// A session of FMI 1.0: the pieces that both interfaces share.
#pragma once

#include "callbacks.hpp"
#include "rows.hpp"
#include "version.hpp"

namespace tracer::fmi1 {

class Session : public tracer::Session {
public:
  using tracer::Session::Session;

  bool instantiate() override;
  void run() override;
  bool cycle() override;

protected:
  // Calls the interface's own function.
  virtual bool create(fmiString name, fmiString guid, fmiBoolean loggingOn) = 0;
  virtual fmiStatus initialize() = 0;
  // The least that is a step of the interface: whether it went well.
  virtual bool quickStep() = 0;
  // After refused instantiations, where they were asked for.
  virtual void runFromInstantiation() = 0;

  // Everything that is legal before the initialization, and illegal lists, where they were asked
  // for.
  void prepare();
  void probe();
  void set(unsigned reference, int value);

private:
  bool createKnown(fmiString name, fmiString guid, fmiBoolean loggingOn);
};

} // namespace tracer::fmi1
