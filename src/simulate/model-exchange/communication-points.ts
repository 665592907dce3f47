/** When results are recorded: at the start, after every step from there, and at the stop time. */
import type { Experiment } from '../experiment.js';

/** A rest that is smaller than this part of a step is rounding, and no step. */
const ROUNDING = 1e-9;

/** The communication points of an experiment, counted from 0; computed without adding up, so that errors do not either. */
export class CommunicationPoints {
  readonly #experiment: Experiment;
  /** Number of the last one. */
  readonly #last: number;
  /** The next one that has not been passed. */
  #next = 1;

  constructor(experiment: Experiment) {
    const { startTime, stopTime, stepSize } = experiment;
    this.#experiment = experiment;
    this.#last = Math.ceil((stopTime - startTime) / stepSize - ROUNDING);
  }

  /** The next one, in seconds; Infinity after the last one. */
  get next(): number {
    const { startTime, stopTime, stepSize } = this.#experiment;
    if (this.#next > this.#last) return Infinity;
    return this.#next === this.#last ? stopTime : startTime + this.#next * stepSize;
  }

  /** Takes those before `time`. */
  *before(time: number): Generator<number> {
    while (this.next < time) {
      yield this.next;
      this.#next += 1;
    }
  }

  /** Takes the one that is at `time`, if there is one. */
  take(time: number): boolean {
    if (this.next !== time) return false;
    this.#next += 1;
    return true;
  }
}
