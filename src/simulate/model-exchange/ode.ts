/** What a method of integration knows of a model: a system of ordinary differential equations, asked point by point. */
import type { Soon } from '../../runtime/calls.js';

/** A time (seconds) and the continuous states at it. */
export interface Point {
  readonly time: number;
  readonly states: Float64Array;
}

/** x' = f(t, x). */
export interface Ode {
  /** Number of states, above 0. */
  readonly size: number;
  /**
   * f at each of the points, in order; undefined if it cannot be computed at one of them (the model discards the call, or
   * a derivative is not finite). All points are one exchange with the model.
   */
  derivatives(points: readonly Point[]): Soon<readonly Float64Array[] | undefined>;
}

/** What a method makes of one step. */
export interface Attempt {
  /** The states at the end of the step. */
  readonly states: Float64Array;
  /** Estimate of the error of each state. */
  readonly error: Float64Array;
  /** f at the end of the step, if the method has come by it. */
  readonly derivatives: Float64Array | undefined;
  /** Estimate of the step's size times the greatest eigenvalue: what an explicit method must keep small. */
  readonly stiffness: number;
  /** Dense output: the states at a part of the step, from 0 to 1. */
  interpolate(part: number): Float64Array;
}

/** Where a step begins. */
export interface StepStart extends Point {
  /** f there, if it is known. */
  readonly derivatives: Float64Array | undefined;
}

/** A one-step method with an estimate of its error. */
export interface Method {
  /** The error of a step falls with this power of its size, as far as the estimate is concerned. */
  readonly errorOrder: number;
  /**
   * Tries a step. The same start may come again with a smaller size.
   * @returns undefined if the model could not be evaluated where the step led
   */
  attempt(start: StepStart, size: number): Promise<Attempt | undefined>;
}
