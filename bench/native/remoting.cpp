// What a remoted call costs against the machine's limit: bench_remoting DIRECT-LIBRARY
// PATCHED-LIBRARY [ROUNDS]. Prints a JSON object per workload: nanoseconds per unit of work, one
// sample per round, interleaved with the reference, so that both have met the same state of the
// machine.
#include "fmi/fmi2.h"
#include "machine.hpp"
#include "os/clock.hpp"
#include "ping_pong.hpp"

#include <algorithm>
#include <functional>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <string>
#include <vector>

namespace {

void complain(void *, const char *, fmi2Status, const char *, const char *text, ...) {
  fprintf(stderr, "%s\n", text);
}

struct Library {
  void *handle;
  fmi2Component (*instantiate)(const char *, int, const char *, const char *,
                               const fmi2CallbackFunctions *, int, int);
  void (*free)(fmi2Component);
  int (*setReal)(fmi2Component, const unsigned *, size_t, const double *);
  int (*getReal)(fmi2Component, const unsigned *, size_t, double *);
  int (*doStep)(fmi2Component, double, double, int);
  int (*getState)(fmi2Component, void **);
  int (*serialize)(fmi2Component, void *, char *, size_t);

  explicit Library(const char *path) : handle(loadLibrary(path)) {
    load(instantiate, "fmi2Instantiate");
    load(free, "fmi2FreeInstance");
    load(setReal, "fmi2SetReal");
    load(getReal, "fmi2GetReal");
    load(doStep, "fmi2DoStep");
    load(getState, "fmi2GetFMUstate");
    load(serialize, "fmi2SerializeFMUstate");
  }

  fmi2Component make() const {
    static const fmi2CallbackFunctions callbacks{complain, calloc, ::free, nullptr, nullptr};
    fmi2Component instance = instantiate("bench", fmi2CoSimulation, "", "", &callbacks, 0, 0);
    if (!instance)
      exit(2);
    return instance;
  }

private:
  template <class F> void load(F &function, const char *name) {
    function = reinterpret_cast<F>(symbolOf(handle, name));
  }
};

double now() { return static_cast<double>(os::nanoseconds()); }

using Work = std::function<void()>;

double timed(unsigned count, const Work &work) {
  for (unsigned i = 0; i < count / 10 + 1; ++i)
    work();
  const double start = now();
  for (unsigned i = 0; i < count; ++i)
    work();
  return (now() - start) / count;
}

std::string list(const std::vector<double> &samples) {
  std::string text;
  for (const double sample : samples)
    text += (text.empty() ? "" : ",") + std::to_string(sample);
  return text;
}

unsigned rounds = 15;

// Both in turn. `direct` is for information.
void report(const char *name, const std::function<double()> &reference,
            const std::function<double()> &subject,
            const std::function<double()> &direct = nullptr) {
  std::vector<double> references, subjects, directs;
  for (unsigned i = 0; i < rounds; ++i) {
    references.push_back(reference());
    subjects.push_back(subject());
    if (direct)
      directs.push_back(direct());
  }
  printf("{\"name\":\"%s\",\"reference\":[%s],\"subject\":[%s],\"direct\":[%s]}\n", name,
         list(references).c_str(), list(subjects).c_str(), list(directs).c_str());
  fflush(stdout);
}

} // namespace

int main(int argc, char **argv) {
  if (PingPong::wasPartner(argc, argv))
    return 0;
  if (argc < 3)
    return 2;
  const Library direct(argv[1]), remoted(argv[2]);
  if (argc > 3)
    rounds = static_cast<unsigned>(atoi(argv[3]));
  constexpr unsigned many = 1000;
  constexpr size_t stateSize = 8 << 20;
  std::vector<unsigned> references(many);
  for (unsigned i = 0; i < many; ++i)
    references[i] = i;
  std::vector<double> values(many);

  PingPong pingPong;
  const auto limit = [&] { return pingPong.measure(20000); };

  {
    const fmi2Component local = direct.make(), remote = remoted.make();
    const auto getOne = [&](const Library &library, fmi2Component instance) {
      return [&, instance] { library.getReal(instance, references.data(), 1, values.data()); };
    };
    const auto step = [&](const Library &library, fmi2Component instance) {
      return [&, instance] {
        library.setReal(instance, references.data(), 10, values.data());
        library.doStep(instance, 0, 1, 1);
        library.getReal(instance, references.data(), 10, values.data());
      };
    };
    const auto getMany = [&](const Library &library, fmi2Component instance) {
      return [&, instance] { library.getReal(instance, references.data(), many, values.data()); };
    };
    report(
        "get 1", limit, [&] { return timed(20000, getOne(remoted, remote)); },
        [&] { return timed(20000, getOne(direct, local)); });
    report(
        "step", limit, [&] { return timed(10000, step(remoted, remote)); },
        [&] { return timed(10000, step(direct, local)); });
    report(
        "get 1000", limit, [&] { return timed(5000, getMany(remoted, remote)); },
        [&] { return timed(5000, getMany(direct, local)); });

    std::vector<char> bytes(stateSize), copy(stateSize, 1);
    void *localState = nullptr, *remoteState = nullptr;
    direct.getState(local, &localState);
    remoted.getState(remote, &remoteState);
    report(
        "serialize",
        [&] { return timed(5, [&] { memcpy(bytes.data(), copy.data(), stateSize); }); },
        [&] {
          return timed(5, [&] { remoted.serialize(remote, remoteState, bytes.data(), stateSize); });
        },
        [&] {
          return timed(5, [&] { direct.serialize(local, localState, bytes.data(), stateSize); });
        });

    // After 10 ms without a call, the share of a processor that the server takes.
    report(
        "idle", [] { return 1e9; },
        [&] {
          getOne(remoted, remote)();
          os::sleepMilliseconds(10);
          const double before = processorTimeOfServers(), start = now();
          os::sleepMilliseconds(500);
          return (processorTimeOfServers() - before) / (now() - start) * 1e9;
        });
    direct.free(local);
    remoted.free(remote);
  }
  {
    useOneProcessor();
    const fmi2Component remote = remoted.make();
    useAllProcessors();
    report("one core", limit, [&] {
      useOneProcessor();
      const double spent =
          timed(5000, [&] { remoted.getReal(remote, references.data(), 1, values.data()); });
      useAllProcessors();
      return spent;
    });
    remoted.free(remote);
  }
  {
    std::vector<fmi2Component> instances;
    for (int i = 0; i < 8; ++i)
      instances.push_back(remoted.make());
    report("8 instances", limit, [&] {
      return timed(300,
                   [&] {
                     for (const fmi2Component instance : instances)
                       remoted.getReal(instance, references.data(), 1, values.data());
                   }) /
             8;
    });
    for (const fmi2Component instance : instances)
      remoted.free(instance);
  }
  report(
      "lifetime", [] { return 1e6; },
      [&] { return timed(5, [&] { remoted.free(remoted.make()); }); },
      [&] { return timed(5, [&] { direct.free(direct.make()); }); });
}
