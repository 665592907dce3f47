/** Ctrl-C and its kin: what is being written is taken back before the process ends the way the signal asks. */
import { constants } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { status } from './output/channel.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/**
 * Milliseconds within which signals count as one: of one Ctrl-C on a terminal `npm` and `npx` make two, because they pass on
 * what the terminal gives to every process.
 */
const AS_ONE = 250;

/** From its creation to its release it knows whether an end has been asked for. The second request ends it at once. */
export class EndRequest {
  readonly #controller = new AbortController();
  #received: { readonly name: NodeJS.Signals; readonly time: number } | undefined;

  constructor() {
    for (const name of SIGNALS) process.on(name, this.#take);
  }

  /** Aborted when the end is asked for. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** What asked for it. */
  get received(): NodeJS.Signals | undefined {
    return this.#received?.name;
  }

  /** Asks for the end without a signal. */
  ask(reason: string): void {
    this.#controller.abort(reason);
  }

  /** From now on a signal does what it does to every process. */
  release(): void {
    for (const name of SIGNALS) process.off(name, this.#take);
  }

  readonly #take = (name: NodeJS.Signals): void => {
    const time = performance.now();
    if (this.#received !== undefined && time - this.#received.time >= AS_ONE) endBy(name);
    this.#received ??= { name, time };
    this.#controller.abort(name);
  };
}

/** Runs `work` with a signal that is aborted by Ctrl-C, and ends the process once `work` has cleaned up after itself. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const request = new EndRequest();
  try {
    return await work(request.signal);
  } finally {
    // A signal that has come is delivered when the event loop polls, which it does between two of these.
    await setImmediate();
    await setImmediate();
    request.release();
    if (request.received !== undefined) endBy(request.received);
  }
}

/** Ends the process as a process ends that knows nothing of the signal: a shell sees 130 after Ctrl-C, and stops too. */
function endBy(name: NodeJS.Signals): never {
  status.clear();
  // With a listener, of a library perhaps, the signal would wait for a turn of the event loop that may never come.
  process.removeAllListeners(name);
  // Windows does not know how a process ended, only a number.
  if (process.platform !== 'win32') process.kill(process.pid, name);
  process.exit(128 + constants.signals[name]);
}
