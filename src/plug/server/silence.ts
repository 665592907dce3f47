/** How long a peer has been silent, as far as those can tell that look at it now and then. */
export class Silence {
  #touched = true;
  #since = 0;

  /** The peer has done something. */
  end(): void {
    this.#touched = true;
  }

  /** Milliseconds since the first look after the peer did something; `now` is in milliseconds. */
  look(now: number): number {
    if (this.#touched) {
      this.#touched = false;
      this.#since = now;
    }
    return now - this.#since;
  }
}
