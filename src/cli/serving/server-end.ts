/**
 * Waits for the end of a server: Ctrl-C and its kin, or the end of the program of Node.js that has started it with a channel
 * to it (IPC), however that ends.
 */
import { EndRequest } from '../interrupt.js';

export class ServerEnd {
  readonly #request = new EndRequest();
  readonly #orphaned = (): void => this.#request.ask('disconnect');

  constructor() {
    process.once('disconnect', this.#orphaned);
    // Undefined without a channel; false if it is gone before the first look.
    if (Object.is(process.connected, false)) this.#orphaned();
  }

  /** Resolves when the end is asked for. */
  wait(): Promise<void> {
    const { signal } = this.#request;
    return new Promise((resolve) => {
      if (signal.aborted) resolve();
      else signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  /** From now on a signal does what it does to every process. */
  release(): void {
    this.#request.release();
    process.off('disconnect', this.#orphaned);
  }
}
