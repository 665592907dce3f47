// The tables give the C signatures of the standards: what a row makes of its kinds is compared with
// the function's type, written down by hand. Nothing is run, it compiles or it does not.
#include <type_traits>

#include "fmi/fmi1.h"
#include "fmi/fmi2.h"
#include "fmi/fmi3.h"
#include "fmi/kinds.hpp"
#include "fmi/rows.hpp"

// The type of a row's function by the function's name. In the functions that serialize FMU states,
// bytes are plain `char` in every table, where FMI 3.0 has them unsigned.
namespace row {
#define FMI_CREATE(name, ...) using name = fmiComponent(FMI_PARAMETERS(__VA_ARGS__));
#define FMI_FREE(name) using name = void(fmiComponent);
#define FMI_CALL(name, ...) using name = fmiStatus(fmiComponent FMI_MORE_PARAMETERS(__VA_ARGS__));
#include "fmi/fmi1.inc"
#define FMI_CREATE(name, ...) using name = fmi2Component(FMI_PARAMETERS(__VA_ARGS__));
#define FMI_FREE(name) using name = void(fmi2Component);
#define FMI_CALL(name, ...) using name = fmi2Status(fmi2Component FMI_MORE_PARAMETERS(__VA_ARGS__));
#include "fmi/fmi2.inc"
#define FMI_CREATE(name, ...) using name = fmi3Instance(FMI_PARAMETERS(__VA_ARGS__));
#define FMI_FREE(name) using name = void(fmi3Instance);
#define FMI_CALL(name, ...) using name = fmi3Status(fmi3Instance FMI_MORE_PARAMETERS(__VA_ARGS__));
#include "fmi/fmi3.inc"
} // namespace row

// The type of a callback function, by the name of its row.
namespace callback {
#define FMI_CALLBACK(name, ...) using name = void(void *FMI_MORE_PARAMETERS(__VA_ARGS__));
#include "fmi/fmi3.inc"
} // namespace callback

#define SAME(name, ...) static_assert(std::is_same_v<row::name, __VA_ARGS__>, #name)

// FMI 1.0, Model Exchange.
SAME(fmiInstantiateModel,
     fmiComponent(fmiString, fmiString, fmiModelCallbackFunctions, fmiBoolean));
SAME(fmiFreeModelInstance, void(fmiComponent));
SAME(fmiSetDebugLogging, fmiStatus(fmiComponent, fmiBoolean));
SAME(fmiGetBoolean, fmiStatus(fmiComponent, const fmiValueReference *, size_t, fmiBoolean *));
SAME(fmiSetString, fmiStatus(fmiComponent, const fmiValueReference *, size_t, const fmiString *));
SAME(fmiSetContinuousStates, fmiStatus(fmiComponent, const fmiReal *, size_t));
SAME(fmiCompletedIntegratorStep, fmiStatus(fmiComponent, fmiBoolean *));
SAME(fmiInitialize, fmiStatus(fmiComponent, fmiBoolean, fmiReal, fmiEventInfo *));
SAME(fmiEventUpdate, fmiStatus(fmiComponent, fmiBoolean, fmiEventInfo *));
SAME(fmiGetStateValueReferences, fmiStatus(fmiComponent, fmiValueReference *, size_t));
SAME(fmiTerminate, fmiStatus(fmiComponent));

// FMI 1.0, Co-Simulation.
SAME(fmiInstantiateSlave,
     fmiComponent(fmiString, fmiString, fmiString, fmiString, fmiReal, fmiBoolean, fmiBoolean,
                  fmiSlaveCallbackFunctions, fmiBoolean));
SAME(fmiInitializeSlave, fmiStatus(fmiComponent, fmiReal, fmiBoolean, fmiReal));
SAME(fmiSetRealInputDerivatives, fmiStatus(fmiComponent, const fmiValueReference *, size_t,
                                           const fmiInteger *, const fmiReal *));
SAME(fmiGetRealOutputDerivatives,
     fmiStatus(fmiComponent, const fmiValueReference *, size_t, const fmiInteger *, fmiReal *));
SAME(fmiDoStep, fmiStatus(fmiComponent, fmiReal, fmiReal, fmiBoolean));
SAME(fmiGetStatus, fmiStatus(fmiComponent, fmiStatusKind, fmiStatus *));
SAME(fmiGetStringStatus, fmiStatus(fmiComponent, fmiStatusKind, fmiString *));

// Two sizes of callbacks; a byte for a Boolean, also in the structure of events.
static_assert(sizeof(fmiModelCallbackFunctions) == 3 * sizeof(void *));
static_assert(sizeof(fmiSlaveCallbackFunctions) == 4 * sizeof(void *));
static_assert(sizeof(fmiBoolean) == 1 && offsetof(fmiEventInfo, nextEventTime) == 8);

// FMI 2.0.
SAME(fmi2Instantiate, fmi2Component(fmi2String, fmi2Type, fmi2String, fmi2String,
                                    const fmi2CallbackFunctions *, fmi2Boolean, fmi2Boolean));
SAME(fmi2SetFMUstate, fmi2Status(fmi2Component, fmi2FMUstate));
SAME(fmi2DeSerializeFMUstate, fmi2Status(fmi2Component, const fmi2Byte *, size_t, fmi2FMUstate *));
SAME(fmi2NewDiscreteStates, fmi2Status(fmi2Component, fmi2EventInfo *));

// FMI 3.0: creation.
SAME(fmi3InstantiateModelExchange,
     fmi3Instance(fmi3String, fmi3String, fmi3String, fmi3Boolean, fmi3Boolean,
                  fmi3InstanceEnvironment, fmi3LogMessageCallback));
SAME(fmi3InstantiateCoSimulation,
     fmi3Instance(fmi3String, fmi3String, fmi3String, fmi3Boolean, fmi3Boolean, fmi3Boolean,
                  fmi3Boolean, const fmi3ValueReference *, size_t, fmi3InstanceEnvironment,
                  fmi3LogMessageCallback, fmi3IntermediateUpdateCallback));
SAME(fmi3InstantiateScheduledExecution,
     fmi3Instance(fmi3String, fmi3String, fmi3String, fmi3Boolean, fmi3Boolean,
                  fmi3InstanceEnvironment, fmi3LogMessageCallback, fmi3ClockUpdateCallback,
                  fmi3LockPreemptionCallback, fmi3UnlockPreemptionCallback));

// FMI 3.0: callbacks, which have the environment in front; two of them have nothing at all.
static_assert(std::is_same_v<callback::logMessage *, fmi3LogMessageCallback>);
static_assert(std::is_same_v<callback::intermediateUpdate *, fmi3IntermediateUpdateCallback>);
static_assert(std::is_same_v<callback::clockUpdate *, fmi3ClockUpdateCallback>);
static_assert(std::is_same_v<void (*)(), fmi3LockPreemptionCallback>);
static_assert(std::is_same_v<void (*)(), fmi3UnlockPreemptionCallback>);

// FMI 3.0: everything else that is no plain getter or setter.
SAME(fmi3EnterInitializationMode,
     fmi3Status(fmi3Instance, fmi3Boolean, fmi3Float64, fmi3Float64, fmi3Boolean, fmi3Float64));
SAME(fmi3GetUInt64,
     fmi3Status(fmi3Instance, const fmi3ValueReference *, size_t, fmi3UInt64 *, size_t));
SAME(fmi3SetInt8,
     fmi3Status(fmi3Instance, const fmi3ValueReference *, size_t, const fmi3Int8 *, size_t));
SAME(fmi3GetString,
     fmi3Status(fmi3Instance, const fmi3ValueReference *, size_t, fmi3String *, size_t));
SAME(fmi3SetString,
     fmi3Status(fmi3Instance, const fmi3ValueReference *, size_t, const fmi3String *, size_t));
SAME(fmi3GetBinary,
     fmi3Status(fmi3Instance, const fmi3ValueReference *, size_t, size_t *, fmi3Binary *, size_t));
SAME(fmi3SetBinary, fmi3Status(fmi3Instance, const fmi3ValueReference *, size_t, const size_t *,
                               const fmi3Binary *, size_t));
SAME(fmi3GetClock, fmi3Status(fmi3Instance, const fmi3ValueReference *, size_t, fmi3Clock *));
SAME(fmi3SetClock, fmi3Status(fmi3Instance, const fmi3ValueReference *, size_t, const fmi3Clock *));
SAME(fmi3GetNumberOfVariableDependencies, fmi3Status(fmi3Instance, fmi3ValueReference, size_t *));
SAME(fmi3GetVariableDependencies,
     fmi3Status(fmi3Instance, fmi3ValueReference, size_t *, fmi3ValueReference *, size_t *,
                fmi3DependencyKind *, size_t));
SAME(fmi3GetAdjointDerivative,
     fmi3Status(fmi3Instance, const fmi3ValueReference *, size_t, const fmi3ValueReference *,
                size_t, const fmi3Float64 *, size_t, fmi3Float64 *, size_t));
SAME(fmi3GetIntervalDecimal, fmi3Status(fmi3Instance, const fmi3ValueReference *, size_t,
                                        fmi3Float64 *, fmi3IntervalQualifier *));
SAME(fmi3GetIntervalFraction, fmi3Status(fmi3Instance, const fmi3ValueReference *, size_t,
                                         fmi3UInt64 *, fmi3UInt64 *, fmi3IntervalQualifier *));
SAME(fmi3GetShiftFraction,
     fmi3Status(fmi3Instance, const fmi3ValueReference *, size_t, fmi3UInt64 *, fmi3UInt64 *));
SAME(fmi3SetShiftDecimal,
     fmi3Status(fmi3Instance, const fmi3ValueReference *, size_t, const fmi3Float64 *));
SAME(fmi3SetIntervalFraction, fmi3Status(fmi3Instance, const fmi3ValueReference *, size_t,
                                         const fmi3UInt64 *, const fmi3UInt64 *));
SAME(fmi3UpdateDiscreteStates, fmi3Status(fmi3Instance, fmi3Boolean *, fmi3Boolean *, fmi3Boolean *,
                                          fmi3Boolean *, fmi3Boolean *, fmi3Float64 *));
SAME(fmi3CompletedIntegratorStep,
     fmi3Status(fmi3Instance, fmi3Boolean, fmi3Boolean *, fmi3Boolean *));
SAME(fmi3GetNumberOfContinuousStates, fmi3Status(fmi3Instance, size_t *));
SAME(fmi3GetOutputDerivatives, fmi3Status(fmi3Instance, const fmi3ValueReference *, size_t,
                                          const fmi3Int32 *, fmi3Float64 *, size_t));
SAME(fmi3DoStep, fmi3Status(fmi3Instance, fmi3Float64, fmi3Float64, fmi3Boolean, fmi3Boolean *,
                            fmi3Boolean *, fmi3Boolean *, fmi3Float64 *));
SAME(fmi3ActivateModelPartition, fmi3Status(fmi3Instance, fmi3ValueReference, fmi3Float64));
