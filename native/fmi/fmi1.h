// The C types of FMI 1.0, written from the texts of both standards, for Model Exchange and for
// Co-Simulation (their sections on platform dependent definitions, status, creation of instances
// and retrieving status information). They share all but the callbacks: a slave may be told that a
// step has finished, a model may not. Functions are not declared here: fmi1.inc is the one place
// that lists them.
#pragma once

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef void *fmiComponent;
typedef unsigned int fmiValueReference;
typedef double fmiReal;
typedef int fmiInteger;
typedef char fmiBoolean; // one byte
typedef const char *fmiString;

enum { fmiFalse = 0, fmiTrue = 1 };

// fmiPending is of Co-Simulation only.
typedef enum { fmiOK, fmiWarning, fmiDiscard, fmiError, fmiFatal, fmiPending } fmiStatus;
typedef enum { fmiDoStepStatus, fmiPendingStatus, fmiLastSuccessfulTime } fmiStatusKind;

typedef struct {
  fmiBoolean iterationConverged;
  fmiBoolean stateValueReferencesChanged;
  fmiBoolean stateValuesChanged;
  fmiBoolean terminateSimulation;
  fmiBoolean upcomingTimeEvent;
  fmiReal nextEventTime;
} fmiEventInfo;

// Callbacks are given the instance that calls, for there is no environment.
typedef void (*fmiCallbackLogger)(fmiComponent, fmiString instanceName, fmiStatus,
                                  fmiString category, fmiString message, ...);
typedef void *(*fmiCallbackAllocateMemory)(size_t count, size_t size);
typedef void (*fmiCallbackFreeMemory)(void *);
typedef void (*fmiStepFinished)(fmiComponent, fmiStatus);

// The standards call both fmiCallbackFunctions. They are passed by value.
typedef struct {
  fmiCallbackLogger logger;
  fmiCallbackAllocateMemory allocateMemory;
  fmiCallbackFreeMemory freeMemory;
} fmiModelCallbackFunctions;

typedef struct {
  fmiCallbackLogger logger;
  fmiCallbackAllocateMemory allocateMemory;
  fmiCallbackFreeMemory freeMemory;
  fmiStepFinished stepFinished;
} fmiSlaveCallbackFunctions;

#ifdef __cplusplus
}
#endif
