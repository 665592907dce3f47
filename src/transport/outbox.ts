/** Sends the messages of one connection one after the other, as far as the peer makes room for them. */
import type { TransportError } from './endpoint.js';
import { Status, type Handle, type Progress, type Smipc } from './smipc.js';

/** Turns of the event loop without progress after which there is a pause before the next. */
const PATIENT_TURNS = 50;

interface Letter {
  readonly message: Uint8Array;
  readonly progress: Progress;
  readonly resolve: () => void;
  readonly reject: (reason: Error) => void;
}

export class Outbox {
  readonly #smipc: Smipc;
  readonly #connection: Handle;
  readonly #peer: string;
  readonly #letters: Letter[] = [];
  #scheduled = false;
  #fruitless = 0;
  #closed: TransportError | undefined;

  constructor(smipc: Smipc, connection: Handle, peer: string) {
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

  /** Rejects what has not been sent. The message under way becomes void. */
  close(reason: TransportError): void {
    if (this.#closed !== undefined) return;
    this.#closed = reason;
    if ((this.#letters[0]?.progress.sent ?? 0) > 0) this.#smipc.abandon(this.#connection);
    for (const { reject } of this.#letters.splice(0)) reject(reason);
  }

  #work(): void {
    this.#scheduled = false;
    for (;;) {
      const letter = this.#letters[0];
      if (letter === undefined) return;
      const before = letter.progress.sent;
      const status = this.#smipc.sendPart(this.#connection, letter.message, letter.progress);
      if (status === Status.again) {
        this.#fruitless = letter.progress.sent === before ? this.#fruitless + 1 : 0;
        this.#later();
        return;
      }
      this.#letters.shift();
      this.#fruitless = 0;
      if (status === Status.ok) letter.resolve();
      else letter.reject(this.#smipc.error(status, this.#peer));
    }
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
