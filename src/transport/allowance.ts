/** How much memory clients may make a server keep: each for itself, and within that all of them together. */

export class Allowance {
  readonly #what: string;
  readonly #limit: number;
  readonly #whole: Allowance | undefined;
  #taken = 0;

  /** Of `what`, for people; `limit` in bytes. What is taken here is taken of `whole` as well. */
  constructor(what: string, limit: number, whole?: Allowance) {
    this.#what = what;
    this.#limit = limit;
    this.#whole = whole;
  }

  /** Bytes that are taken. */
  get taken(): number {
    return this.#taken;
  }

  /** Why there is no room for so many bytes more; undefined: there is. */
  refusal(bytes: number): string | undefined {
    if (bytes <= 0) return undefined;
    if (this.#taken + bytes <= this.#limit) return this.#whole?.refusal(bytes);
    return `that is more than the server keeps for ${this.#what} (${this.#limit} bytes)`;
  }

  /** So many bytes more are taken; or given back, if that is negative. */
  take(bytes: number): void {
    this.#taken += bytes;
    this.#whole?.take(bytes);
  }

  /** Gives everything back. */
  release(): void {
    this.take(-this.#taken);
  }
}
