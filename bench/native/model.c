// An FMI 2.0 model that computes nothing: what a call of it costs is what others add to it. It has
// what a co-simulation with reals needs; every variable keeps what it was last set to.
#include "fmi/fmi2.h"

#include <stdlib.h>
#include <string.h>

enum { variables = 4096, stateSize = 8 << 20 };

typedef struct {
  double value[variables];
} Model;

static char bigState[stateSize];

const char *fmi2GetTypesPlatform(void) { return "default"; }

const char *fmi2GetVersion(void) { return "2.0"; }

fmi2Component fmi2Instantiate(fmi2String name, fmi2Type type, fmi2String guid, fmi2String resources,
                              const fmi2CallbackFunctions *functions, fmi2Boolean visible,
                              fmi2Boolean loggingOn) {
  (void)name, (void)type, (void)guid, (void)resources, (void)functions, (void)visible,
      (void)loggingOn;
  return calloc(1, sizeof(Model));
}

void fmi2FreeInstance(fmi2Component component) { free(component); }

int fmi2SetupExperiment(fmi2Component component, fmi2Boolean toleranceDefined, fmi2Real tolerance,
                        fmi2Real start, fmi2Boolean stopDefined, fmi2Real stop) {
  (void)component, (void)toleranceDefined, (void)tolerance, (void)start, (void)stopDefined,
      (void)stop;
  return fmi2OK;
}

int fmi2EnterInitializationMode(fmi2Component component) {
  (void)component;
  return fmi2OK;
}

int fmi2ExitInitializationMode(fmi2Component component) {
  (void)component;
  return fmi2OK;
}

int fmi2Terminate(fmi2Component component) {
  (void)component;
  return fmi2OK;
}

int fmi2Reset(fmi2Component component) {
  memset(component, 0, sizeof(Model));
  return fmi2OK;
}

int fmi2SetReal(fmi2Component component, const fmi2ValueReference reference[], size_t count,
                const fmi2Real value[]) {
  Model *model = component;
  for (size_t i = 0; i < count; ++i)
    model->value[reference[i] % variables] = value[i];
  return fmi2OK;
}

int fmi2GetReal(fmi2Component component, const fmi2ValueReference reference[], size_t count,
                fmi2Real value[]) {
  const Model *model = component;
  for (size_t i = 0; i < count; ++i)
    value[i] = model->value[reference[i] % variables];
  return fmi2OK;
}

int fmi2DoStep(fmi2Component component, fmi2Real time, fmi2Real step, fmi2Boolean final) {
  (void)component, (void)time, (void)step, (void) final;
  return fmi2OK;
}

int fmi2GetFMUstate(fmi2Component component, fmi2FMUstate *state) {
  (void)component;
  *state = bigState;
  return fmi2OK;
}

int fmi2SerializeFMUstate(fmi2Component component, fmi2FMUstate state, fmi2Byte bytes[],
                          size_t size) {
  (void)component;
  memcpy(bytes, state, size < stateSize ? size : stateSize);
  return fmi2OK;
}
