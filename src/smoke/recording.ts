/** What one run of a model has given: the bytes of its outputs at every step, how long all took, and how it ended. */
import type { Signals } from './signals.js';

/** The outputs at a time, as the bytes of their frame in the byte order of this machine. */
export interface Sample {
  /** Seconds of the simulation. */
  readonly time: number;
  readonly values: Buffer;
}

/** Why a run ended early. */
export interface Failure {
  readonly kind: FailureKind;
  /** What was being done, such as `the initialization` or `step 3`. */
  readonly during: string;
  /** The step, counted from 1; 0 for what is before the first. */
  readonly step: number;
  /** Seconds of the simulation. */
  readonly time: number;
  /** What was said about it, in one line; may be empty. */
  readonly message: string;
}

/** `protocol`: the server answered what no server may answer. */
export type FailureKind = 'timeout' | 'crash' | 'error' | 'discard' | 'protocol';

/** How long things took, in seconds. */
export interface Durations {
  /** Until the server had said hello; undefined without one. */
  readonly connect: number | undefined;
  readonly initialize: number | undefined;
  readonly steps: readonly number[];
}

/** Values of variables that are compared once. */
export interface Final {
  readonly signals: Signals;
  readonly values: Buffer;
}

/** A run. */
export interface Recording {
  /** What a sample stands for: co-simulation records after every step, model exchange on both sides of events too. */
  readonly unit: 'step' | 'row';
  readonly outputs: Signals;
  /** After the initialization, then after every step. */
  readonly samples: readonly Sample[];
  /** What else can be read, after the last step. */
  readonly final: readonly Final[];
  /** When the model ended the simulation itself, in seconds; undefined if it did not. */
  readonly endedAt?: number | undefined;
  /** What the model complains of while it is terminated and freed. */
  readonly farewell: readonly string[];
  readonly failure: Failure | undefined;
  readonly durations: Durations;
}

/** The middle and the slow end of durations, in the unit they have; undefined of none. */
export function medianAndP99(
  durations: readonly number[],
): { readonly median: number; readonly p99: number } | undefined {
  if (durations.length === 0) return undefined;
  const sorted = [...durations].sort((a, b) => a - b);
  const at = (part: number): number => sorted[Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)] ?? 0;
  return { median: at(0.5), p99: at(0.99) };
}
