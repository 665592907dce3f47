// The smallest model of FMI 1.0 that the tests of the runner need, for both interfaces. String 0
// says what has been called since it was asked for last, and with which arguments. Reals, integers
// and booleans are kept. Integer 0 says what happens: 6 a step is discarded, 9 it is pending until
// its status has been asked for three times, 7 an event makes other states of them, 8 it changes
// their values; integer 1 that an event has not converged, 2 that the simulation is to end.
#include "fmi/fmi1.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef _WIN32
#define EXPORT __declspec(dllexport)
#else
#define EXPORT __attribute__((visibility("default")))
#endif
#define NAME(function) runner_model_1_##function

enum { COUNT = 100000 };

typedef struct {
  char calls[2000], said[2000];
  double real[COUNT];
  int integer[COUNT];
  char boolean[COUNT];
  double time;
  int questions;
} Model;

static void note(Model *model, const char *form, ...) {
  const size_t length = strlen(model->calls);
  va_list list;
  va_start(list, form);
  vsnprintf(model->calls + length, sizeof model->calls - length, form, list);
  va_end(list);
}

EXPORT const char *NAME(fmiGetVersion)(void) { return "1.0"; }
EXPORT const char *NAME(fmiGetTypesPlatform)(void) { return "standard32"; }
EXPORT const char *NAME(fmiGetModelTypesPlatform)(void) { return "standard32"; }

static Model *make(fmiCallbackLogger logger, const char *name, const char *guid) {
  if (strcmp(guid, "t") != 0) {
    logger(NULL, name, fmiError, "test", "%d%% sure that the GUID is not %s", 100, guid);
    return NULL;
  }
  Model *model = calloc(1, sizeof *model);
  if (model)
    logger(model, name, fmiOK, "test", "%d%% made", 100);
  return model;
}

EXPORT fmiComponent NAME(fmiInstantiateSlave)(fmiString name, fmiString guid, fmiString location,
                                              fmiString type, fmiReal timeout, fmiBoolean visible,
                                              fmiBoolean interactive,
                                              fmiSlaveCallbackFunctions functions, fmiBoolean on) {
  Model *model = make(functions.logger, name, guid);
  if (model)
    note(model, "slave %s %s %s %g %d %d %d %d\n", name, location, type, timeout, visible,
         interactive, functions.stepFinished != NULL, on);
  return model;
}

EXPORT fmiComponent NAME(fmiInstantiateModel)(fmiString name, fmiString guid,
                                              fmiModelCallbackFunctions functions, fmiBoolean on) {
  Model *model = make(functions.logger, name, guid);
  if (model)
    note(model, "model %s %d\n", name, on);
  return model;
}

EXPORT void NAME(fmiFreeSlaveInstance)(fmiComponent model) { free(model); }
EXPORT void NAME(fmiFreeModelInstance)(fmiComponent model) { free(model); }

#define ACCESS(Type, type, field)                                                                  \
  EXPORT fmiStatus NAME(fmiSet##Type)(fmiComponent model, const fmiValueReference *references,     \
                                      size_t count, const type *values) {                          \
    for (size_t i = 0; i < count; ++i)                                                             \
      ((Model *)model)->field[references[i]] = values[i];                                          \
    return fmiOK;                                                                                  \
  }                                                                                                \
  EXPORT fmiStatus NAME(fmiGet##Type)(fmiComponent model, const fmiValueReference *references,     \
                                      size_t count, type *values) {                                \
    for (size_t i = 0; i < count; ++i)                                                             \
      values[i] = ((Model *)model)->field[references[i]];                                          \
    return fmiOK;                                                                                  \
  }
ACCESS(Real, fmiReal, real)
ACCESS(Integer, fmiInteger, integer)
ACCESS(Boolean, fmiBoolean, boolean)

EXPORT fmiStatus NAME(fmiSetString)(fmiComponent model, const fmiValueReference *references,
                                    size_t count, const fmiString *values) {
  for (size_t i = 0; i < count; ++i)
    note(model, "string %u %s\n", references[i], values[i]);
  return fmiOK;
}

EXPORT fmiStatus NAME(fmiGetString)(fmiComponent component, const fmiValueReference *references,
                                    size_t count, fmiString *values) {
  Model *model = component;
  (void)references;
  strcpy(model->said, model->calls);
  model->calls[0] = '\0';
  for (size_t i = 0; i < count; ++i)
    values[i] = model->said;
  return fmiOK;
}

EXPORT fmiStatus NAME(fmiInitializeSlave)(fmiComponent model, fmiReal start, fmiBoolean hasStop,
                                          fmiReal stop) {
  ((Model *)model)->time = start;
  note(model, "initialize %g %d %g\n", start, hasStop, stop);
  return fmiOK;
}

EXPORT fmiStatus NAME(fmiDoStep)(fmiComponent component, fmiReal time, fmiReal size,
                                 fmiBoolean newStep) {
  Model *model = component;
  note(model, "step %g %g %d\n", time, size, newStep);
  model->time = time + (model->integer[0] == 6 ? size / 2 : size);
  model->questions = 0;
  return model->integer[0] == 6 ? fmiDiscard : model->integer[0] == 9 ? fmiPending : fmiOK;
}

EXPORT fmiStatus NAME(fmiGetStatus)(fmiComponent component, fmiStatusKind kind, fmiStatus *value) {
  Model *model = component;
  if (++model->questions == 3)
    note(model, "status %d\n", kind);
  *value = model->questions < 3 ? fmiPending : fmiWarning;
  return fmiOK;
}

EXPORT fmiStatus NAME(fmiGetRealStatus)(fmiComponent model, fmiStatusKind kind, fmiReal *value) {
  note(model, "last time %d\n", kind);
  *value = ((Model *)model)->time;
  return fmiOK;
}

EXPORT fmiStatus NAME(fmiTerminateSlave)(fmiComponent model) {
  note(model, "terminate slave\n");
  return fmiOK;
}

EXPORT fmiStatus NAME(fmiResetSlave)(fmiComponent model) {
  note(model, "reset\n");
  return fmiOK;
}

EXPORT fmiStatus NAME(fmiSetTime)(fmiComponent model, fmiReal time) {
  note(model, "time %g\n", time);
  return fmiOK;
}

EXPORT fmiStatus NAME(fmiInitialize)(fmiComponent model, fmiBoolean controlled, fmiReal tolerance,
                                     fmiEventInfo *info) {
  note(model, "initialize %d %g\n", controlled, tolerance);
  *info = (fmiEventInfo){
      .iterationConverged = fmiTrue, .upcomingTimeEvent = fmiTrue, .nextEventTime = 0.75};
  return fmiOK;
}

EXPORT fmiStatus NAME(fmiEventUpdate)(fmiComponent component, fmiBoolean intermediate,
                                      fmiEventInfo *info) {
  const Model *model = component;
  note(component, "update %d\n", intermediate);
  *info = (fmiEventInfo){.iterationConverged = model->integer[1] == 0,
                         .stateValueReferencesChanged = model->integer[0] == 7,
                         .stateValuesChanged = model->integer[0] == 8,
                         .terminateSimulation = model->integer[2] != 0};
  return fmiOK;
}

EXPORT fmiStatus NAME(fmiSetContinuousStates)(fmiComponent model, const fmiReal *states,
                                              size_t count) {
  memcpy(((Model *)model)->real, states, count * sizeof *states);
  return fmiOK;
}

#define NUMBERS(function, value)                                                                   \
  EXPORT fmiStatus NAME(function)(fmiComponent component, fmiReal * to, size_t count) {            \
    const Model *model = component;                                                                \
    for (size_t i = 0; i < count; ++i)                                                             \
      to[i] = (value);                                                                             \
    return fmiOK;                                                                                  \
  }
NUMBERS(fmiGetContinuousStates, model->real[i])
NUMBERS(fmiGetNominalContinuousStates, model->real[i] + 100)
NUMBERS(fmiGetDerivatives, model->real[i] + 200)
NUMBERS(fmiGetEventIndicators, model->real[i] + 300)

EXPORT fmiStatus NAME(fmiCompletedIntegratorStep)(fmiComponent model, fmiBoolean *callEventUpdate) {
  *callEventUpdate = ((Model *)model)->integer[0] == 7;
  return fmiOK;
}

EXPORT fmiStatus NAME(fmiTerminate)(fmiComponent model) {
  note(model, "terminate\n");
  return fmiOK;
}
