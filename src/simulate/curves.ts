/** Collects what a chart shows, in memory that does not grow with the length of the simulation. */
import { ValueType, type Value } from '../runtime/frames.js';
import { isContinuous, type SimulationVariable } from './variables.js';

/** Points of a curve from which on they are thinned out: more than the eye can see. */
const MOST_POINTS = 4096;
/** Points that become two when a curve is thinned out. */
const GROUP = 4;

/** A point of a curve: time in seconds and value. */
export interface CurvePoint {
  readonly time: number;
  readonly value: number;
}

/** One variable over time. */
export class Curve {
  readonly variable: SimulationVariable;
  #points: CurvePoint[] = [];
  /** How many of the first points have been thinned out before. */
  #group: CurvePoint[] = [];
  #size = 1;

  constructor(variable: SimulationVariable) {
    this.variable = variable;
  }

  /** Whether there is a point that can be drawn. */
  get finite(): boolean {
    return this.points.some(({ value }) => Number.isFinite(value));
  }

  /** Whether the value is held between two points. */
  get held(): boolean {
    return !isContinuous(this.variable);
  }

  /** The points in the order of time. */
  get points(): readonly CurvePoint[] {
    return [...this.#points, ...extremes(this.#group)];
  }

  add(time: number, value: Value): void {
    this.#group.push({ time, value: Number(value) });
    if (this.#group.length < this.#size) return;
    this.#points.push(...(this.#size === 1 ? this.#group : extremes(this.#group)));
    this.#group = [];
    if (this.#points.length >= MOST_POINTS) this.#thinOut();
  }

  /** Keeps the least and the greatest of every few points, so that no peak is lost. */
  #thinOut(): void {
    const thinned: CurvePoint[] = [];
    for (let at = 0; at < this.#points.length; at += GROUP) {
      thinned.push(...extremes(this.#points.slice(at, at + GROUP)));
    }
    this.#points = thinned;
    this.#size = this.#size === 1 ? GROUP : this.#size * 2;
  }
}

/** The least and the greatest; what is not finite counts only where nothing else is. */
function extremes(all: readonly CurvePoint[]): CurvePoint[] {
  if (all.length <= 2) return [...all];
  const points = all.filter(({ value }) => Number.isFinite(value));
  const [first] = points;
  if (first === undefined) return all.slice(0, 1);
  let least = first;
  let greatest = first;
  for (const point of points) {
    if (point.value < least.value) least = point;
    if (point.value > greatest.value) greatest = point;
  }
  if (least === greatest) return [first];
  return points.indexOf(least) < points.indexOf(greatest) ? [least, greatest] : [greatest, least];
}

/** Whether the values of a variable can be drawn. */
export function isDrawable({ type }: SimulationVariable): boolean {
  return type !== ValueType.String && type !== ValueType.Binary;
}
