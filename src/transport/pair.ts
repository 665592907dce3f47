/** Two endpoints in one process that are connected with each other, for a server and its client that live together. */
import type { Endpoint, Handler, Origin, TransportError } from './endpoint.js';
import { Inbox } from './inbox.js';
import { closedHere, lostPeer } from './tcp-errors.js';

/** The sender is made to wait when so many bytes have not been received yet. */
const UNREAD = 1 << 20;
/** Messages in a row after which the rest of the program has its turn. */
const AT_ONCE = 64;
const PEER = 'this process';

interface Letter {
  readonly message: Buffer;
  readonly taken: (() => void) | undefined;
  readonly refused: ((error: TransportError) => void) | undefined;
}

class PairEndpoint implements Endpoint {
  readonly peer = PEER;
  readonly origin: Origin = { over: 'process' };
  readonly #inbox = new Inbox(() => this.#other.deliverSoon());
  /** What has been sent and lies not yet at the other side. */
  readonly #letters: Letter[] = [];
  #waiting = 0;
  #other!: PairEndpoint;
  #scheduled = false;
  #inARow = 0;
  #full = false;
  #closed = false;

  static pair(): [Endpoint, Endpoint] {
    const one = new PairEndpoint();
    const other = new PairEndpoint();
    one.#other = other;
    other.#other = one;
    return [one, other];
  }

  /** After the work of the moment, as a network would do it; now and then after all other work too. */
  deliverSoon(): void {
    if (this.#scheduled || this.#letters.length === 0) return;
    this.#scheduled = true;
    const deliver = (): void => this.#deliver();
    if (++this.#inARow < AT_ONCE) queueMicrotask(deliver);
    else {
      this.#inARow = 0;
      setImmediate(deliver);
    }
  }

  #deliver(): void {
    this.#scheduled = false;
    const inbox = this.#other.#inbox;
    while (inbox.wanted || inbox.unread < UNREAD) {
      const letter = this.#letters.shift();
      if (letter === undefined) break;
      this.#waiting -= letter.message.length;
      inbox.put(letter.message);
      letter.taken?.();
    }
    if (this.#full && this.#letters.length === 0) {
      this.#full = false;
      this.#inbox.drained();
    }
  }

  send(message: Uint8Array): Promise<void> {
    if (this.#closed) return Promise.reject(closedHere(PEER));
    if (this.#other.#closed) return Promise.reject(lostPeer(PEER));
    return new Promise((taken, refused) => {
      this.#put({ message: Buffer.from(message), taken, refused });
    });
  }

  post(message: Uint8Array): boolean {
    if (this.#closed || this.#other.#closed) return true;
    const { buffer, byteOffset, byteLength } = message;
    const view = Buffer.from(buffer, byteOffset, byteLength);
    this.#put({ message: view, taken: undefined, refused: undefined });
    this.#full ||= this.#waiting + this.#other.#inbox.unread >= UNREAD;
    return !this.#full;
  }

  #put(letter: Letter): void {
    this.#waiting += letter.message.length;
    this.#letters.push(letter);
    this.deliverSoon();
  }

  receive(): Promise<Buffer | undefined> {
    return this.#closed ? Promise.reject(closedHere(PEER)) : this.#inbox.receive();
  }

  handle(handler: Handler): void {
    this.#inbox.handle(handler);
  }

  pause(): void {
    this.#inbox.pause();
  }

  resume(): void {
    this.#inbox.resume();
    this.#other.deliverSoon();
  }

  close(): Promise<void> {
    if (this.#closed) return Promise.resolve();
    for (const { message, taken } of this.#letters.splice(0)) {
      this.#other.#inbox.put(message);
      taken?.();
    }
    this.#leave(undefined);
    return Promise.resolve();
  }

  abort(): void {
    if (!this.#closed) this.#leave(lostPeer(PEER));
  }

  #leave(reason: TransportError | undefined): void {
    this.#closed = true;
    for (const { refused } of this.#letters.splice(0)) refused?.(closedHere(PEER));
    for (const { refused } of this.#other.#letters.splice(0)) refused?.(lostPeer(PEER));
    this.#inbox.close(closedHere(PEER));
    this.#other.#inbox.end(reason);
  }
}

/** A connection within this process. Closing either end closes the connection. */
export function endpointPair(): [Endpoint, Endpoint] {
  return PairEndpoint.pair();
}
