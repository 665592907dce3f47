/** Sends the messages of one connection one after the other, as far as the peer makes room for them. */
import type { TransportError } from './endpoint.js';
import { Status, type Handle, type Progress, type Smipc } from './smipc.js';

/** Turns of the event loop without progress after which there is a pause before the next. */
const PATIENT_TURNS = 50;

interface Letter {
  readonly message: Uint8Array;
  readonly progress: Progress;
  readonly resolve?: () => void;
  readonly reject?: (reason: Error) => void;
}

export class Outbox {
  readonly #smipc: Smipc;
  readonly #connection: Handle;
  readonly #peer: string;
  readonly #letters: Letter[] = [];
  #scheduled = false;
  #fruitless = 0;
  #owed = false;
  #emptied: (() => void) | undefined;
  #closed: TransportError | undefined;
  readonly #drained: () => void;

  /** `drained` is called when everything has gone after a `post` that returned false. */
  constructor(smipc: Smipc, connection: Handle, peer: string, drained: () => void) {
    this.#drained = drained;
    this.#smipc = smipc;
    this.#connection = connection;
    this.#peer = peer;
  }

  send(message: Uint8Array): Promise<void> {
    if (this.#closed !== undefined) return Promise.reject(this.#closed);
    return new Promise((resolve, reject) => {
      this.#letters.push({ message, progress: { sent: 0 }, resolve, reject });
      if (!this.#scheduled) this.#work();
    });
  }

  /** Sends without a promise; false if the peer has to make room first. */
  post(message: Uint8Array): boolean {
    if (this.#closed !== undefined) return true;
    this.#letters.push({ message, progress: { sent: 0 } });
    if (!this.#scheduled) this.#work();
    this.#owed ||= this.#letters.length > 0;
    return !this.#owed;
  }

  /** Resolves when everything has gone, or after so many milliseconds. */
  async emptied(time: number): Promise<void> {
    if (this.#letters.length === 0 || time <= 0) return;
    let timer;
    await new Promise<void>((resolve) => {
      this.#emptied = resolve;
      timer = setTimeout(resolve, time);
    });
    clearTimeout(timer);
  }

  /** Rejects what has not been sent. The message under way becomes void. */
  close(reason: TransportError): void {
    if (this.#closed !== undefined) return;
    this.#closed = reason;
    if ((this.#letters[0]?.progress.sent ?? 0) > 0) this.#smipc.abandon(this.#connection);
    for (const { reject } of this.#letters.splice(0)) reject?.(reason);
    this.#emptied?.();
  }

  #work(): void {
    this.#scheduled = false;
    for (;;) {
      const letter = this.#letters[0];
      if (letter === undefined) {
        this.#tellDrained();
        return;
      }
      const before = letter.progress.sent;
      const status = this.#smipc.sendPart(this.#connection, letter.message, letter.progress);
      if (status === Status.again) {
        this.#fruitless = letter.progress.sent === before ? this.#fruitless + 1 : 0;
        this.#later();
        return;
      }
      this.#letters.shift();
      this.#fruitless = 0;
      if (status === Status.ok) letter.resolve?.();
      else letter.reject?.(this.#smipc.error(status, this.#peer));
    }
  }

  #tellDrained(): void {
    this.#emptied?.();
    if (!this.#owed) return;
    this.#owed = false;
    this.#drained();
  }

  /** The peer has to read first. */
  #later(): void {
    this.#scheduled = true;
    const work = (): void => {
      if (this.#closed === undefined) this.#work();
    };
    if (this.#fruitless < PATIENT_TURNS) setImmediate(work);
    else setTimeout(work, 1);
  }
}
