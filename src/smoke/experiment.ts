/** Which simulation a smoke test runs: the FMU's own default experiment, within bounds, unless the user says otherwise. */
import { FmuToolError } from '../fmu/error.js';
import type { ModelDescription } from '../fmu/model-description.js';
import { resolveExperiment, type Experiment, type WantedExperiment } from '../simulate/experiment.js';

/** Most steps where the user has not said when to stop: a smoke test is quick. */
const USUAL_STEPS = 1_000;
/** Most steps at all, and most values of outputs: all are kept until they have been compared. */
const MOST_STEPS = 100_000;
const MOST_VALUES = 10_000_000;

/** What may be missing, relative to a step, where a span is one of whole steps. */
const SLACK = 1e-6;

/** A simulation of a number of steps. */
export interface SmokeExperiment extends Experiment {
  readonly steps: number;
  /** What the model is told is the stop time, in seconds: it may refuse to go beyond it by a rounding error. */
  readonly announcedStop: number;
  /** The stop time that was to be, in seconds, where it is cut short: there are whole steps only, and not too many. */
  readonly cutFrom: number | undefined;
}

/**
 * The experiment of a model; `outputs` is how many values are kept of every step.
 * @throws FmuToolError `experiment` if there is none between these times
 */
export function smokeExperiment(
  description: Pick<ModelDescription, 'defaultExperiment'>,
  wanted: WantedExperiment = {},
  outputs = 1,
): SmokeExperiment {
  const experiment = resolveExperiment(description, wanted);
  const { startTime, stopTime } = experiment;
  const span = stopTime - startTime;
  if (span === 0) {
    throw new FmuToolError(
      'experiment',
      `there is no step between ${startTime} s and ${stopTime} s; choose a later --stop`,
    );
  }
  const stepSize = Math.min(experiment.stepSize, span);
  const all = Math.max(1, Math.floor(span / stepSize + SLACK));
  const most = Math.max(1, Math.min(MOST_STEPS, Math.floor(MOST_VALUES / Math.max(1, outputs))));
  const usual = Math.min(USUAL_STEPS, most);
  if (wanted.stopTime !== undefined && all > most) {
    const message = `${all} steps are more than can be compared (${most}); choose a smaller --stop or a greater --step`;
    throw new FmuToolError('experiment', message);
  }
  const steps = wanted.stopTime === undefined ? Math.min(all, usual) : all;
  const common = { ...experiment, stepSize, steps, announcedStop: stopTime };
  const whole = steps === all && span - all * stepSize < stepSize * SLACK;
  return whole
    ? { ...common, cutFrom: undefined }
    : { ...common, stopTime: startTime + steps * stepSize, cutFrom: stopTime };
}

/**
 * The size in seconds of the step from `time`, `left` steps before the end. Time is counted as the server counts it, as
 * the sum of time and size, so that sizes do not add up exactly: where the model takes steps of any size, the last one
 * is made to fit; where it does not, the last one is left out if it would go beyond the stop time.
 */
export function sizeOfStep(
  { stopTime, stepSize, announcedStop }: SmokeExperiment,
  time: number,
  left: number,
  constant: boolean,
): number | undefined {
  if (constant) return time + stepSize > announcedStop ? undefined : stepSize;
  const fits = left === 1 && Math.abs(stopTime - time - stepSize) < stepSize * SLACK;
  return fits ? landing(time, stopTime) : stepSize;
}

/** A size whose sum with `time` is `stop`, or as little less as can be. */
function landing(time: number, stop: number): number {
  const size = stop - time;
  return time + size > stop ? size * (1 - Number.EPSILON) : size;
}
