/**
 * What the inputs of a model are as time goes on: straight lines between the given points for continuous reals, the last
 * given value for everything else. Before the first point it is the first value, after the last point the last. A clock
 * (FMI 3.0) ticks at the points where it is true.
 */
import { ValueType, type Value } from '../runtime/frames.js';
import { isSameValue } from './values.js';
import { isContinuous, type SimulationVariable } from './variables.js';

/** Which of two values at a jump. */
export type Side = 'before' | 'after';

/** Input values over time. */
export interface InputSignals {
  /** The inputs, in the order of the values of `at`. */
  readonly variables: readonly SimulationVariable[];
  /** The values at a time in seconds; where one jumps, what it is after the jump unless `side` says otherwise. */
  at(time: number, side?: Side): Value[];
  /** The first time after `time` at which a value jumps; undefined if there is none. */
  nextJump(time: number): number | undefined;
  /** The first given point in time after `time`: between two of them, what is continuous is a straight line. */
  nextPoint(time: number): number | undefined;
  /** The clocks among the inputs that tick after the one time and until the other: at points where they are true. */
  ticks(after: number, until: number): readonly SimulationVariable[];
}

/** The values of all inputs at a time in seconds. */
export interface InputPoint {
  readonly time: number;
  readonly values: readonly Value[];
}

/** Inputs from a table. */
export class InputTable implements InputSignals {
  readonly variables: readonly SimulationVariable[];
  readonly #points: readonly InputPoint[];
  readonly #times: readonly number[];
  readonly #continuous: readonly boolean[];
  readonly #jumps: readonly number[];
  /** Where the clocks are among the variables. */
  readonly #clocks: readonly number[];

  /** The times of `points` do not decrease; one that is there twice is a jump. At least one point. */
  constructor(variables: readonly SimulationVariable[], points: readonly InputPoint[]) {
    this.variables = variables;
    this.#points = points;
    this.#times = points.map(({ time }) => time);
    this.#continuous = variables.map(isContinuous);
    this.#clocks = variables.flatMap(({ type }, place) => (type === ValueType.Clock ? [place] : []));
    this.#jumps = points.filter((point, row) => this.#jumpsTo(point, points[row - 1])).map(({ time }) => time);
  }

  at(time: number, side: Side = 'after'): Value[] {
    // The last point that counts: at or before `time`, or before it if the value before a jump is wanted.
    const row = (side === 'after' ? countUpTo(this.#times, time) : countBelow(this.#times, time)) - 1;
    const from = this.#points[Math.max(0, row)];
    if (from === undefined) throw new RangeError('no points');
    const to = this.#points[row + 1];
    if (to === undefined || time <= from.time) return [...from.values];
    const part = Math.min(1, (time - from.time) / (to.time - from.time));
    return from.values.map((value, index) => {
      const next = to.values[index];
      if (this.#continuous[index] !== true || typeof value !== 'number' || typeof next !== 'number') return value;
      // Weighted, so that the ends are met exactly and values of opposite sign do not overflow.
      return value === next || part === 1 ? next : value * (1 - part) + next * part;
    });
  }

  /** The same with every point at the time that `moved` gives for its own; it may not change their order. */
  withTimes(moved: (time: number) => number): InputTable {
    const points = this.#points.map(({ time, values }) => ({ time: moved(time), values }));
    return new InputTable(this.variables, points);
  }

  nextJump(time: number): number | undefined {
    return this.#jumps[countUpTo(this.#jumps, time)];
  }

  nextPoint(time: number): number | undefined {
    return this.#times[countUpTo(this.#times, time)];
  }

  ticks(after: number, until: number): readonly SimulationVariable[] {
    if (this.#clocks.length === 0) return [];
    const between = this.#points.slice(countUpTo(this.#times, after), countUpTo(this.#times, until));
    return this.#clocks
      .filter((place) => between.some(({ values }) => values[place] === true))
      .flatMap((place) => this.variables[place] ?? []);
  }

  #jumpsTo(point: InputPoint, before: InputPoint | undefined): boolean {
    if (this.#clocks.some((place) => point.values[place] === true)) return true;
    if (before === undefined) return false;
    return point.values.some((value, index) => {
      const mayJump = this.#continuous[index] !== true || before.time === point.time;
      return mayJump && !isSameValue(before.values[index], value);
    });
  }
}

/** How many of the ascending `times` are not greater than `time`. */
function countUpTo(times: readonly number[], time: number): number {
  return count(times, (each) => each <= time);
}

/** How many of the ascending `times` are less than `time`. */
function countBelow(times: readonly number[], time: number): number {
  return count(times, (each) => each < time);
}

function count(times: readonly number[], holds: (time: number) => boolean): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(times[middle] ?? NaN)) low = middle + 1;
    else high = middle;
  }
  return low;
}
