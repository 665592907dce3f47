/** From when to when a model is simulated and in which steps: what the user says, else what the model's author suggests. */
import { FmuToolError } from '../fmu/error.js';
import type { ModelDescription } from '../fmu/model-description.js';
import { ownTolerance } from '../fmu/own-tolerance.js';
import { isSameTime } from '../runtime/same-time.js';
import { seconds } from './values.js';

/** A simulation's times in seconds. */
export interface Experiment {
  readonly startTime: number;
  readonly stopTime: number;
  /** Co-simulation: the communication step. Model exchange: how often the model is looked at, at least. */
  readonly stepSize: number;
  /** There are results after every so many steps, a whole number from 1; undefined: after every one. */
  readonly stepsPerResult?: number | undefined;
  /** Relative; undefined leaves it to the model or the solver. */
  readonly tolerance: number | undefined;
}

/** What the user says; the rest is decided by {@link resolveExperiment}. */
export type WantedExperiment = {
  readonly [Each in 'startTime' | 'stopTime' | 'stepSize' | 'tolerance']?: Experiment[Each] | undefined;
} & {
  /** Seconds from one result to the next, a multiple of the step. */
  readonly outputInterval?: number | undefined;
};

/** How long an experiment is when neither the user nor the FMU says so, in seconds; one step if that is longer. */
const DEFAULT_SPAN = 1;
/** How many steps an experiment has when neither the user nor the FMU says so. */
const DEFAULT_STEPS = 500;
/** More steps than this are a mistake in the step size: they would take months. */
const MOST_STEPS = 1e12;

/**
 * The experiment: `wanted` where it says something, else the model's default experiment, else one second in 500 steps.
 * A default stop time is taken relative to the default start time if only the start is given and lies after it.
 * @throws FmuToolError `experiment` if it cannot be carried out
 */
export function resolveExperiment(
  description: Pick<ModelDescription, 'defaultExperiment'>,
  wanted: WantedExperiment = {},
): Experiment {
  const { defaultExperiment } = description;
  const startTime = wanted.startTime ?? finite(defaultExperiment?.startTime) ?? 0;
  const wantedStep = wanted.stepSize ?? positive(defaultExperiment?.stepSize);
  const suggested = finite(defaultExperiment?.stopTime);
  const stopTime =
    wanted.stopTime ??
    (suggested !== undefined && suggested > startTime
      ? suggested
      : startTime + Math.max(DEFAULT_SPAN, wantedStep ?? 0));
  if (!(Number.isFinite(startTime) && Number.isFinite(stopTime))) throw wrong('start and stop must be finite times');
  if (stopTime < startTime) {
    throw wrong(`the stop time ${stopTime} s lies before the start time ${startTime} s; choose a later --stop`);
  }
  const span = stopTime - startTime;
  if (!Number.isFinite(span)) throw wrong(`${startTime} s to ${stopTime} s is too long for a number; choose others`);
  if (wanted.stopTime === undefined && span === 0) {
    throw wrong(`at ${startTime} s no number is one step later; choose an earlier --start`);
  }
  const { outputInterval } = wanted;
  if (outputInterval !== undefined && !(Number.isFinite(outputInterval) && outputInterval > 0)) {
    throw wrong('the output interval must be a time greater than 0');
  }
  const stepSize = wantedStep ?? defaultStep(span, outputInterval);
  if (!(Number.isFinite(stepSize) && stepSize > 0)) throw wrong('the step must be a time greater than 0');
  if (span / stepSize > MOST_STEPS || startTime + stepSize === startTime || stopTime - stepSize === stopTime) {
    const option = wantedStep === undefined && outputInterval !== undefined ? '--output-interval' : '--step';
    throw wrong(`steps of ${stepSize} s are too small for ${startTime} s to ${stopTime} s; choose a greater ${option}`);
  }
  const { tolerance = ownTolerance(description) } = wanted;
  if (tolerance !== undefined && !(Number.isFinite(tolerance) && tolerance > 0)) {
    throw wrong('the tolerance must be a number greater than 0');
  }
  const stepsPerResult = outputInterval === undefined ? undefined : resultEvery(outputInterval, stepSize);
  return { startTime, stopTime, stepSize, stepsPerResult, tolerance };
}

/** As many steps as there are without being told, or some more, so that they divide the interval of the results. */
function defaultStep(span: number, outputInterval: number | undefined): number {
  const usual = span === 0 ? 1 : span / DEFAULT_STEPS;
  // One that is longer than the whole time is as good as the whole time: there are results at both ends.
  if (outputInterval === undefined || outputInterval >= MOST_STEPS * usual) return usual;
  return outputInterval / Math.max(1, Math.ceil(outputInterval / usual));
}

function resultEvery(outputInterval: number, stepSize: number): number {
  const every = Math.min(Math.round(outputInterval / stepSize), MOST_STEPS);
  if (every === MOST_STEPS) return every;
  if (every >= 1 && isSameTime(every * stepSize, outputInterval, stepSize)) return every;
  const near = Math.max(1, every) * stepSize;
  throw wrong(
    `the output interval ${outputInterval} s is no multiple of the step ${stepSize} s; choose --output-interval ${seconds(near)} or another --step`,
  );
}

function finite(value: number | undefined): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}

function positive(value: number | undefined): number | undefined {
  return value !== undefined && Number.isFinite(value) && value > 0 ? value : undefined;
}

function wrong(message: string): FmuToolError {
  return new FmuToolError('experiment', message);
}
