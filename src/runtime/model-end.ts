/** A co-simulation model that ends its simulation itself (FMI 2.0.4, 4.2.3 and 4.2.4: fmi2Discard with fmi2Terminated). */
import type { Outcome } from './calls.js';
import { isSameTime } from './same-time.js';

/**
 * When the model has ended the simulation, in seconds, if that is what came of a list with a step from `time` on: `time`
 * if it does not say; undefined if it came not even to there, or did not end it.
 */
export function endOf(outcome: Outcome, time: number, size: number): number | undefined {
  const { status, terminated, lastTime = time } = outcome;
  if (status !== 'discard' || !terminated || !Number.isFinite(lastTime)) return undefined;
  return lastTime >= time || isSameTime(lastTime, time, size) ? Math.max(lastTime, time) : undefined;
}
