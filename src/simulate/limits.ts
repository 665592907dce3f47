/** Ends a simulation that takes too long, or that the caller wants to end, even when the model does not answer. */
import type { SimulationResult } from './simulation.js';
import type { Subject } from './subject.js';
import { LONGEST_TIMER } from './time-limit.js';

/** Milliseconds that the step under way has to come to its end when a simulation is interrupted. */
const GRACE = 2000;

export class Limits {
  readonly #subject: Subject;
  readonly #timeout: number | undefined;
  readonly #signal: AbortSignal | undefined;
  readonly #timer: NodeJS.Timeout | undefined;
  #grace: NodeJS.Timeout | undefined;
  #late = false;

  /** From now on; `timeout` in seconds. */
  constructor(
    subject: Subject,
    { timeout, signal }: { timeout?: number | undefined; signal?: AbortSignal | undefined },
  ) {
    this.#subject = subject;
    this.#timeout = timeout;
    this.#signal = signal;
    if (timeout !== undefined) this.#timer = setTimeout(this.#expire, Math.min(timeout * 1000, LONGEST_TIMER));
    if (signal?.aborted === true) this.#interrupt();
    else signal?.addEventListener('abort', this.#interrupt);
  }

  /** The result, with the reason that the user knows: the model did not fail, it was ended. */
  judge(result: SimulationResult): SimulationResult {
    if (result.reason !== 'problem') return result;
    if (this.#late) {
      return { ...result, problem: `the simulation did not end within ${this.#timeout ?? 0} s (--timeout)` };
    }
    return this.#signal?.aborted === true ? { ...result, reason: 'interrupted', problem: undefined } : result;
  }

  /** Nothing is ended any more. */
  end(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#grace);
    this.#signal?.removeEventListener('abort', this.#interrupt);
  }

  readonly #expire = (): void => {
    this.#late = true;
    this.#subject.abort();
  };

  readonly #interrupt = (): void => {
    this.#grace = setTimeout(() => this.#subject.abort(), GRACE);
  };
}
