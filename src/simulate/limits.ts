/** Ends a simulation that takes too long, or that the caller wants to end, even when the model does not answer. */
import { FmuToolError } from '../fmu/error.js';
import type { SimulationResult } from './simulation.js';
import type { Subject } from './subject.js';
import { LONGEST_TIMER, withinLimit } from './time-limit.js';

/** Milliseconds that the step under way has to come to its end when a simulation is interrupted. */
const GRACE = 2000;

export class Limits {
  #subject: Subject | undefined;
  readonly #timeout: number | undefined;
  readonly #signal: AbortSignal | undefined;
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #up = new AbortController();
  #grace: NodeJS.Timeout | undefined;

  /** From now on; `timeout` in seconds. */
  constructor({ timeout, signal }: { timeout?: number | undefined; signal?: AbortSignal | undefined }) {
    this.#timeout = timeout;
    this.#signal = signal;
    if (timeout !== undefined) this.#timer = setTimeout(this.#expire, Math.min(timeout * 1000, LONGEST_TIMER));
    if (signal?.aborted === true) this.#interrupt();
    else signal?.addEventListener('abort', this.#interrupt);
  }

  /**
   * The subject, which the limits hold for from now on. If its time is up before it is there, this does not wait, and the
   * subject is closed when it comes.
   * @throws FmuToolError `interrupted`, `timeout`; whatever `opening` fails with
   */
  async opened(opening: Promise<Subject>): Promise<Subject> {
    const ends = [this.#up.signal, ...(this.#signal === undefined ? [] : [this.#signal])];
    this.#subject = await withinLimit(opening, { signal: AbortSignal.any(ends) });
    if (this.#subject !== undefined) return this.#subject;
    opening.then(
      (late) => late.close(),
      () => undefined,
    );
    throw this.#late
      ? new FmuToolError('timeout', `the simulation did not begin within ${this.#timeout ?? 0} s (--timeout)`)
      : new FmuToolError('interrupted', 'interrupted before the simulation began');
  }

  /**
   * The result, with the reason that the user knows: the model did not fail, it was ended. It may have been ended after
   * its last step, while it was freed.
   */
  judge(result: SimulationResult): SimulationResult {
    if (this.#late) {
      const problem = `the simulation did not end within ${this.#timeout ?? 0} s (--timeout)`;
      return { ...result, reason: 'problem', problem };
    }
    if (result.reason !== 'problem') return result;
    return this.#signal?.aborted === true ? { ...result, reason: 'interrupted', problem: undefined } : result;
  }

  /** Nothing is ended any more. */
  end(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#grace);
    this.#signal?.removeEventListener('abort', this.#interrupt);
  }

  get #late(): boolean {
    return this.#up.signal.aborted;
  }

  readonly #expire = (): void => {
    this.#up.abort();
    this.#subject?.abort();
  };

  readonly #interrupt = (): void => {
    this.#grace = setTimeout(() => this.#subject?.abort(), GRACE);
  };
}
