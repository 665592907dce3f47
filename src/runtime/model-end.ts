/**
 * A co-simulation model that ends its simulation itself (FMI 2.0.4, 4.2.3 and 4.2.4: fmi2Discard with fmi2Terminated; FMI
 * 3.0, 4.2.1: terminateSimulation).
 */
import type { FmiMajor } from '../fmu/fmi-major.js';
import type { Outcome } from './calls.js';
import { isSameTime } from './same-time.js';

/**
 * When the model has ended the simulation, in seconds, if that is what came of a list with a step from `time` on: `time`
 * if it does not say; undefined if it did not end it, or, before FMI 3.0, came not even to there.
 */
export function endOf(outcome: Outcome, time: number, size: number, major: FmiMajor = 2): number | undefined {
  const { status, terminated, lastTime = time } = outcome;
  if (status !== 'discard' || !terminated) return undefined;
  if (Number.isFinite(lastTime) && (lastTime >= time || isSameTime(lastTime, time, size)))
    return Math.max(lastTime, time);
  return major === 3 ? time : undefined;
}
