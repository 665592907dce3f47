/** What can be asked of a running model, and what comes back: the same for every FMI version. */

/** What an FMI function returned (FMI 2.0.4, 2.1.3). `pending` never gets here: a pending step is awaited. */
export type FmiStatus = 'ok' | 'warning' | 'discard' | 'error' | 'fatal';

/** What the model's logger was told, or a line that the model has printed. */
export interface LogMessage {
  readonly status: FmiStatus;
  readonly category: string;
  /** As the model gave it: it may contain anything that a string can. */
  readonly text: string;
  /** The logger has nothing to do with it: a line of the model's standard output or error. */
  readonly printed?: true;
}

/**
 * One FMI call, in the words of FMI 2.0. What the other versions need for the same list of calls: FMI 1.0 keeps what
 * `setup` says for fmiInitializeSlave or fmiInitialize, which `exitInitialization` calls; `enterInitialization` does
 * nothing there, and what fmiInitialize says of events is the answer to the first `newDiscreteStates`. FMI 3.0 keeps what
 * `setup` says for fmi3EnterInitializationMode, and knows which value references are enumerations (an Integer of a frame
 * is an Int32, or the Int64 of an enumeration); a step after which the model wants to end has the status `discard`.
 *
 * `frame` is a list of sub-frames as `encodeFrame` makes it and `values` are their values, both in the byte
 * order of this machine (see frames.ts, frame-values.ts).
 */
export type Call =
  | { readonly call: 'setup'; readonly startTime: number; readonly stopTime?: number; readonly tolerance?: number }
  | { readonly call: 'enterInitialization' }
  | { readonly call: 'exitInitialization' }
  | { readonly call: 'set'; readonly frame: Uint8Array; readonly values: Uint8Array }
  | { readonly call: 'get'; readonly frame: Uint8Array }
  /** `final`: the state before this step will not be returned to (noSetFMUStatePriorToCurrentPoint, newStep). */
  | { readonly call: 'step'; readonly time: number; readonly size: number; readonly final: boolean }
  | { readonly call: 'terminate' }
  | { readonly call: 'reset' }
  // Model exchange (FMI 2.0.4, 3.2).
  | { readonly call: 'enterEvents' }
  | { readonly call: 'newDiscreteStates' }
  | { readonly call: 'enterContinuousTime' }
  | { readonly call: 'setTime'; readonly time: number }
  | { readonly call: 'setStates'; readonly states: Float64Array }
  | { readonly call: 'getStates'; readonly count: number }
  | { readonly call: 'getNominals'; readonly count: number }
  | { readonly call: 'getDerivatives'; readonly count: number }
  | { readonly call: 'getIndicators'; readonly count: number }
  | { readonly call: 'completedStep'; readonly final: boolean }
  // FMI 3.0 only (2.3): structural parameters are set in Configuration Mode; co-simulation returns to Step Mode from an
  // event; intervals of clocks, as fractions where the clocks say that they have them (supportsFraction).
  | { readonly call: 'enterConfiguration' }
  | { readonly call: 'exitConfiguration' }
  | { readonly call: 'enterStepMode' }
  | { readonly call: 'getIntervals'; readonly clocks: readonly number[]; readonly fraction: boolean }
  // FMI 2.0 and 3.0, of models that can serialize their state (canSerializeFMUstate): a Buffer; and back.
  | { readonly call: 'saveState' }
  | { readonly call: 'loadState'; readonly state: Uint8Array };

/** What fmi2NewDiscreteStates says (FMI 2.0.4, 3.2.2), or fmiEventUpdate in the same words. */
export interface EventInfo {
  readonly newDiscreteStatesNeeded: boolean;
  readonly terminateSimulation: boolean;
  readonly nominalsChanged: boolean;
  readonly valuesChanged: boolean;
  /** Seconds; undefined if no time event is known. */
  readonly nextEventTime: number | undefined;
}

/** What fmi2CompletedIntegratorStep says. */
export interface CompletedStep {
  readonly enterEventMode: boolean;
  readonly terminateSimulation: boolean;
}

/** What a clock's interval is (FMI 3.0, 2.2.8.3). */
export interface ClockInterval {
  /** Seconds, or how often the resolution goes into them. */
  readonly counter: number | bigint;
  /** Parts of a second; undefined: the counter is in seconds. */
  readonly resolution: bigint | undefined;
  readonly qualifier: 'notYetKnown' | 'unchanged' | 'changed';
}

/** What a call has put out; undefined for a call that has no output. */
export type CallResult = Buffer | Float64Array | EventInfo | CompletedStep | readonly ClockInterval[] | undefined;

/** What came of a list of calls. They are carried out in order, up to the first that returns more than a warning. */
export interface Outcome {
  /** The worst that was returned. */
  readonly status: FmiStatus;
  /**
   * Of every call that went well, in order: `get` and `saveState` a Buffer, the numbers of the model exchange a Float64Array. The call that
   * failed has none, so its place in the list is the length of this.
   */
  readonly results: readonly CallResult[];
  /** The call that ended the list: name of the FMI function; undefined if all went well. */
  readonly failed: string | undefined;
  /**
   * A step that was discarded: the time until which it came, if the model says so. Of FMI 3.0 also a step that went well
   * and did not end where it should (fixedInternalStepSize).
   */
  readonly lastTime: number | undefined;
  /** A step that was discarded: whether the model says that it has ended the simulation. */
  readonly terminated: boolean;
  /** A step of FMI 3.0 in event mode: whether the model wants an event now. */
  readonly needsEvent?: boolean | undefined;
  /** The same: whether it returned early, at {@link lastTime}. */
  readonly isEarly?: boolean | undefined;
  /**
   * What the logger was told since the last outcome, the end of the model's process included, and what the model has
   * printed: a bounded amount, the end of it.
   */
  readonly log: readonly LogMessage[];
  /** If a call has failed: the last lines that the model has printed in all its life, 20 and 4 KiB at most. */
  readonly lastPrinted?: readonly string[];
}

/** Whether a call has warned and the logger was not told why. */
export function warnsWithoutWord({ status, log }: Outcome): boolean {
  return status === 'warning' && !log.some((message) => message.status === 'warning');
}

/** At once if it was quick. */
export type Soon<T> = T | Promise<T>;

/** A model that lives in a process of its own. */
export interface ModelInstance {
  /**
   * Carries out calls, one list at a time. Quick ones (some 50 microseconds) are awaited and their outcome is returned,
   * others become a promise. A model that dies is an outcome with the status `fatal`; what throws or rejects is a fault of
   * fmutool.
   */
  run(calls: readonly Call[]): Soon<Outcome>;
  /** Ends the model's process. What is under way ends as `fatal`. */
  abort(): void;
  /**
   * Frees the instance, or aborts it where it does not answer, and gives everything back. May be called again. Resolves
   * once the model's library is unloaded and its process has ended; the status is `fatal` where that did not go well,
   * unless the model had failed or was aborted before.
   */
  close(): Promise<Outcome>;
}

/** What {@link Outcome.failed} names when an instance was being freed, by whichever function its FMI version has for that. */
export const FREEING = 'free';

/** What failed, for people: freeing returns nothing, so that there it is the model's process that failed. */
export function failureOf({ failed, status }: Outcome): string {
  return failed === FREEING ? 'the model failed while it was freed' : `${failed ?? 'the model'} returned ${status}`;
}
