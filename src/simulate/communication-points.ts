/**
 * The points in time that a simulation goes through: start + n x step, computed without adding up, so that errors do not
 * add up either. A model may refuse to go beyond its stop time, or take steps of one size only.
 */
import { FmuToolError } from '../fmu/error.js';
import { isSameTime } from '../runtime/same-time.js';
import type { Experiment } from './experiment.js';
import { seconds } from './values.js';

/** A rest that is smaller than this part of a step is not worth a step of its own. */
const NOT_WORTH = 1e-6;

/** The times of an experiment, in seconds, and how often there are results: at every point unless told otherwise. */
export type Span = Omit<Experiment, 'tolerance'>;

export class CommunicationPoints {
  /** How many steps there are; the points are numbered from 0 to it. */
  readonly count: number;
  readonly #span: Span;
  /** Whether the last point is the stop time. */
  readonly #meetsStop: boolean;
  /** Whether the last step has another size than the others. */
  readonly #oddLast: boolean;

  /**
   * Where the step does not divide the time, the last one has another size; with `constant` steps only the whole ones that
   * fit are taken.
   * @throws FmuToolError `experiment` if not even one fits
   */
  constructor(span: Span, { constant }: { readonly constant: boolean }) {
    const { startTime, stopTime, stepSize } = span;
    const steps = (stopTime - startTime) / stepSize;
    const nearest = Math.round(steps);
    // Rounding is no reason to make no step at all.
    const some = nearest > 0 || startTime === stopTime;
    const divides = some && isSameTime(startTime + nearest * stepSize, stopTime, stepSize);
    const whole = divides ? nearest : Math.floor(steps);
    const rest = stopTime - (startTime + whole * stepSize);
    this.#span = span;
    this.#meetsStop = divides || !constant;
    this.#oddLast = !divides && !constant;
    this.count = this.#oddLast && (whole === 0 || rest > NOT_WORTH * stepSize) ? whole + 1 : whole;
    if (this.count === 0 && startTime !== stopTime) {
      throw new FmuToolError(
        'experiment',
        `the model takes steps of one size only, and not one of ${stepSize} s fits between ${startTime} s and ${stopTime} s; choose a later --stop or another --step`,
      );
    }
  }

  /** The time of a point. */
  time(point: number): number {
    const { startTime, stopTime, stepSize } = this.#span;
    return point === this.count && this.#meetsStop ? stopTime : startTime + point * stepSize;
  }

  /** The size of the step from a point to the next one: the same for all but perhaps the last. */
  size(point: number): number {
    return this.#oddLast && point === this.count - 1 ? this.#span.stopTime - this.time(point) : this.#span.stepSize;
  }

  /**
   * What the model is told is the stop time: by a rounding error later than it is where the last step, added to the time at
   * which it begins, ends there. A model may refuse a step beyond the stop time, and may refuse steps of another size.
   */
  get announcedStop(): number {
    const { stopTime } = this.#span;
    if (this.count === 0 || !this.#meetsStop) return stopTime;
    return Math.max(stopTime, this.time(this.count - 1) + this.size(this.count - 1));
  }

  /** Whether a result is due at a point: at every so many, and at the last one. */
  isResult(point: number): boolean {
    return point === this.count || point % (this.#span.stepsPerResult ?? 1) === 0;
  }

  /** The point that a time is but for rounding; any other time as it is. */
  snap(time: number): number {
    const { startTime, stepSize } = this.#span;
    const nearest = Math.min(Math.max(Math.round((time - startTime) / stepSize), 0), this.count);
    for (const point of nearest === this.count - 1 ? [nearest, this.count] : [nearest]) {
      if (isSameTime(this.time(point), time, stepSize)) return this.time(point);
    }
    return time;
  }

  /** Where the step does not divide the time: what is done about it, in one line. */
  get note(): string | undefined {
    const { startTime, stopTime, stepSize } = this.#span;
    const end = this.time(this.count);
    const uneven = `steps of ${stepSize} s do not divide ${startTime} s to ${stopTime} s`;
    if (this.#oddLast) return `${uneven}: the last one has ${seconds(this.size(this.count - 1))} s`;
    if (this.#meetsStop) return undefined;
    const whole = this.count === 1 ? 'one whole step' : `${this.count} whole steps`;
    return `${uneven}, and the model takes no others: ${whole}, up to ${seconds(end)} s (--step, --stop)`;
  }
}
