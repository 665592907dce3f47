/** When model exchange records results: at the start, after every output interval from there, and at the stop time. */
import { CommunicationPoints } from '../communication-points.js';
import type { Experiment } from '../experiment.js';

/** Goes through the communication points of an experiment, in order. */
export class ResultPoints {
  readonly #points: CommunicationPoints;
  /** The next one that has not been passed. */
  #next = 1;

  constructor(experiment: Experiment) {
    this.#points = new CommunicationPoints(experiment, { constant: false });
  }

  /** The number of the next point, for {@link restore}. */
  get saved(): number {
    return this.#next;
  }

  restore(next: number): void {
    this.#next = next;
  }

  /** The next point, in seconds; Infinity after the last one. */
  get next(): number {
    return this.#next > this.#points.count ? Infinity : this.#points.time(this.#next);
  }

  /** Passes the points before `time`; those of them at which a result is due. */
  *before(time: number): Generator<number> {
    for (; this.next < time; this.#next += 1) if (this.#isDue) yield this.next;
  }

  /** Passes the point that is at `time`, if there is one; whether a result is due there. */
  take(time: number): boolean {
    if (this.next !== time) return false;
    const due = this.#isDue;
    this.#next += 1;
    return due;
  }

  get #isDue(): boolean {
    return this.#points.isResult(this.#next);
  }
}
