/** Which simulation a smoke test runs: the FMU's own default experiment, within bounds, unless the user says otherwise. */
import { FmuToolError } from '../fmu/error.js';
import type { ModelDescription } from '../fmu/model-description.js';
import { CommunicationPoints } from '../simulate/communication-points.js';
import { resolveExperiment, type Experiment, type WantedExperiment } from '../simulate/experiment.js';

/** Most steps where the user has not said when to stop: a smoke test is quick. */
const USUAL_STEPS = 1_000;
/** Most steps at all, and most values of outputs: all are kept until they have been compared. */
const MOST_STEPS = 100_000;
const MOST_VALUES = 10_000_000;

/** A simulation of a number of steps. */
export interface SmokeExperiment extends Experiment {
  readonly steps: number;
  /** What the model is told is the stop time, in seconds. */
  readonly announcedStop: number;
  /** The stop time of all steps, also of those that are not made. */
  readonly wholeStop: number;
  /** The stop time that was to be, in seconds, where it is cut short, because there were too many steps. */
  readonly cutFrom: number | undefined;
}

/** The points in time that the experiment goes through; `constant`: the model takes steps of one size only. */
export function pointsOf({ startTime, stepSize, wholeStop }: SmokeExperiment, constant: boolean): CommunicationPoints {
  return new CommunicationPoints({ startTime, stepSize, stopTime: wholeStop }, { constant });
}

/**
 * The experiment of a model. `outputs` is how many values are kept of every step, `constant` whether the model takes
 * steps of one size only.
 * @throws FmuToolError `experiment` if there is none between these times
 */
export function smokeExperiment(
  description: Pick<ModelDescription, 'defaultExperiment'>,
  wanted: WantedExperiment = {},
  { outputs = 1, constant = false }: { readonly outputs?: number; readonly constant?: boolean } = {},
): SmokeExperiment {
  const experiment = resolveExperiment(description, wanted);
  const { startTime, stopTime } = experiment;
  if (startTime === stopTime) {
    throw new FmuToolError(
      'experiment',
      `there is no step between ${startTime} s and ${stopTime} s; choose a later --stop`,
    );
  }
  const points = new CommunicationPoints(experiment, { constant });
  const all = points.count;
  const most = Math.max(1, Math.min(MOST_STEPS, Math.floor(MOST_VALUES / Math.max(1, outputs))));
  const usual = Math.min(USUAL_STEPS, most);
  if (wanted.stopTime !== undefined && all > most) {
    const message = `${all} steps are more than can be compared (${most}); choose a smaller --stop or a greater --step`;
    throw new FmuToolError('experiment', message);
  }
  const steps = wanted.stopTime === undefined ? Math.min(all, usual) : all;
  const cutFrom = steps < all ? stopTime : undefined;
  const { announcedStop } = points;
  return { ...experiment, stopTime: points.time(steps), steps, announcedStop, wholeStop: stopTime, cutFrom };
}
