// A model of FMI 1.0 for the tests of remoting, with both interfaces: its variables are what was
// set last, and its steps end as the integer with the value reference 9 says.
#include "fmi/fmi1.h"

#include <stdlib.h>
#include <string.h>

#ifdef _WIN32
#include <windows.h>
#define EXPORT __declspec(dllexport)
#else
#include <pthread.h>
#include <unistd.h>
#define EXPORT __attribute__((visibility("default")))
#endif

// The library is called echo.
#define NAME(function) echo_##function

enum { MODE = 9, PENDING = 1, DISCARDED = 2, LOGS = 3 };

typedef struct {
  fmiSlaveCallbackFunctions callbacks;
  char name[64];
  int mode, isModel, status;
  double time, real[8];
  int integer[8];
  fmiBoolean boolean[8];
  char *text[8];
} Model;

static Model *make(const char *name) {
  Model *model = calloc(1, sizeof *model);
  strncpy(model->name, name, sizeof model->name - 1);
  return model;
}

EXPORT void *NAME(fmiInstantiateSlave)(const char *name, const char *guid, const char *location,
                                       const char *type, double timeout, fmiBoolean visible,
                                       fmiBoolean interactive, fmiSlaveCallbackFunctions callbacks,
                                       fmiBoolean loggingOn) {
  (void)visible, (void)interactive;
  if (strcmp(guid, "guid") != 0) {
    callbacks.logger(NULL, name, fmiError, "guid", "%s is not %s", guid, "guid");
    return NULL;
  }
  Model *model = make(name);
  model->callbacks = callbacks;
  model->real[7] = timeout;
  if (loggingOn)
    callbacks.logger(model, name, fmiOK, "made", "%s of %s at %g", type, location, timeout);
  return model;
}

EXPORT void *NAME(fmiInstantiateModel)(const char *name, const char *guid,
                                       fmiModelCallbackFunctions callbacks, fmiBoolean loggingOn) {
  (void)guid;
  Model *model = make(name);
  model->callbacks.logger = callbacks.logger;
  model->callbacks.allocateMemory = callbacks.allocateMemory;
  model->callbacks.freeMemory = callbacks.freeMemory;
  model->isModel = 1;
  if (loggingOn)
    callbacks.logger(model, name, fmiWarning, "made", "%d%%", 100);
  void *memory = callbacks.allocateMemory(3, 7);
  if (memory)
    callbacks.freeMemory(memory);
  return model;
}

EXPORT void NAME(fmiFreeSlaveInstance)(void *component) { free(component); }
EXPORT void NAME(fmiFreeModelInstance)(void *component) { free(component); }

#define ACCESS(Type, type, field)                                                                  \
  EXPORT int NAME(fmiSet##Type)(void *component, const unsigned *references, size_t count,         \
                                const type *values) {                                              \
    Model *model = component;                                                                      \
    for (size_t i = 0; i < count; ++i)                                                             \
      model->field[references[i] & 7] = values[i];                                                 \
    return fmiOK;                                                                                  \
  }                                                                                                \
  EXPORT int NAME(fmiGet##Type)(void *component, const unsigned *references, size_t count,         \
                                type *values) {                                                    \
    const Model *model = component;                                                                \
    for (size_t i = 0; i < count; ++i)                                                             \
      values[i] = model->field[references[i] & 7];                                                 \
    return fmiOK;                                                                                  \
  }
ACCESS(Real, double, real)
ACCESS(Boolean, fmiBoolean, boolean)

EXPORT int NAME(fmiSetInteger)(void *component, const unsigned *references, size_t count,
                               const int *values) {
  Model *model = component;
  for (size_t i = 0; i < count; ++i)
    *(references[i] == MODE ? &model->mode : &model->integer[references[i] & 7]) = values[i];
  return fmiOK;
}

EXPORT int NAME(fmiGetInteger)(void *component, const unsigned *references, size_t count,
                               int *values) {
  const Model *model = component;
  for (size_t i = 0; i < count; ++i)
    values[i] = model->integer[references[i] & 7];
  return fmiOK;
}

EXPORT int NAME(fmiSetString)(void *component, const unsigned *references, size_t count,
                              const char *const *values) {
  Model *model = component;
  for (size_t i = 0; i < count; ++i) {
    char **text = &model->text[references[i] & 7];
    *text = realloc(*text, strlen(values[i]) + 1);
    strcpy(*text, values[i]);
  }
  return fmiOK;
}

EXPORT int NAME(fmiGetString)(void *component, const unsigned *references, size_t count,
                              const char **values) {
  const Model *model = component;
  for (size_t i = 0; i < count; ++i)
    values[i] = model->text[references[i] & 7];
  return fmiOK;
}

EXPORT int NAME(fmiInitializeSlave)(void *component, double start, fmiBoolean hasStop,
                                    double stop) {
  Model *model = component;
  model->time = start;
  model->real[6] = hasStop ? stop : -1;
  return fmiOK;
}

EXPORT int NAME(fmiInitialize)(void *component, fmiBoolean controlled, double tolerance,
                               fmiEventInfo *info) {
  (void)component;
  info->iterationConverged = fmiTrue;
  info->stateValuesChanged = controlled;
  info->upcomingTimeEvent = fmiTrue;
  info->nextEventTime = tolerance;
  return fmiOK;
}

static void finish(Model *model) {
  model->status = fmiOK;
  model->callbacks.stepFinished(model, fmiOK);
}

#ifdef _WIN32
static DWORD WINAPI compute(void *model) {
  Sleep(20);
  finish(model);
  return 0;
}
#else
static void *compute(void *model) {
  usleep(20000);
  finish(model);
  return NULL;
}
#endif

EXPORT int NAME(fmiDoStep)(void *component, double time, double size, fmiBoolean newStep) {
  Model *model = component;
  model->integer[7] = newStep;
  if (model->mode == LOGS)
    model->callbacks.logger(model, model->name, fmiOK, "step", "%g", time);
  if (model->mode == DISCARDED)
    return fmiDiscard;
  model->time = time + size;
  if (model->mode != PENDING)
    return fmiOK;
  model->status = fmiPending;
#ifdef _WIN32
  CloseHandle(CreateThread(NULL, 0, compute, model, 0, NULL));
#else
  pthread_t thread;
  pthread_create(&thread, NULL, compute, model);
  pthread_detach(thread);
#endif
  return fmiPending;
}

EXPORT int NAME(fmiGetRealStatus)(void *component, fmiStatusKind kind, double *value) {
  const Model *model = component;
  if (kind != fmiLastSuccessfulTime)
    return fmiDiscard;
  *value = model->time;
  return fmiOK;
}

EXPORT int NAME(fmiCompletedIntegratorStep)(void *component, fmiBoolean *update) {
  (void)component;
  *update = (fmiBoolean) !*update;
  return fmiOK;
}

EXPORT int NAME(fmiGetStateValueReferences)(void *component, unsigned *references, size_t count) {
  (void)component;
  for (size_t i = 0; i < count; ++i)
    references[i] = (unsigned)(100 + i);
  return fmiOK;
}
