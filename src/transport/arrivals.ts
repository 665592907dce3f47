/** What all connections of a server keep of messages that have not come whole, or have not been taken yet. */

export class Arrivals {
  readonly #limit: number;
  #total = 0;

  /** `limit`: bytes of all connections together. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Bytes that are kept. */
  get total(): number {
    return this.#total;
  }

  /** A connection keeps so many bytes more, or fewer if that is negative. Returns whether there is room for all. */
  change(bytes: number): boolean {
    this.#total += bytes;
    return this.#total <= this.#limit;
  }
}
