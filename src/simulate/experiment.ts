/** From when to when a model is simulated and in which steps: what the user says, else what the model's author suggests. */
import { FmuToolError } from '../fmu/error.js';
import type { ModelDescription } from '../fmu/model-description.js';

/** A simulation's times in seconds. */
export interface Experiment {
  readonly startTime: number;
  readonly stopTime: number;
  /** Co-simulation: the communication step. Model exchange: how often results are recorded. */
  readonly stepSize: number;
  /** Relative; undefined leaves it to the model or the solver. */
  readonly tolerance: number | undefined;
}

/** What the user says; the rest is decided by {@link resolveExperiment}. */
export type WantedExperiment = { readonly [Each in keyof Experiment]?: Experiment[Each] | undefined };

/** How long an experiment is when nobody says so, in seconds. */
const DEFAULT_SPAN = 1;
/** How many steps an experiment has when nobody says so. */
const DEFAULT_STEPS = 500;
/** More steps than this are a mistake in the step size: they would take months. */
const MOST_STEPS = 1e12;

/**
 * The experiment: `wanted` where it says something, else the model's default experiment, else one second in 500 steps.
 * A default stop time is taken relative to the default start time if only the start is given and lies after it.
 * @throws FmuToolError `experiment` if it cannot be carried out
 */
export function resolveExperiment(
  { defaultExperiment }: Pick<ModelDescription, 'defaultExperiment'>,
  wanted: WantedExperiment = {},
): Experiment {
  const startTime = wanted.startTime ?? finite(defaultExperiment?.startTime) ?? 0;
  const suggested = finite(defaultExperiment?.stopTime);
  const stopTime =
    wanted.stopTime ?? (suggested !== undefined && suggested > startTime ? suggested : startTime + DEFAULT_SPAN);
  if (!(Number.isFinite(startTime) && Number.isFinite(stopTime))) throw wrong('start and stop must be finite times');
  if (stopTime < startTime) {
    throw wrong(`the stop time ${stopTime} s lies before the start time ${startTime} s; choose a later --stop`);
  }
  const span = stopTime - startTime;
  const stepSize = wanted.stepSize ?? positive(defaultExperiment?.stepSize) ?? (span === 0 ? 1 : span / DEFAULT_STEPS);
  if (!(Number.isFinite(stepSize) && stepSize > 0)) throw wrong('the step must be a time greater than 0');
  if (span / stepSize > MOST_STEPS || startTime + stepSize === startTime || stopTime - stepSize === stopTime) {
    throw wrong(`steps of ${stepSize} s are too small for ${startTime} s to ${stopTime} s; choose a greater --step`);
  }
  return { startTime, stopTime, stepSize, tolerance: wanted.tolerance ?? positive(defaultExperiment?.tolerance) };
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
