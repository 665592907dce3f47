/**
 * Finds where in a step an event indicator first changes its domain, `z > 0` or `z <= 0` (FMI 2.0.4, 3.1.1), with the
 * Illinois method (M. Dowell and P. Jarratt, A modified regula falsi method, BIT 11, 1971) on all indicators at once.
 */
import type { Step } from './integrator.js';
import type { Point } from './ode.js';
import { at } from './vectors.js';

/** Event indicators at points, in order; undefined if the model cannot compute them. */
export type IndicatorSource = (points: readonly Point[]) => Promise<readonly Float64Array[] | undefined>;

/** A point and the event indicators there. */
export interface Sample extends Point {
  readonly indicators: Float64Array;
}

/** A step is looked at in so many places, so that an indicator that is elsewhere for a part of it only is seen too. */
const PARTS = 4;
/** Every so many places the middle is taken, which ends soon whatever the indicators are like. */
const HALVED = 3;
/** Events are located to so many units in the last place of the time. */
const PRECISION = 100;

/** Samples along a step, both ends included; `before` are the indicators at its beginning. Undefined as the source. */
export async function sampleStep(
  step: Step,
  before: Float64Array,
  source: IndicatorSource,
): Promise<readonly Sample[] | undefined> {
  const points: Point[] = [];
  for (let part = 1; part < PARTS; part++) {
    const time = step.from.time + ((step.to.time - step.from.time) * part) / PARTS;
    points.push({ time, states: step.statesAt(time) });
  }
  points.push(step.to);
  const indicators = await source(points);
  if (indicators === undefined) return undefined;
  const sampled = points.map((point, index): Sample => ({ ...point, indicators: indicators[index] ?? before }));
  return [{ ...step.from, indicators: before }, ...sampled];
}

/**
 * The first point after a change of domain, as near to it as times can be told apart, or as the model can be evaluated;
 * undefined if there is no change between the samples.
 */
export async function firstEvent(
  step: Step,
  samples: readonly Sample[],
  source: IndicatorSource,
): Promise<Point | undefined> {
  const after = samples.findIndex((sample, index) => index > 0 && changed(samples[index - 1], sample).length > 0);
  let [low, high] = [samples[after - 1], samples[after]];
  if (low === undefined || high === undefined) return undefined;
  const tolerance = PRECISION * Number.EPSILON * Math.max(Math.abs(step.from.time), Math.abs(step.to.time));
  // Illinois: an end that has stayed twice counts half, so that it moves too.
  let weights: Weights = { low: 1, high: 1 };
  let moved: keyof Weights | undefined;
  for (let round = 1; high.time - low.time > tolerance; round++) {
    const guess = round % HALVED === 0 ? (low.time + high.time) / 2 : secant(low, high, weights);
    const time = Math.min(Math.max(guess, low.time + tolerance / 2), high.time - tolerance / 2);
    if (!(time > low.time && time < high.time)) break;
    const point = { time, states: step.statesAt(time) };
    const [indicators] = (await source([point])) ?? [];
    if (indicators === undefined) break;
    const sample: Sample = { ...point, indicators };
    if (changed(low, sample).length > 0) {
      weights = { low: moved === 'high' ? weights.low / 2 : 1, high: 1 };
      moved = 'high';
      high = sample;
    } else {
      weights = { low: 1, high: moved === 'low' ? weights.high / 2 : 1 };
      moved = 'low';
      low = sample;
    }
  }
  return high;
}

interface Weights {
  readonly low: number;
  readonly high: number;
}

/** Where the earliest of the straight lines between two samples meets zero. */
function secant(low: Sample, high: Sample, weights: Weights): number {
  const parts = changed(low, high).map((index) => {
    const [from, to] = [weights.low * at(low.indicators, index), weights.high * at(high.indicators, index)];
    return from / (from - to);
  });
  const part = Math.min(...parts);
  return low.time + (high.time - low.time) * (Number.isFinite(part) ? part : 0.5);
}

/** Which indicators are in another domain. */
function changed(from: Sample | undefined, to: Sample): number[] {
  if (from === undefined) return [];
  return [...to.indicators.keys()].filter((index) => at(from.indicators, index) > 0 !== at(to.indicators, index) > 0);
}
