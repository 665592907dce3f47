/**
 * Waits for Ctrl-C and its kin. The first one asks for a clean end; a second one ends the process at once. A server that
 * a program of Node.js has started with a channel to it (IPC) ends with that program, however it ends.
 */

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export class EndRequest {
  readonly #controller = new AbortController();
  readonly #stop = (name: NodeJS.Signals): void => {
    this.release();
    this.#controller.abort(name);
  };

  readonly #orphaned = (): void => this.#controller.abort('disconnect');

  constructor() {
    for (const name of SIGNALS) process.on(name, this.#stop);
    process.once('disconnect', this.#orphaned);
    // Undefined without a channel; false if it is gone before anybody looks.
    if (Object.is(process.connected, false)) this.#orphaned();
  }

  /** Aborted when the end is asked for. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Resolves when the end is asked for. */
  wait(): Promise<void> {
    return new Promise((resolve) => {
      if (this.signal.aborted) resolve();
      else this.signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  /** From now on a signal does what it does to every process. */
  release(): void {
    for (const name of SIGNALS) process.off(name, this.#stop);
    process.off('disconnect', this.#orphaned);
  }
}
