// A model of FMI 3.0 for the tests of remoting: its variables are what was set last, and it calls
// the importer back as its integer parameters say.
#include "fmi/fmi3.h"

#include <stdlib.h>
#include <string.h>

#ifdef _WIN32
#include <windows.h>
#define EXPORT __declspec(dllexport)
static void pauseThread(void) { Sleep(0); }
#else
#include <pthread.h>
#include <sched.h>
#define EXPORT __attribute__((visibility("default")))
static void pauseThread(void) { sched_yield(); }
#endif

// The values of one type, under value reference 0.
#define TYPES(X)                                                                                   \
  X(Float32)                                                                                       \
  X(Float64)                                                                                       \
  X(Int8)                                                                                          \
  X(UInt8)                                                                                         \
  X(Int16)                                                                                         \
  X(UInt16)                                                                                        \
  X(Int32)                                                                                         \
  X(UInt32)                                                                                        \
  X(Int64)                                                                                         \
  X(UInt64)                                                                                        \
  X(Boolean)

enum { UPDATES = 100, FROM_THREAD = 101, CLOCK_UPDATES = 102, LEAVES_VALUES = 103 };

typedef struct {
  void *environment;
  fmi3LogMessageCallback log;
  fmi3IntermediateUpdateCallback update;
  fmi3ClockUpdateCallback clockUpdate;
  fmi3LockPreemptionCallback lock;
  fmi3UnlockPreemptionCallback unlock;
#define VALUES(T)                                                                                  \
  fmi3##T *values##T;                                                                              \
  size_t count##T;
  TYPES(VALUES)
  char **strings;
  size_t stringCount;
  unsigned char **binaries;
  size_t *sizes;
  size_t binaryCount;
  int parameter[8];
  double start, time;
  int begun;    // partitions
  int returned; // updates after which an early return was asked for
} Model;

static Model *make(void *environment, fmi3LogMessageCallback log) {
  Model *model = calloc(1, sizeof *model);
  model->environment = environment;
  model->log = log;
  return model;
}

EXPORT void *fmi3InstantiateModelExchange(const char *name, const char *token,
                                          const char *resources, bool visible, bool loggingOn,
                                          void *environment, fmi3LogMessageCallback log) {
  (void)visible;
  if (loggingOn && log) {
    log(environment, fmi3OK, "names", name);
    log(environment, fmi3Warning, NULL, token);
    log(environment, fmi3OK, "100%s", resources);
  }
  return make(environment, log);
}

EXPORT void *fmi3InstantiateCoSimulation(const char *name, const char *token, const char *resources,
                                         bool visible, bool loggingOn, bool eventMode, bool early,
                                         const fmi3ValueReference *required, size_t count,
                                         void *environment, fmi3LogMessageCallback log,
                                         fmi3IntermediateUpdateCallback update) {
  (void)name, (void)token, (void)resources, (void)visible, (void)loggingOn;
  Model *model = make(environment, log);
  model->update = update;
  model->parameter[4] = eventMode;
  model->parameter[5] = early;
  model->parameter[6] = (int)count;
  model->parameter[7] = count > 0 ? (int)required[count - 1] : -1;
  return model;
}

EXPORT void *fmi3InstantiateScheduledExecution(const char *name, const char *token,
                                               const char *resources, bool visible, bool loggingOn,
                                               void *environment, fmi3LogMessageCallback log,
                                               fmi3ClockUpdateCallback clockUpdate,
                                               fmi3LockPreemptionCallback lock,
                                               fmi3UnlockPreemptionCallback unlock) {
  (void)name, (void)token, (void)resources, (void)visible, (void)loggingOn;
  Model *model = make(environment, log);
  model->clockUpdate = clockUpdate;
  model->lock = lock;
  model->unlock = unlock;
  return model;
}

#define ACCESS(T, ATTRIBUTES, set, get)                                                            \
  ATTRIBUTES int set(void *instance, const fmi3ValueReference *references, size_t count,           \
                     const fmi3##T *values, size_t valueCount) {                                   \
    Model *model = instance;                                                                       \
    (void)references, (void)count;                                                                 \
    model->values##T = realloc(model->values##T, valueCount * sizeof *values + 1);                 \
    if (valueCount > 0)                                                                            \
      memcpy(model->values##T, values, valueCount * sizeof *values);                               \
    model->count##T = valueCount;                                                                  \
    return fmi3OK;                                                                                 \
  }                                                                                                \
  ATTRIBUTES int get(void *instance, const fmi3ValueReference *references, size_t count,           \
                     fmi3##T *values, size_t valueCount) {                                         \
    const Model *model = instance;                                                                 \
    (void)references, (void)count;                                                                 \
    for (size_t i = 0; i < valueCount && i < model->count##T; ++i) {                               \
      if (!model->parameter[LEAVES_VALUES - UPDATES] || i % 2 == 0)                                \
        values[i] = model->values##T[i];                                                           \
    }                                                                                              \
    return valueCount > model->count##T ? fmi3Discard : fmi3OK;                                    \
  }

ACCESS(Int32, static, setInt32, getInt32)
ACCESS(Float32, EXPORT, fmi3SetFloat32, fmi3GetFloat32)
ACCESS(Float64, EXPORT, fmi3SetFloat64, fmi3GetFloat64)
ACCESS(Int8, EXPORT, fmi3SetInt8, fmi3GetInt8)
ACCESS(UInt8, EXPORT, fmi3SetUInt8, fmi3GetUInt8)
ACCESS(Int16, EXPORT, fmi3SetInt16, fmi3GetInt16)
ACCESS(UInt16, EXPORT, fmi3SetUInt16, fmi3GetUInt16)
ACCESS(UInt32, EXPORT, fmi3SetUInt32, fmi3GetUInt32)
ACCESS(Int64, EXPORT, fmi3SetInt64, fmi3GetInt64)
ACCESS(UInt64, EXPORT, fmi3SetUInt64, fmi3GetUInt64)
ACCESS(Boolean, EXPORT, fmi3SetBoolean, fmi3GetBoolean)

// The parameters are integers, too.
EXPORT int fmi3SetInt32(void *instance, const fmi3ValueReference *references, size_t count,
                        const fmi3Int32 *values, size_t valueCount) {
  Model *model = instance;
  if (count == 1 && references[0] >= UPDATES) {
    model->parameter[references[0] - UPDATES] = values[0];
    return fmi3OK;
  }
  return setInt32(instance, references, count, values, valueCount);
}

EXPORT int fmi3GetInt32(void *instance, const fmi3ValueReference *references, size_t count,
                        fmi3Int32 *values, size_t valueCount) {
  Model *model = instance;
  if (count == 1 && references[0] >= UPDATES) {
    values[0] = model->parameter[references[0] - UPDATES];
    return fmi3OK;
  }
  return getInt32(instance, references, count, values, valueCount);
}

EXPORT int fmi3SetString(void *instance, const fmi3ValueReference *references, size_t count,
                         const char *const *values, size_t valueCount) {
  Model *model = instance;
  (void)references, (void)count;
  model->strings = realloc(model->strings, (valueCount + 1) * sizeof *model->strings);
  for (size_t i = 0; i < valueCount; ++i) {
    model->strings[i] = values[i] ? malloc(strlen(values[i]) + 1) : NULL;
    if (values[i])
      strcpy(model->strings[i], values[i]);
  }
  model->stringCount = valueCount;
  return fmi3OK;
}

EXPORT int fmi3GetString(void *instance, const fmi3ValueReference *references, size_t count,
                         const char **values, size_t valueCount) {
  const Model *model = instance;
  (void)references, (void)count;
  for (size_t i = 0; i < valueCount && i < model->stringCount; ++i)
    values[i] = model->strings[i];
  return fmi3OK;
}

EXPORT int fmi3SetBinary(void *instance, const fmi3ValueReference *references, size_t count,
                         const size_t *sizes, const unsigned char *const *values,
                         size_t valueCount) {
  Model *model = instance;
  (void)references, (void)count;
  model->binaries = realloc(model->binaries, (valueCount + 1) * sizeof *model->binaries);
  model->sizes = realloc(model->sizes, (valueCount + 1) * sizeof *model->sizes);
  for (size_t i = 0; i < valueCount; ++i) {
    model->sizes[i] = sizes[i];
    model->binaries[i] = values[i] ? malloc(sizes[i] + 1) : NULL;
    if (values[i])
      memcpy(model->binaries[i], values[i], sizes[i]);
  }
  model->binaryCount = valueCount;
  return fmi3OK;
}

EXPORT int fmi3GetBinary(void *instance, const fmi3ValueReference *references, size_t count,
                         size_t *sizes, const unsigned char **values, size_t valueCount) {
  const Model *model = instance;
  (void)references, (void)count;
  for (size_t i = 0; i < valueCount && i < model->binaryCount; ++i) {
    if (model->parameter[LEAVES_VALUES - UPDATES] && i % 2 == 1)
      continue;
    sizes[i] = model->sizes[i];
    values[i] = model->binaries[i];
  }
  return fmi3OK;
}

static void callBack(Model *model) {
  for (int i = 0; i < model->parameter[0] && model->update; ++i) {
    bool early = false;
    double when = -1;
    model->update(model->environment, model->start + i, i % 2, true, i % 3 == 0, true, &early,
                  &when);
    if (early) {
      ++model->returned;
      model->time = when;
    }
  }
  for (int i = 0; i < model->parameter[2] && model->clockUpdate; ++i) {
    model->lock();
    model->clockUpdate(model->environment);
    model->unlock();
  }
}

#ifdef _WIN32
static DWORD WINAPI body(void *model) {
  callBack(model);
  return 0;
}
#else
static void *body(void *model) {
  callBack(model);
  return NULL;
}
#endif

// From the thread that is called, from one of the model's own, or from both at once.
static void callBackFrom(Model *model) {
  const int threads = model->parameter[1];
  if (threads == 0) {
    callBack(model);
    return;
  }
#ifdef _WIN32
  HANDLE thread = CreateThread(NULL, 0, body, model, 0, NULL);
  if (threads == 2)
    callBack(model);
  WaitForSingleObject(thread, INFINITE);
  CloseHandle(thread);
#else
  pthread_t thread;
  pthread_create(&thread, NULL, body, model);
  if (threads == 2)
    callBack(model);
  pthread_join(thread, NULL);
#endif
}

EXPORT int fmi3DoStep(void *instance, double time, double size, bool noSet, bool *eventNeeded,
                      bool *terminate, bool *earlyReturn, double *last) {
  Model *model = instance;
  (void)noSet;
  model->start = time;
  model->time = time + size;
  model->returned = 0;
  callBackFrom(model);
  *eventNeeded = true;
  *terminate = false;
  *earlyReturn = model->returned > 0;
  *last = model->time;
  return fmi3OK;
}

// The partition of clock 7 calls back; those from 10 on meet: each goes on when `time` of them have
// begun.
EXPORT int fmi3ActivateModelPartition(void *instance, fmi3ValueReference clock, double time) {
  Model *model = instance;
  if (clock == 7) {
    callBackFrom(model);
    return fmi3Warning;
  }
  model->lock();
  __atomic_add_fetch(&model->begun, 1, __ATOMIC_SEQ_CST);
  while (__atomic_load_n(&model->begun, __ATOMIC_SEQ_CST) < (int)time)
    pauseThread();
  model->unlock();
  return fmi3OK;
}

EXPORT int fmi3GetVariableDependencies(void *instance, fmi3ValueReference dependent,
                                       size_t *elements, fmi3ValueReference *independents,
                                       size_t *of, fmi3DependencyKind *kinds, size_t count) {
  (void)instance;
  for (size_t i = 0; i < count; ++i) {
    elements[i] = i;
    independents[i] = dependent + (fmi3ValueReference)i;
    of[i] = i + 1;
    kinds[i] = fmi3Dependent;
  }
  return fmi3OK;
}

EXPORT int fmi3GetNumberOfVariableDependencies(void *instance, fmi3ValueReference dependent,
                                               size_t *count) {
  (void)instance;
  *count = dependent;
  return fmi3OK;
}

EXPORT void fmi3FreeInstance(void *instance) { free(instance); }
