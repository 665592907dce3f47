// Remoting of FMI 3.0, from the client's exports to the model and back: what its table has that the
// older versions do not. The first argument is a client library whose .remoting file names the
// model of fmi3_model.c.
#include "fmi/fmi3.h"
#include "fmi/kinds.hpp"
#include "fmi/rows.hpp"
#include "os/library.hpp"
#include "smipc/test/check.hpp"

#include <type_traits>

namespace {

// The client's functions.
struct Functions {
#define FMI_CREATE(name, ...) fmi3Instance (*name)(FMI_PARAMETERS(__VA_ARGS__));
#define FMI_FREE(name) void (*name)(fmi3Instance);
#define FMI_CALL(name, ...) int (*name)(fmi3Instance FMI_MORE_PARAMETERS(__VA_ARGS__));
#include "fmi/fmi3.inc"
};
Functions client;
os::Library library;

bool load(const char *path) {
  os::Text why;
  if (!library.open(path, why)) {
    fprintf(stderr, "%s\n", why.text);
    return false;
  }
  bool all = true;
  const auto find = [&all](auto &function, const char *name) {
    function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(library.symbol(name));
    all = all && function;
  };
#define FMI_CREATE(name, ...) find(client.name, #name);
#define FMI_FREE(name) find(client.name, #name);
#define FMI_CALL(name, ...) find(client.name, #name);
#include "fmi/fmi3.inc"
  return all;
}

enum : fmi3ValueReference { updates = 100, threads, clockUpdates, leavesValues, eventMode, early };

// What the callbacks have seen and do.
struct Importer {
  fmi3Instance instance = nullptr;
  int logs = 0, calls = 0, clocks = 0, locked = 0, wrong = 0;
  char said[4][200] = {};
  int returnAfter = -1; // updates
  bool nests = false;
  bool alone = true; // no callback of another thread comes between two calls
};
Importer *current = nullptr;

void log(void *environment, fmi3Status status, const char *category, const char *message) {
  auto *importer = static_cast<Importer *>(environment);
  if (importer->logs < 4)
    snprintf(importer->said[importer->logs], sizeof *importer->said, "%d %s %s", status,
             category ? category : "(null)", message ? message : "(null)");
  ++importer->logs;
}

void update(void *environment, double time, bool setRequested, bool getAllowed, bool finished,
            bool canReturn, bool *early, double *when) {
  auto *importer = static_cast<Importer *>(environment);
  const int number = importer->calls++;
  const int index = static_cast<int>(time);
  if (setRequested != (index % 2 != 0) || !getAllowed || finished != (index % 3 == 0) || !canReturn)
    ++importer->wrong;
  if (importer->nests) {
    const fmi3ValueReference reference = 0;
    const double value = number;
    double back = -1;
    if (client.fmi3SetFloat64(importer->instance, &reference, 1, &value, 1) != fmi3OK ||
        client.fmi3GetFloat64(importer->instance, &reference, 1, &back, 1) != fmi3OK ||
        (importer->alone && back != value))
      ++importer->wrong;
  }
  if (number == importer->returnAfter) {
    *early = true;
    *when = 0.25;
  }
}

void clockUpdate(void *environment) { ++static_cast<Importer *>(environment)->clocks; }
void lock() { ++current->locked; }
void unlock() {
  if (--current->locked != 0)
    ++current->wrong;
}

// An instance for co-simulation, freed at the end of the scope.
struct Slave : Importer {
  Slave() {
    const fmi3ValueReference required[] = {3, 4};
    instance =
        client.fmi3InstantiateCoSimulation("name", "token", "path", false, false, true, true,
                                           required, 2, static_cast<Importer *>(this), log, update);
  }
  ~Slave() {
    if (instance)
      client.fmi3FreeInstance(instance);
  }
  void set(fmi3ValueReference reference, int value) const {
    client.fmi3SetInt32(instance, &reference, 1, &value, 1);
  }
  int get(fmi3ValueReference reference) const {
    int value = -1;
    client.fmi3GetInt32(instance, &reference, 1, &value, 1);
    return value;
  }
  int step(bool &early, double &last) const {
    bool event = false, terminate = true;
    const int status = client.fmi3DoStep(instance, 0, 1, false, &event, &terminate, &early, &last);
    if (status != fmi3OK)
      for (int i = 0; i < logs && i < 4; ++i)
        printf("  the logger was told: %s\n", said[i]);
    return status != fmi3OK || (event && !terminate) ? status : -1;
  }
};

// Sets `count` values and gets them back.
template <class T, class Set, class Get>
bool echoes(const Slave &slave, Set set, Get get, size_t count) {
  const fmi3ValueReference reference = 0;
  T *sent = static_cast<T *>(malloc(count * sizeof(T) + 1));
  T *got = static_cast<T *>(malloc(count * sizeof(T) + 1));
  for (size_t i = 0; i < count; ++i) {
    sent[i] = static_cast<T>(i * 37 + 1);
    got[i] = T{};
  }
  const bool well = set(slave.instance, &reference, 1, sent, count) == fmi3OK &&
                    get(slave.instance, &reference, 1, got, count) == fmi3OK &&
                    memcmp(sent, got, count * sizeof(T)) == 0;
  free(sent);
  free(got);
  return well;
}

constexpr size_t counts[] = {0, 1, 2, 500, 5000, 100000};

TEST(every_type_in_any_count) {
  const Slave slave;
  CHECK(slave.instance);
  for (const size_t count : counts) {
#define ECHOES(T) CHECK(echoes<fmi3##T>(slave, client.fmi3Set##T, client.fmi3Get##T, count))
    ECHOES(Float32);
    ECHOES(Float64);
    ECHOES(Int8);
    ECHOES(UInt8);
    ECHOES(Int16);
    ECHOES(UInt16);
    ECHOES(Int32);
    ECHOES(UInt32);
    ECHOES(Int64);
    ECHOES(UInt64);
    ECHOES(Boolean);
  }
}

TEST(arguments_of_instantiation) {
  const Slave slave;
  CHECK(slave.instance);
  EQUAL(slave.get(eventMode), 1);
  EQUAL(slave.get(early), 1);
  EQUAL(slave.get(106), 2);
  EQUAL(slave.get(107), 4);
}

TEST(what_the_model_logs_is_finished_text) {
  Importer importer;
  importer.instance =
      client.fmi3InstantiateModelExchange("50% n", "tok", "/p%d", false, true, &importer, log);
  CHECK(importer.instance);
  EQUAL(importer.logs, 3);
  CHECK(strcmp(importer.said[0], "0 names 50% n") == 0);
  CHECK(strcmp(importer.said[1], "1 (null) tok") == 0);
  CHECK(strcmp(importer.said[2], "0 100%s /p%d") == 0);
  client.fmi3FreeInstance(importer.instance);
}

TEST(values_that_the_model_leaves_alone) {
  const Slave slave;
  CHECK(slave.instance);
  const fmi3ValueReference reference = 0;
  const double sent[4] = {1, 2, 3, 4};
  double got[4] = {-1, -2, -3, -4};
  slave.set(leavesValues, 1);
  EQUAL(client.fmi3SetFloat64(slave.instance, &reference, 1, sent, 4), 0);
  EQUAL(client.fmi3GetFloat64(slave.instance, &reference, 1, got, 4), 0);
  CHECK(got[0] == 1 && got[1] == -2 && got[2] == 3 && got[3] == -4);
  const float small[2] = {1, 2};
  float back[2] = {-1, -2};
  EQUAL(client.fmi3SetFloat32(slave.instance, &reference, 1, small, 2), 0);
  EQUAL(client.fmi3GetFloat32(slave.instance, &reference, 1, back, 2), 0);
  CHECK(back[0] == 1 && back[1] == -2);
}

TEST(strings) {
  const Slave slave;
  CHECK(slave.instance);
  const fmi3ValueReference reference = 0;
  const char *const sent[] = {"", nullptr, "ä%s"};
  const char *got[] = {"x", "x", "x", "left"};
  EQUAL(client.fmi3SetString(slave.instance, &reference, 1, sent, 3), 0);
  EQUAL(client.fmi3GetString(slave.instance, &reference, 1, got, 4), 0);
  CHECK(strcmp(got[0], "") == 0 && !got[1] && strcmp(got[2], "ä%s") == 0);
  CHECK(strcmp(got[3], "left") == 0);
}

TEST(binaries) {
  const Slave slave;
  CHECK(slave.instance);
  const fmi3ValueReference reference = 0;
  const unsigned char zeros[3] = {0, 7, 0}, none[1] = {1};
  const unsigned char *sent[] = {zeros, none, nullptr, zeros};
  const size_t sizes[] = {3, 0, 0, 1};
  const unsigned char *got[5] = {none, none, none, none, none};
  size_t gotSizes[5] = {9, 9, 9, 9, 9};
  EQUAL(client.fmi3SetBinary(slave.instance, &reference, 1, sizes, sent, 4), 0);
  EQUAL(client.fmi3GetBinary(slave.instance, &reference, 1, gotSizes, got, 5), 0);
  CHECK(gotSizes[0] == 3 && memcmp(got[0], zeros, 3) == 0);
  CHECK(gotSizes[1] == 0 && got[1] && got[1] != none);
  CHECK(gotSizes[2] == 0 && !got[2]);
  CHECK(gotSizes[3] == 1 && *got[3] == 0);
  CHECK(gotSizes[4] == 9 && got[4] == none);
  slave.set(leavesValues, 1);
  const unsigned char *half[2] = {none, none};
  EQUAL(client.fmi3GetBinary(slave.instance, &reference, 1, gotSizes, half, 2), 0);
  CHECK(memcmp(half[0], zeros, 3) == 0 && half[1] == none);
  EQUAL(client.fmi3SetBinary(slave.instance, &reference, 1, nullptr, nullptr, 0), 0);
  EQUAL(client.fmi3GetBinary(slave.instance, &reference, 1, nullptr, got, 1), 3); // refused
}

TEST(many_binaries_and_a_large_one) {
  const Slave slave;
  CHECK(slave.instance);
  const fmi3ValueReference reference = 0;
  constexpr size_t large = 100u << 20;
  auto *bytes = static_cast<unsigned char *>(malloc(large));
  check::fill(bytes, large, 3);
  const unsigned char *sent = bytes, *got = nullptr;
  size_t size = large, gotSize = 0;
  EQUAL(client.fmi3SetBinary(slave.instance, &reference, 1, &size, &sent, 1), 0);
  EQUAL(client.fmi3GetBinary(slave.instance, &reference, 1, &gotSize, &got, 1), 0);
  CHECK(gotSize == large && memcmp(got, bytes, large) == 0);
  free(bytes);
  constexpr size_t many = 100000;
  auto *values = static_cast<const unsigned char **>(malloc(many * sizeof(void *)));
  auto *sizes = static_cast<size_t *>(malloc(many * sizeof(size_t)));
  for (size_t i = 0; i < many; ++i) {
    values[i] = reinterpret_cast<const unsigned char *>("abcdefg");
    sizes[i] = i % 8;
  }
  EQUAL(client.fmi3SetBinary(slave.instance, &reference, 1, sizes, values, many), 0);
  EQUAL(client.fmi3GetBinary(slave.instance, &reference, 1, sizes, values, many), 0);
  bool right = true;
  for (size_t i = 0; i < many; ++i)
    right = right && sizes[i] == i % 8 && memcmp(values[i], "abcdefg", sizes[i]) == 0;
  CHECK(right);
  free(values);
  free(sizes);
}

TEST(dependencies_have_sizes) {
  const Slave slave;
  CHECK(slave.instance);
  for (const size_t wanted : {size_t{0}, size_t{1}, size_t{2}, size_t{10000}}) {
    size_t count = 1;
    EQUAL(client.fmi3GetNumberOfVariableDependencies(
              slave.instance, static_cast<fmi3ValueReference>(wanted), &count),
          0);
    EQUAL(count, wanted);
    auto *elements = static_cast<size_t *>(calloc(count + 1, sizeof(size_t)));
    auto *of = static_cast<size_t *>(calloc(count + 1, sizeof(size_t)));
    auto *references = static_cast<fmi3ValueReference *>(calloc(count + 1, 4));
    auto *kinds = static_cast<fmi3DependencyKind *>(calloc(count + 1, sizeof(fmi3DependencyKind)));
    EQUAL(client.fmi3GetVariableDependencies(slave.instance, 5, elements, references, of, kinds,
                                             count),
          0);
    bool right = true;
    for (size_t i = 0; i < count; ++i)
      right = right && elements[i] == i && references[i] == 5 + i && of[i] == i + 1 &&
              kinds[i] == fmi3Dependent;
    CHECK(right && elements[count] == 0 && of[count] == 0);
    free(elements);
    free(of);
    free(references);
    free(kinds);
  }
}

// From the thread of the call, from one of the model's, from both at once.
TEST(updates_inside_a_step_from_any_thread) {
  for (const int from : {0, 1, 2}) {
    for (const int many : {0, 1, 2, 1000}) {
      Slave slave;
      CHECK(slave.instance);
      slave.nests = true;
      slave.alone = from < 2;
      slave.set(updates, many);
      slave.set(threads, from);
      bool early = true;
      double last = 0;
      EQUAL(slave.step(early, last), 0);
      EQUAL(slave.calls, from == 2 ? 2 * many : many);
      EQUAL(slave.wrong, 0);
      CHECK(!early && last == 1);
    }
  }
}

TEST(an_update_asks_for_an_early_return) {
  Slave slave;
  CHECK(slave.instance);
  slave.returnAfter = 2;
  slave.set(updates, 3);
  bool early = false;
  double last = 0;
  EQUAL(slave.step(early, last), 0);
  CHECK(early && last == 0.25);
}

TEST(partitions_lock_and_update_clocks) {
  for (const int from : {0, 1, 2}) {
    Importer importer;
    current = &importer;
    importer.instance = client.fmi3InstantiateScheduledExecution(
        "name", "token", "path", false, false, &importer, nullptr, clockUpdate, lock, unlock);
    CHECK(importer.instance);
    const fmi3ValueReference references[] = {clockUpdates, threads};
    const int values[] = {100, from};
    for (int i = 0; i < 2; ++i)
      client.fmi3SetInt32(importer.instance, references + i, 1, values + i, 1);
    EQUAL(client.fmi3ActivateModelPartition(importer.instance, 7, 0), 1);
    EQUAL(importer.clocks, from == 2 ? 200 : 100);
    if (from < 2)
      EQUAL(importer.wrong, 0);
    client.fmi3FreeInstance(importer.instance);
  }
}

// Each partition waits in the model until all have begun, so that they have to run at the same
// time: as many as there are lanes. The locks are acknowledged before the model goes on.
TEST(partitions_run_at_the_same_time) {
  struct Activation {
    fmi3Instance instance;
    fmi3ValueReference clock;
    double many;
    int status;
    os::Thread thread;
  };
  struct Counts {
    std::atomic<int> locked{0}, unlocked{0};
  };
  static Counts counts;
  for (const int many : {1, 2, 8}) {
    counts.locked = counts.unlocked = 0;
    fmi3Instance instance = client.fmi3InstantiateScheduledExecution(
        "name", "token", "path", false, false, nullptr, nullptr, clockUpdate,
        [] { ++counts.locked; }, [] { ++counts.unlocked; });
    CHECK(instance);
    Activation activations[8];
    for (int i = 0; i < many; ++i) {
      activations[i].instance = instance;
      activations[i].clock = static_cast<fmi3ValueReference>(10 + i);
      activations[i].many = many;
      activations[i].thread.start(
          [](void *self) {
            auto *activation = static_cast<Activation *>(self);
            activation->status = client.fmi3ActivateModelPartition(
                activation->instance, activation->clock, activation->many);
          },
          activations + i);
    }
    for (int i = 0; i < many; ++i) {
      activations[i].thread.join();
      EQUAL(activations[i].status, 0);
    }
    EQUAL(counts.locked.load(), many);
    EQUAL(counts.unlocked.load(), many);
    client.fmi3FreeInstance(instance);
  }
}

// More threads than lanes: they take turns, and each call is carried out once.
TEST(more_threads_than_lanes) {
  constexpr int threads = 40, calls = 50;
  static Importer importer;
  struct Caller {
    fmi3Instance instance;
    int failed = 0;
    os::Thread thread;
  };
  fmi3Instance instance = client.fmi3InstantiateScheduledExecution(
      "name", "token", "path", false, false, &importer, nullptr, clockUpdate, [] {}, [] {});
  CHECK(instance);
  static Caller callers[threads];
  for (Caller &caller : callers) {
    caller.instance = instance;
    caller.thread.start(
        [](void *self) {
          auto *caller = static_cast<Caller *>(self);
          for (int i = 0; i < calls; ++i)
            caller->failed += client.fmi3ActivateModelPartition(caller->instance, 10, 1) != fmi3OK;
        },
        &caller);
  }
  for (Caller &caller : callers) {
    caller.thread.join();
    EQUAL(caller.failed, 0);
  }
  client.fmi3FreeInstance(instance);
}

TEST(a_function_that_the_model_does_not_export) {
  Slave slave;
  CHECK(slave.instance);
  EQUAL(client.fmi3EnterEventMode(slave.instance), 3);
  CHECK(strstr(slave.said[0], "does not export fmi3EnterEventMode"));
}

} // namespace

int main(int argc, char **argv) {
  if (argc < 2 || !load(argv[1]))
    return 2;
  return check::run(argc - 1, argv + 1);
}
