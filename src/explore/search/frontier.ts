/** The configurations whose successors are still to be looked for. */
import type { Configuration } from '../../plug/space.js';

/** A configuration of a frontier. */
export interface Waiting {
  readonly state: number;
  readonly configuration: Configuration;
  /** Steps from an initial configuration, on the way by which it was found. */
  readonly depth: number;
}

/** In which order they leave: the first that came, or the last. */
export type Order = 'first' | 'last';

/** Bytes that a configuration takes besides its own. */
const OVERHEAD_BYTES = 200;
/** So many that have left are forgotten at once. */
const FORGOTTEN = 4096;

export class Frontier {
  readonly #order: Order;
  #waiting: (Waiting | undefined)[] = [];
  #left = 0;
  #bytes = 0;

  constructor(order: Order) {
    this.#order = order;
  }

  get count(): number {
    return this.#waiting.length - this.#left;
  }

  /** Of memory, about. */
  get bytes(): number {
    return this.#bytes;
  }

  push(waiting: Waiting): void {
    this.#waiting.push(waiting);
    this.#bytes += OVERHEAD_BYTES + waiting.configuration.length;
  }

  take(): Waiting | undefined {
    const taken = this.#order === 'last' ? this.#waiting.pop() : this.#shift();
    if (taken !== undefined) this.#bytes -= OVERHEAD_BYTES + taken.configuration.length;
    return taken;
  }

  /** All of them, in the order in which they came. */
  *[Symbol.iterator](): Generator<Waiting> {
    for (const waiting of this.#waiting) if (waiting !== undefined) yield waiting;
  }

  #shift(): Waiting | undefined {
    const taken = this.#waiting[this.#left];
    if (taken === undefined) return undefined;
    this.#waiting[this.#left] = undefined;
    this.#left += 1;
    if (this.#left >= FORGOTTEN && this.#left * 2 >= this.#waiting.length) {
      this.#waiting = this.#waiting.slice(this.#left);
      this.#left = 0;
    }
    return taken;
  }
}
