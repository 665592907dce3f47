/** What has arrived at an endpoint and what takes it: the callers of `receive`, or a handler. */
import type { Handler, TransportError } from './endpoint.js';
import { Mailbox } from './mailbox.js';

/** What a message takes in memory besides its bytes: without it a flood of very short ones would count as next to nothing. */
const APIECE = 128;

export class Inbox {
  readonly #mailbox = new Mailbox<Buffer>();
  readonly #room: () => void;
  #handler: Handler | undefined;
  #paused = false;
  #handing = false;
  #unread = 0;
  #end: { readonly error: TransportError | undefined } | undefined;

  /** `room` is called when something that lay here has been taken. */
  constructor(room: () => void) {
    this.#room = room;
  }

  /** Bytes of memory that what lies here takes. */
  get unread(): number {
    return this.#unread;
  }

  /** Whether the next message would be taken at once. */
  get wanted(): boolean {
    return this.#handler === undefined ? this.#mailbox.waiting > 0 : !this.#paused && !this.#handing;
  }

  /** Whether a handler takes messages at once. */
  get isHandling(): boolean {
    return this.#handler !== undefined && this.wanted;
  }

  /** How many messages lie here. */
  get size(): number {
    return this.#mailbox.size;
  }

  put(message: Buffer): void {
    if (this.#end !== undefined) return;
    if (this.#handler !== undefined && this.wanted && this.#mailbox.size === 0) {
      this.#hand(this.#handler, message);
      this.#work();
      return;
    }
    if (this.#handler !== undefined || this.#mailbox.waiting === 0) this.#unread += APIECE + message.length;
    this.#mailbox.put(message);
  }

  /** Nothing more comes. What lies here can still be taken. Only the first end counts. */
  end(error?: TransportError): void {
    if (this.#end !== undefined) return;
    this.#end = { error };
    this.#mailbox.end(error);
    this.#handler?.ending?.();
    this.#tellEnd();
  }

  receive(): Promise<Buffer | undefined> {
    const message = this.#mailbox.poll();
    if (message === undefined) return this.#mailbox.take();
    this.#unread -= APIECE + message.length;
    this.#room();
    return Promise.resolve(message);
  }

  handle(handler: Handler): void {
    this.#handler = handler;
    if (this.#end !== undefined) handler.ending?.();
    this.#work();
  }

  drained(): void {
    this.#handler?.drained?.();
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    if (!this.#handing) this.#work();
  }

  /** Throws away what lies here, and hands on nothing that comes. */
  close(error: TransportError): void {
    this.#mailbox.clear();
    this.#unread = 0;
    this.#handler = undefined;
    this.end(error);
  }

  /** Hands over what lies here. */
  #work(): void {
    while (this.#handler !== undefined && this.wanted) {
      const message = this.#mailbox.poll();
      if (message === undefined) break;
      this.#unread -= APIECE + message.length;
      this.#hand(this.#handler, message);
      this.#room();
    }
    this.#tellEnd();
  }

  #hand(handler: Handler, message: Buffer): void {
    this.#handing = true;
    try {
      handler.message(message);
    } finally {
      this.#handing = false;
    }
  }

  #tellEnd(): void {
    const handler = this.#handler;
    if (handler === undefined || this.#end === undefined || this.#mailbox.size > 0 || !this.wanted) return;
    this.#handler = undefined;
    handler.end(this.#end.error);
  }
}
