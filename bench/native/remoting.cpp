// What a remoted call costs against the machine's limit: bench_remoting DIRECT-LIBRARY
// PATCHED-LIBRARY [ROUNDS]. Prints a JSON object per workload: nanoseconds per unit of work, one
// sample per round, interleaved with the reference, so that both have met the same state of the
// machine.
#include "fmi/fmi2.h"
#include "ping_pong.hpp"

#include <algorithm>
#include <dirent.h>
#include <dlfcn.h>
#include <functional>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <string>
#include <unistd.h>
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

  explicit Library(const char *path) : handle(dlopen(path, RTLD_NOW | RTLD_LOCAL)) {
    if (!handle) {
      fprintf(stderr, "%s\n", dlerror());
      exit(2);
    }
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
    function = reinterpret_cast<F>(dlsym(handle, name));
  }
};

using Work = std::function<void()>;

double timed(unsigned count, const Work &work) {
  for (unsigned i = 0; i < count / 10 + 1; ++i)
    work();
  const double start = nowNanoseconds();
  for (unsigned i = 0; i < count; ++i)
    work();
  return (nowNanoseconds() - start) / count;
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

void bindTo(int cpu) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(cpu, &set);
  sched_setaffinity(0, sizeof set, &set);
}

// Nanoseconds that the processes of this name have spent on a processor.
double processorTimeOf(const char *name) {
  double total = 0;
  DIR *folder = opendir("/proc");
  while (const dirent *entry = readdir(folder)) {
    if (atoi(entry->d_name) <= 0)
      continue;
    char text[256] = "";
    const std::string base = std::string("/proc/") + entry->d_name;
    FILE *file = fopen((base + "/comm").c_str(), "r");
    if (file) {
      if (!fgets(text, sizeof text, file))
        text[0] = '\0';
      fclose(file);
    }
    text[strcspn(text, "\n")] = '\0';
    if (strcmp(text, name) != 0)
      continue;
    file = fopen((base + "/schedstat").c_str(), "r");
    double spent = 0;
    if (file && fscanf(file, "%lf", &spent) == 1)
      total += spent;
    if (file)
      fclose(file);
  }
  closedir(folder);
  return total;
}

} // namespace

int main(int argc, char **argv) {
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
    const fmi2Component near = direct.make(), far = remoted.make();
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
        "get 1", limit, [&] { return timed(20000, getOne(remoted, far)); },
        [&] { return timed(20000, getOne(direct, near)); });
    report(
        "step", limit, [&] { return timed(10000, step(remoted, far)); },
        [&] { return timed(10000, step(direct, near)); });
    report(
        "get 1000", limit, [&] { return timed(5000, getMany(remoted, far)); },
        [&] { return timed(5000, getMany(direct, near)); });

    std::vector<char> bytes(stateSize), copy(stateSize, 1);
    void *nearState = nullptr, *farState = nullptr;
    direct.getState(near, &nearState);
    remoted.getState(far, &farState);
    report(
        "serialize",
        [&] { return timed(5, [&] { memcpy(bytes.data(), copy.data(), stateSize); }); },
        [&] {
          return timed(5, [&] { remoted.serialize(far, farState, bytes.data(), stateSize); });
        },
        [&] {
          return timed(5, [&] { direct.serialize(near, nearState, bytes.data(), stateSize); });
        });

    // After 10 ms without a call, the share of a processor that the server takes.
    report(
        "idle", [] { return 1e9; },
        [&] {
          getOne(remoted, far)();
          usleep(10000);
          const double before = processorTimeOf("server_sm"), start = nowNanoseconds();
          usleep(500000);
          return (processorTimeOf("server_sm") - before) / (nowNanoseconds() - start) * 1e9;
        });
    direct.free(near);
    remoted.free(far);
  }
  {
    cpu_set_t all;
    sched_getaffinity(0, sizeof all, &all);
    bindTo(0);
    const fmi2Component far = remoted.make();
    sched_setaffinity(0, sizeof all, &all);
    report("one core", limit, [&] {
      bindTo(0);
      const double spent =
          timed(5000, [&] { remoted.getReal(far, references.data(), 1, values.data()); });
      sched_setaffinity(0, sizeof all, &all);
      return spent;
    });
    remoted.free(far);
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
