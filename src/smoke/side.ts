/**
 * A side of a comparison: something that simulates the model, however it is reached. Every side is driven in the same
 * way (record.ts), so that what is compared came from the same calls.
 */
import { joinLines } from '../fmu/error.js';
import type { FailureKind } from './recording.js';
import type { SmokeExperiment } from './experiment.js';
import type { Signals } from './signals.js';

/** One simulation of the model. */
export interface Side {
  /**
   * Brings the model to the start time, initialized. Returns how long reaching it took, where there is a way to go.
   * @throws SideFailure here and in the other functions
   */
  begin(experiment: SmokeExperiment): Promise<{ readonly connect: number | undefined; readonly initialize: number }>;
  /** The values of variables, as bytes of their frame in the byte order of this machine. */
  get(signals: Signals): Promise<Buffer>;
  /** A step with these inputs; returns the outputs after it, or the end that the model wants: then no step follows. */
  step(time: number, size: number, inputs: Buffer): Promise<Buffer | ModelEnd> | Buffer | ModelEnd;
  /**
   * Takes leave as the protocol or the standard asks: the model is terminated and freed, and its process has ended by
   * itself. Returns what the model complains of meanwhile, as far as that can be heard. After it only `end`.
   */
  finish(): Promise<readonly string[]>;
  /** Gives back everything, whatever is under way: processes, files, memory. Never rejects; may be called again. */
  end(): Promise<void>;
}

/** The model has ended the simulation itself, at a time in seconds. */
export class ModelEnd {
  readonly time: number;

  constructor(time: number) {
    this.time = time;
  }
}

/** The model, or what leads to it, has failed. */
export class SideFailure extends Error {
  readonly kind: FailureKind;

  constructor(kind: FailureKind, message: string) {
    super(joinLines(message.trim(), '; '));
    this.name = 'SideFailure';
    this.kind = kind;
  }
}
