// A handler that keeps everything that it is told.
import type { Handler, TransportError } from '../../src/transport/endpoint.js';

export class Collector implements Handler {
  readonly messages: Buffer[] = [];
  /** Why the connection ended, if not in good order. */
  reason: TransportError | undefined;
  readonly ended: Promise<void>;
  readonly peerEnded: Promise<void>;
  readonly drainedOnce: Promise<void>;
  readonly #each: (count: number) => void;
  readonly #counted: { readonly count: number; readonly resolve: () => void }[] = [];
  #tell: Partial<Record<'ended' | 'peerEnded' | 'drained', () => void>> = {};

  /** `each` is called with every message, with how many there are now. */
  constructor(each: (count: number) => void = () => undefined) {
    this.#each = each;
    this.ended = new Promise((resolve) => (this.#tell.ended = resolve));
    this.peerEnded = new Promise((resolve) => (this.#tell.peerEnded = resolve));
    this.drainedOnce = new Promise((resolve) => (this.#tell.drained = resolve));
  }

  /** Resolves when so many messages have come. */
  count(count: number): Promise<void> {
    return new Promise((resolve) => {
      this.#counted.push({ count, resolve });
      this.#report();
    });
  }

  message(message: Buffer): void {
    this.messages.push(Buffer.from(message));
    this.#each(this.messages.length);
    this.#report();
  }

  drained(): void {
    this.#tell.drained?.();
  }

  ending(): void {
    this.#tell.peerEnded?.();
  }

  end(error: TransportError | undefined): void {
    this.reason = error;
    this.#tell.ended?.();
  }

  #report(): void {
    for (const { count, resolve } of this.#counted) if (this.messages.length >= count) resolve();
  }
}
