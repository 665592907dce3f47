/** How far a search may go. */

/** Bounds; undefined: there is none. */
export interface Bounds {
  readonly states?: number | undefined;
  /** Steps from an initial configuration. */
  readonly depth?: number | undefined;
  /** Of the search itself. */
  readonly seconds?: number | undefined;
  /** What is kept of the configurations that were seen, and of those that are to be looked at. */
  readonly bytes?: number | undefined;
}

/** Which bound ended a search, or the user. */
export type BoundName = keyof Bounds | 'interrupted';

/** What a search has used of its bounds. */
export interface Used {
  readonly states: number;
  readonly bytes: number;
}

export class BoundWatch {
  readonly #bounds: Bounds;
  readonly #signal: AbortSignal | undefined;
  readonly #begun = performance.now();

  constructor(bounds: Bounds, signal?: AbortSignal) {
    this.#bounds = bounds;
    this.#signal = signal;
  }

  /** Seconds since it began. */
  get seconds(): number {
    return (performance.now() - this.#begun) / 1000;
  }

  /** The bound that is reached; undefined: none. */
  reached({ states, bytes }: Used): BoundName | undefined {
    if (this.#signal?.aborted === true) return 'interrupted';
    if (states >= (this.#bounds.states ?? Infinity)) return 'states';
    if (bytes >= (this.#bounds.bytes ?? Infinity)) return 'bytes';
    return this.seconds >= (this.#bounds.seconds ?? Infinity) ? 'seconds' : undefined;
  }

  /** Whether configurations so many steps from an initial one are not gone on from. */
  isDeepest(depth: number): boolean {
    return depth >= (this.#bounds.depth ?? Infinity);
  }
}
