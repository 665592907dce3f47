/**
 * What is asked of a simulation and what comes of it: the same for co-simulation and model exchange, so that inputs,
 * recording and the command line need not know which it is.
 */
import type { FmiStatus, LogMessage } from '../runtime/calls.js';
import type { Value } from '../runtime/frames.js';
import type { Experiment } from './experiment.js';
import type { InputSignals } from './inputs.js';
import type { Saved } from './saved/saved-value.js';
import type { SimulationVariable } from './variables.js';

/** A value that a variable has from the beginning. */
export interface StartValue {
  readonly variable: SimulationVariable;
  readonly value: Value;
}

/** What is simulated, and what is told of it. */
export interface SimulationOptions {
  readonly experiment: Experiment;
  /** Set before the model is initialized. */
  readonly startValues: readonly StartValue[];
  /** What the inputs are as time goes on; undefined: what they are at the start. */
  readonly inputs: InputSignals | undefined;
  /** What is recorded, in the order of the values of `onRow`. */
  readonly record: readonly SimulationVariable[];
  /**
   * Called with the values at the start, after every step and, in model exchange, before and after an event: times do
   * not decrease. The simulation goes on when what is returned has come to its end.
   */
  readonly onRow: (time: number, values: readonly Value[]) => void | Promise<void>;
  /** Called with what the model's logger was told. */
  readonly onLog?: OnLog | undefined;
  /** Aborting it ends the simulation after the step under way. */
  readonly signal?: AbortSignal | undefined;
  /** Seconds: the simulation is saved and ends where a step, of the solver in model exchange, begins there or later. */
  readonly pauseAt?: number | undefined;
  /** The simulation goes on from here. Nothing is recorded at the beginning: that was done when it was paused. */
  readonly resume?: PausedSimulation | undefined;
}

/** What a simulation needs to go on, with the same options: what drives the model, and the serialized FMU state. */
export interface PausedSimulation {
  readonly driver: Saved;
  readonly model: Buffer;
}

/**
 * Takes what a model's logger was told, and what the model says that it is; or, if `printed` is true, a line that the
 * model has printed.
 */
export type OnLog = (text: string, status: FmiStatus, printed?: true) => void;

/** Passes on what a model's logger was told and what it has printed. */
export function tell(log: readonly LogMessage[], onLog: OnLog = () => undefined): void {
  for (const { text, status, printed } of log) onLog(printed === true ? `printed: ${text}` : text, status, printed);
}

/**
 * Why a simulation ended: at its stop time, because the model asked for it, because the caller did, for a while, or by a
 * problem.
 */
export type EndReason = 'stop-time' | 'model' | 'interrupted' | 'paused' | 'problem';

/** What came of a simulation. */
export interface SimulationResult {
  /** Steps that were carried out: communication steps, or those of the solver that were accepted. */
  readonly steps: number;
  readonly startTime: number;
  /** The time that was reached, in seconds. */
  readonly stopTime: number;
  readonly reason: EndReason;
  /** With the reason `problem`: what the model did wrong, in one line. */
  readonly problem: string | undefined;
  /** With the reason `paused`. */
  readonly paused?: PausedSimulation | undefined;
}
