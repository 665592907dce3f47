/**
 * fmutool as a library: look into FMUs, change them. Nothing in it prints or ends the process; what is wrong with a file
 * arrives as a {@link FmuToolError}, whose `code` says what it is.
 */
export type { ArchiveLimits } from './fmu/archive/entry.js';
export { FmuToolError, type FmuToolErrorOptions, type TextPosition } from './fmu/error.js';
export { Fmu, type FmuOptions, type FmuRemoting } from './fmu/fmu.js';
export { fmuInfo, type BinaryReport, type FmuInfo, type PlatformReport, type RemotingReport } from './fmu/info.js';
export type { ModelDescription } from './fmu/model-description.js';
export { findPlatform, PLATFORMS, type Platform } from './fmu/platforms.js';
export { changeFmu, type ChangeOptions, type ChangeResult } from './remoting/change-fmu.js';
export type { AddRemoting, Operation, Plan, RemoveRemoting } from './remoting/plan.js';
export type { Call, LogMessage, ModelInstance, Outcome } from './runtime/calls.js';
export { decodeValues, encodeValues, MalformedValues, swapValues, valuesLength } from './runtime/frame-values.js';
export { ValueType, type SubFrame, type Value } from './runtime/frames.js';
export { whyNotHere } from './runtime/host.js';
export { Model, type InstanceOptions, type ModelOptions } from './runtime/model.js';
export { Prebuilt } from './prebuilt/prebuilt.js';
export {
  RfmiClient,
  type OfferedFmu,
  type RfmiClientOptions,
  type RfmiTarget,
  type RfmiVariable,
  type RemoteFmu,
  type StepAnswer,
  type StepCommand,
} from './rfmi/client/client.js';
export { decodeCommand, decodeResponse, encodeMessage, MalformedMessage, type ByteOrder } from './rfmi/wire/codec.js';
export { dumpCapture, type Dump, type DumpedMessage, type DumpedValue, type DumpProblem } from './rfmi/dump/dump.js';
export type { FrameChoice, FrameDefinition } from './rfmi/wire/fields.js';
export type { Command, Response, UnknownMessage } from './rfmi/wire/messages.js';
export { endedByModel, RfmiError, type RfmiErrorKind } from './rfmi/client/rfmi-error.js';
export type { NotFinite } from './simulate/not-finite.js';
export { simulate, type SimulateOptions, type SimulateResult } from './simulate/simulate.js';
export { smokeFmu } from './smoke/smoke.js';
export type { SmokeOptions } from './smoke/options.js';
export type { SmokeProblem, SmokeResult, SmokeTransport, SmokeTrial, SmokeVerdict } from './smoke/result.js';
export { smokePage, type PageItem } from './smoke/report/page.js';
export { environment } from './smoke/report/environment.js';
export { fmutoolVersion } from './version.js';
export type { Catalogue, ServedFmu } from './rfmi/session/catalogue.js';
export type { Phase } from './rfmi/session/phases.js';
export { Session, type SessionOptions } from './rfmi/session/session.js';
export { RfmiServer, type RfmiServerOptions, type ServerAddress, type ServerEndpoint } from './rfmi/server/server.js';
export { ServedModel } from './rfmi/server/served-model.js';
export type { Log, LogEntry } from './rfmi/server/log.js';
export type { LogLevel } from './transport/log.js';
export { TransportError, type Endpoint, type TlsOptions, type TransportErrorCode } from './transport/endpoint.js';
export { endpointPair } from './transport/pair.js';
export { PlugClient, type PlugClientOptions } from './plug/client/client.js';
export { PlugError, type PlugErrorKind } from './plug/client/plug-error.js';
export { parsePlugUrl, type PlugAddress } from './plug/client/url.js';
export {
  dumpPlugCapture,
  type DumpedPlugMessage,
  type PlugDump,
  type PlugDumpOptions,
  type PlugDumpProblem,
} from './plug/dump/dump.js';
export { PlugServer, type PlugServerOptions } from './plug/server/server.js';
export type { Item, KnownSizes } from './plug/wire/layouts.js';
export type { Dialect } from './plug/wire/messages.js';
