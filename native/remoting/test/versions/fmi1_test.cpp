// Remoting of FMI 1.0, from the client's exports to the model and back: what is different there.
// The first argument is a client library whose .remoting file names the model of fmi1_model.c; the
// names that it exports begin with the place for the model identifier.
#include "fmi/fmi1.h"
#include "fmi/kinds.hpp"
#include "fmi/rows.hpp"
#include "os/library.hpp"
#include "smipc/test/check.hpp"

#include <type_traits>

namespace {

struct Functions {
#define FMI_CREATE(name, ...) fmiComponent (*name)(FMI_PARAMETERS(__VA_ARGS__));
#define FMI_FREE(name) void (*name)(fmiComponent);
#define FMI_CALL(name, ...) int (*name)(fmiComponent FMI_MORE_PARAMETERS(__VA_ARGS__));
#include "fmi/fmi1.inc"
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
    char whole[400] = "fmutool_puts_the_model_identifier_here_";
    memset(whole + strlen(whole), '_', 249 - strlen(whole));
    snprintf(whole + 249, sizeof whole - 249, "0_%s", name);
    char own[100];
    snprintf(own, sizeof own, "echo_%s", name);
    void *found = library.symbol(own);
    function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(
        found ? found : library.symbol(whole));
    all = all && function;
  };
#define FMI_CREATE(name, ...) find(client.name, #name);
#define FMI_FREE(name) find(client.name, #name);
#define FMI_CALL(name, ...) find(client.name, #name);
#include "fmi/fmi1.inc"
  return all;
}

enum : unsigned { mode = 9 };

// Callbacks are given the instance only.
struct Heard {
  fmiComponent component = nullptr;
  char said[256] = "";
  int logs = 0;
  std::atomic<int> finished{0};

  void forget() {
    component = nullptr;
    *said = '\0';
    logs = finished = 0;
  }
} heard;

void logger(fmiComponent component, fmiString name, fmiStatus status, fmiString category,
            fmiString form, ...) {
  heard.component = component;
  char text[200];
  va_list list;
  va_start(list, form);
  vsnprintf(text, sizeof text, form, list);
  va_end(list);
  snprintf(heard.said, sizeof heard.said, "%s %d %s %s", name, status, category, text);
  ++heard.logs;
}

void stepFinished(fmiComponent component, fmiStatus status) {
  heard.component = component;
  heard.finished = status == fmiOK ? 1 : -1;
}

struct Slave {
  fmiComponent component;
  explicit Slave(fmiStepFinished finished = stepFinished, bool logs = false) {
    heard.forget();
    component = client.fmiInstantiateSlave("one", "guid", "file:///x", "mime/type", 250, fmiFalse,
                                           fmiFalse, {logger, calloc, free, finished}, logs);
  }
  ~Slave() {
    if (component)
      client.fmiFreeSlaveInstance(component);
  }
  void set(unsigned reference, int value) const {
    client.fmiSetInteger(component, &reference, 1, &value);
  }
};

TEST(a_slave_is_made_with_its_arguments) {
  const Slave slave(stepFinished, true);
  CHECK(slave.component);
  EQUAL(heard.logs, 1);
  CHECK(strcmp(heard.said, "one 0 made mime/type of file:///x at 250") == 0);
  CHECK(heard.component == slave.component);
}

TEST(a_slave_that_refuses_says_why) {
  heard.forget();
  CHECK(!client.fmiInstantiateSlave("one", "other", "", "", 0, fmiFalse, fmiFalse,
                                    {logger, calloc, free, nullptr}, fmiFalse));
  CHECK(heard.logs >= 1);
}

TEST(a_model_is_made_with_three_callbacks) {
  heard.forget();
  const fmiComponent model =
      client.fmiInstantiateModel("me", "guid", {logger, calloc, free}, fmiTrue);
  CHECK(model);
  CHECK(strcmp(heard.said, "me 1 made 100%") == 0);
  fmiEventInfo info = {fmiFalse, fmiTrue, fmiFalse, fmiTrue, fmiFalse, 0};
  EQUAL(client.fmiInitialize(model, fmiTrue, 1e-3, &info), 0);
  CHECK(info.iterationConverged && info.stateValueReferencesChanged && info.stateValuesChanged);
  CHECK(info.terminateSimulation && info.upcomingTimeEvent && info.nextEventTime == 1e-3);
  fmiBoolean update = fmiFalse;
  EQUAL(client.fmiCompletedIntegratorStep(model, &update), 0);
  EQUAL(update, 1);
  for (const size_t count : {size_t{0}, size_t{1}, size_t{2}, size_t{100000}}) {
    auto *references = static_cast<fmiValueReference *>(calloc(count + 1, 4));
    EQUAL(client.fmiGetStateValueReferences(model, references, count), 0);
    bool right = true;
    for (size_t i = 0; i < count; ++i)
      right = right && references[i] == 100 + i;
    CHECK(right && references[count] == 0);
    free(references);
  }
  client.fmiFreeModelInstance(model);
}

TEST(values_of_every_type) {
  const Slave slave;
  CHECK(slave.component);
  const unsigned references[] = {0, 1, 2};
  const double reals[] = {1.5, -0.0, 1e300};
  const int integers[] = {1, -2, 2147483647};
  const fmiBoolean booleans[] = {1, 0, 2};
  const char *const texts[] = {"", "ä%s", "x"};
  double gotReals[4] = {7, 7, 7, 7};
  int gotIntegers[4] = {7, 7, 7, 7};
  fmiBoolean gotBooleans[4] = {7, 7, 7, 7};
  const char *gotTexts[4] = {"7", "7", "7", "7"};
  EQUAL(client.fmiSetReal(slave.component, references, 3, reals), 0);
  EQUAL(client.fmiGetReal(slave.component, references, 3, gotReals), 0);
  CHECK(memcmp(reals, gotReals, sizeof reals) == 0 && gotReals[3] == 7);
  EQUAL(client.fmiSetInteger(slave.component, references, 3, integers), 0);
  EQUAL(client.fmiGetInteger(slave.component, references, 3, gotIntegers), 0);
  CHECK(memcmp(integers, gotIntegers, sizeof integers) == 0 && gotIntegers[3] == 7);
  EQUAL(client.fmiSetBoolean(slave.component, references, 3, booleans), 0);
  EQUAL(client.fmiGetBoolean(slave.component, references, 3, gotBooleans), 0);
  CHECK(memcmp(booleans, gotBooleans, sizeof booleans) == 0 && gotBooleans[3] == 7);
  EQUAL(client.fmiSetString(slave.component, references, 3, texts), 0);
  EQUAL(client.fmiGetString(slave.component, references, 3, gotTexts), 0);
  for (int i = 0; i < 3; ++i)
    CHECK(strcmp(texts[i], gotTexts[i]) == 0);
  CHECK(strcmp(gotTexts[3], "7") == 0);
}

TEST(a_step_that_is_discarded) {
  const Slave slave;
  CHECK(slave.component);
  EQUAL(client.fmiInitializeSlave(slave.component, 0, fmiTrue, 10), 0);
  EQUAL(client.fmiDoStep(slave.component, 0, 0.5, fmiTrue), 0);
  slave.set(mode, 2);
  EQUAL(client.fmiDoStep(slave.component, 0.5, 0.5, fmiTrue), 2);
  double time = -1;
  EQUAL(client.fmiGetRealStatus(slave.component, fmiLastSuccessfulTime, &time), 0);
  CHECK(time == 0.5);
  slave.set(mode, 3);
  EQUAL(client.fmiDoStep(slave.component, 0.5, 0.5, fmiTrue), 0);
  CHECK(strcmp(heard.said, "one 0 step 0.5") == 0);
}

TEST(a_step_that_is_pending_is_reported) {
  for (int i = 0; i < 3; ++i) {
    const Slave slave;
    CHECK(slave.component);
    slave.set(mode, 1);
    EQUAL(client.fmiDoStep(slave.component, 0, 1, fmiTrue), 5);
    const uint64_t latest = os::nanoseconds() + uint64_t{20} * 1000000000;
    while (heard.finished == 0 && os::nanoseconds() < latest)
      os::yield();
    EQUAL(heard.finished.load(), 1);
    CHECK(heard.component == slave.component);
  }
}

TEST(a_function_that_the_model_does_not_export_is_named_with_its_prefix) {
  const Slave slave;
  CHECK(slave.component);
  EQUAL(client.fmiResetSlave(slave.component), 3);
  CHECK(strstr(heard.said, "does not export"));
}

} // namespace

int main(int argc, char **argv) {
  if (argc < 2 || !load(argv[1]))
    return 2;
  return check::run(argc - 1, argv + 1);
}
