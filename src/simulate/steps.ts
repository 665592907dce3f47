/**
 * The sizes of communication steps. Time is counted as the server does, as the sum of time and size in floating point, so
 * that the steps of an experiment do not add up exactly; the last one is made to fit.
 */
import { FmuToolError } from '../fmu/error.js';
import type { Experiment } from './experiment.js';

/** What may be left over, relative to a step, and is not worth one of its own. */
const SLACK = 1e-6;

/** The next step's size in seconds; undefined when the experiment is over. */
export type NextStep = (time: number) => number | undefined;

/** Steps of one size, and a shorter last one that ends exactly at the stop time. */
export function variableSteps({ stopTime, stepSize }: Experiment): NextStep {
  return (time) => {
    const left = stopTime - time;
    if (!(left > 0)) return undefined;
    return left > stepSize * (1 + SLACK) ? stepSize : landing(time, stopTime);
  };
}

/** Steps of one size only, for models that can take no others. The end is met but for rounding. */
export function constantSteps({ stopTime, stepSize }: Experiment): NextStep {
  return (time) => (stopTime - time > stepSize / 2 ? stepSize : undefined);
}

/**
 * The experiment with a step that divides its span. Unless `adjustable`, one that does not is refused.
 * @throws FmuToolError `experiment`
 */
export function dividing(experiment: Experiment, adjustable: boolean): Experiment {
  const span = experiment.stopTime - experiment.startTime;
  const steps = span / experiment.stepSize;
  const whole = Math.max(1, Math.round(steps));
  if (span === 0 || Math.abs(steps - whole) <= SLACK * whole) return experiment;
  const stepSize = span / Math.max(1, Math.ceil(steps));
  if (adjustable) return { ...experiment, stepSize };
  throw new FmuToolError(
    'experiment',
    `the model takes steps of one size only, and ${experiment.stepSize} s do not divide ${span} s; choose --step ${stepSize}`,
  );
}

/** A size whose sum with `time` is `stop`, where there is one. */
function landing(time: number, stop: number): number {
  const size = stop - time;
  // The difference is rounded, so the sum may miss by a digit; the size next to it may hit.
  for (const factor of [1, 1 - Number.EPSILON, 1 + Number.EPSILON]) {
    if (time + size * factor === stop) return size * factor;
  }
  return size;
}
