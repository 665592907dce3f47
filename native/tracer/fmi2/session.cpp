// The pieces that both interfaces share.
#include "session.hpp"

#include <chrono>
#include <climits>
#include <limits>
#include <thread>

namespace tracer::fmi2 {

Session::Session(const Setting &setting)
    : tracer::Session(setting), importer_(environment, setting.options.callbacks) {}

bool Session::create(fmi2String name, fmi2Type type, fmi2String guid, fmi2Boolean loggingOn) {
  // Where the FMU was unpacked to differs between two runs, so the resources stay out of the trace.
  return instance.create<fmi2Instantiate>(name, type, guid, hidden(scenario.resources.c_str()),
                                          importer_.functions(), hidden(fmi2False), loggingOn);
}

bool Session::create(bool loggingOn) {
  return create(scenario.name.c_str(), type(), scenario.guid.c_str(), loggingOn);
}

void Session::run() {
  if (options.illegal) {
    const char *name = scenario.name.c_str(), *guid = scenario.guid.c_str();
    for (const char *wrong : {"{wrong}", "", static_cast<const char *>(nullptr)})
      create(name, type(), wrong, fmi2True);
    for (const char *wrong : {static_cast<const char *>(nullptr), ""})
      create(wrong, type(), guid, fmi2True);
    create(name, static_cast<fmi2Type>(7), guid, fmi2True);
    Probes(*this).withoutInstance();
  }
  if (instantiate())
    runFromInstantiation();
}

void Session::probe(LegalIn mode) {
  if (options.illegal)
    Probes(*this).run(mode);
}

void Session::initialize() {
  const List<fmi2String> all;
  std::vector<fmi2String> categories;
  for (const std::string &category : scenario.categories)
    categories.push_back(category.c_str());
  instance.call<fmi2SetDebugLogging>(fmi2False, all);
  if (!categories.empty())
    instance.call<fmi2SetDebugLogging>(fmi2True, categories);
  instance.call<fmi2SetDebugLogging>(options.loggingOn, all);
  probe(LegalIn::instantiated);
  settableInstantiated().set(instance, -1);
  instance.call<fmi2SetupExperiment>(scenario.toleranceDefined, scenario.tolerance, scenario.start,
                                     scenario.stopDefined, scenario.stop);
  time = scenario.start;
  instance.call<fmi2EnterInitializationMode>();
  probe(LegalIn::initialization);
  settableInitializing().set(instance, -1);
  inputs().set(instance, 0);
  everything().get(instance);
  inputs().set(instance, 1);
  outputs().get(instance);
  exerciseDirectionalDerivatives();
  exerciseStates([] {});
  instance.call<fmi2ExitInitializationMode>();
}

void Session::initializeQuickly() {
  setup();
  instance.call<fmi2EnterInitializationMode>();
  instance.call<fmi2ExitInitializationMode>();
}

fmi2Status Session::setup() {
  time = scenario.start;
  return instance.call<fmi2SetupExperiment>(fmi2False, 0, time, fmi2False, 0).status;
}

bool Session::cycle() {
  instance.silent = true;
  const bool isGood = create(false) && setup() <= fmi2Warning &&
                      instance.call<fmi2EnterInitializationMode>().status <= fmi2Warning &&
                      instance.call<fmi2ExitInitializationMode>().status <= fmi2Warning &&
                      quickStep();
  if (isGood)
    terminate();
  if (instance.exists())
    freeInstance();
  return isGood;
}

fmi2Status Session::doStep(fmi2Boolean noSetPrior) {
  return instance.call<fmi2DoStep>(time, scenario.step, noSetPrior).status;
}

fmi2Status Session::stepOn(fmi2Boolean noSetPrior) {
  const fmi2Status status = doStep(noSetPrior);
  if (status <= fmi2Warning)
    time += scenario.step;
  return status;
}

void Session::set(unsigned reference, int value) {
  instance.call<fmi2SetInteger>(List(&reference, 1), List(&value, 1));
}

// Without stepFinished: until fmi2GetStatus says something else.
void Session::awaitStep() {
  if (importer_.hasStepFinished())
    return environment.awaitFinished();
  // How often is up to the machine, so the answers are not part of the trace.
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  const auto isPending = [this] {
    const auto answer = instance.call<fmi2GetStatus>(fmi2DoStepStatus);
    return answer.status == fmi2OK && answer.out<2>() == fmi2Pending;
  };
  instance.silent = true;
  while (isPending() && std::chrono::steady_clock::now() < deadline)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  instance.silent = false;
  environment.printQueued();
}

void Session::exerciseStates(const std::function<void()> &goOn) {
  if (!scenario.can("canGetAndSetFMUstate"))
    return;
  const bool isSerializable = scenario.can("canSerializeFMUstate");
  const Place first{1}, second{2}, copy{3};
  const Selection all = everything();
  const double then = time;
  instance.call<fmi2GetFMUstate>(first);
  if (isSerializable) {
    instance.call<fmi2SerializedFMUstateSize>(first);
    instance.call<fmi2SerializeFMUstate>(first, lastSize);
  }
  goOn();
  inputs().set(instance, 7);
  instance.call<fmi2GetFMUstate>(second);
  all.get(instance);
  instance.call<fmi2SetFMUstate>(first);
  time = then;
  all.get(instance);
  if (isSerializable) {
    instance.call<fmi2DeSerializeFMUstate>(instance.states.serialized, copy);
    instance.call<fmi2SetFMUstate>(copy);
    all.get(instance);
    instance.call<fmi2FreeFMUstate>(copy);
  }
  // Over a state that is there already.
  instance.call<fmi2GetFMUstate>(second);
  for (const Place &place : {second, first, first})
    instance.call<fmi2FreeFMUstate>(place);
}

void Session::exerciseDirectionalDerivatives() {
  if (!scenario.can("providesDirectionalDerivative"))
    return;
  const auto &unknowns = scenario.unknowns, &knowns = scenario.knowns;
  std::vector<double> seed;
  for (const unsigned &known : knowns) {
    const double one = 1;
    instance.call<fmi2GetDirectionalDerivative>(unknowns, List(&known, 1), List(&one, 1));
    seed.push_back(0.5 + static_cast<double>(seed.size()));
  }
  if (!unknowns.empty() && !knowns.empty())
    instance.call<fmi2GetDirectionalDerivative>(unknowns, knowns, seed);
}

void Session::exerciseExtremes() {
  if (!scenario.extremes)
    return;
  const Selection in = inputs(), out = outputs();
  const double reals[] = {
      std::numeric_limits<double>::infinity(),   -std::numeric_limits<double>::infinity(), -0.0,
      std::numeric_limits<double>::denorm_min(), std::numeric_limits<double>::max(),       1.0 / 3};
  const int integers[] = {INT_MIN, INT_MAX, -1, 0, 65536, 1};
  const std::string strings[] = {"",
                                 "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80",
                                 std::string(1 << 20, 'x'),
                                 "a\nb\tc\"d\\e%s%n",
                                 std::string(5000, 'y'),
                                 std::string("\x80\xff not UTF-8")};
  for (int i = 0; i < 6; i++) {
    auto same = [](const auto &references, auto value) {
      return std::vector<decltype(value)>(references.size(), value);
    };
    const auto r = in.references("real"), n = in.references("integer"), s = in.references("string");
    instance.call<fmi2SetReal>(r, same(r, reals[i]));
    instance.call<fmi2SetInteger>(n, same(n, integers[i]));
    instance.call<fmi2SetString>(s, same(s, strings[i].c_str()));
    out.get(instance);
  }
  in.set(instance, 2);
}

} // namespace tracer::fmi2
