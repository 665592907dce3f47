// The smallest model that the tests of the runner need: real 0 is kept, and counts the steps;
// integer 1 says what happens: 0 nothing special; a step that 1 sleeps for ever, 2 crashes, 5 logs
// twice, 6 is discarded, which is logged if that is wanted, 7 warns, 9 takes some time and stays
// pending; 3 the setting itself logs, 4 it is discarded; 8 getting logs.
#include "fmi/fmi2.h"

#include <stdlib.h>
#include <string.h>

#ifdef _WIN32
#include <windows.h>
#define EXPORT __declspec(dllexport)
#define NAP() Sleep(1000)
#else
#include <unistd.h>
#define EXPORT __attribute__((visibility("default")))
#define NAP() sleep(1)
#endif

typedef struct {
  double value;
  int action, saysWhy;
  const fmi2CallbackFunctions *functions;
} Model;

static volatile int *volatile nowhere;

static void say(const Model *model, const char *text) {
  const fmi2CallbackFunctions *functions = model->functions;
  functions->logger(functions->componentEnvironment, "model", fmi2OK, "test", text);
}

EXPORT const char *fmi2GetTypesPlatform(void) { return "default"; }
EXPORT const char *fmi2GetVersion(void) { return "2.0"; }

EXPORT fmi2Component fmi2Instantiate(fmi2String name, fmi2Type type, fmi2String guid,
                                     fmi2String resources, const fmi2CallbackFunctions *functions,
                                     fmi2Boolean visible, fmi2Boolean loggingOn) {
  (void)type, (void)guid, (void)resources, (void)visible, (void)loggingOn;
  Model *model = calloc(1, sizeof *model);
  if (model) {
    model->functions = functions;
    functions->logger(functions->componentEnvironment, name, fmi2OK, "test", "%d%% made", 100);
  }
  return model;
}

EXPORT void fmi2FreeInstance(fmi2Component model) { free(model); }

// A category that it does not know is an error.
EXPORT fmi2Status fmi2SetDebugLogging(fmi2Component component, fmi2Boolean on, size_t count,
                                      const fmi2String *categories) {
  Model *model = component;
  for (size_t i = 0; i < count; ++i) {
    if (strcmp(categories[i], "crash") == 0)
      *nowhere = 1;
    if (strcmp(categories[i], "logStatusDiscard") != 0) {
      say(model, "no such category");
      return fmi2Error;
    }
    model->saysWhy = on;
  }
  return fmi2OK;
}

EXPORT fmi2Status fmi2SetReal(fmi2Component component, const fmi2ValueReference *references,
                              size_t count, const fmi2Real *values) {
  (void)references;
  for (size_t i = 0; i < count; ++i)
    ((Model *)component)->value = values[i];
  return fmi2OK;
}

EXPORT fmi2Status fmi2GetReal(fmi2Component component, const fmi2ValueReference *references,
                              size_t count, fmi2Real *values) {
  (void)references;
  if (((Model *)component)->action == 8)
    say(component, "get");
  for (size_t i = 0; i < count; ++i)
    values[i] = ((Model *)component)->value;
  return fmi2OK;
}

EXPORT fmi2Status fmi2SetInteger(fmi2Component component, const fmi2ValueReference *references,
                                 size_t count, const fmi2Integer *values) {
  (void)references;
  for (size_t i = 0; i < count; ++i)
    ((Model *)component)->action = values[i];
  if (((Model *)component)->action == 3)
    say(component, "set");
  return ((Model *)component)->action == 4 ? fmi2Discard : fmi2OK;
}

EXPORT fmi2Status fmi2DoStep(fmi2Component component, fmi2Real time, fmi2Real size,
                             fmi2Boolean final) {
  (void)time, (void)size, (void) final;
  Model *model = component;
  while (model->action == 1)
    NAP();
  if (model->action == 2)
    *nowhere = 1;
  if (model->action == 5) {
    say(model, "first");
    say(model, "second");
  }
  if (model->action == 6) {
    if (model->saysWhy)
      say(model, "too far");
    return fmi2Discard;
  }
  if (model->action == 9) {
    for (volatile int i = 0; i < 20000; ++i)
      ;
    return fmi2Pending;
  }
  model->value += 1;
  return model->action == 7 ? fmi2Warning : fmi2OK;
}

EXPORT fmi2Status fmi2GetStatus(fmi2Component component, const fmi2StatusKind kind,
                                fmi2Status *value) {
  (void)component, (void)kind;
  *value = fmi2Pending;
  return fmi2OK;
}
