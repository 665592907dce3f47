/** The client's endpoint over shared memory. */
import type { ConnectOptions, Endpoint, Handler, Origin } from './endpoint.js';
import { Inbox } from './inbox.js';
import { Outbox } from './outbox.js';
import { Status, loadSmipc, type Handle, type Smipc } from './smipc.js';
import { closedHere } from './tcp-errors.js';
import { Waiting } from './waiting.js';

/** The name under which the server of a port is found. Ports of shared memory are negative. */
export function nameOfPort(port: number): string {
  return `port${port}`;
}

class SharedMemoryEndpoint implements Endpoint {
  readonly peer: string;
  readonly origin: Origin = { over: 'shm' };
  readonly #smipc: Smipc;
  readonly #connection: Handle;
  readonly #inbox = new Inbox(() => undefined);
  readonly #outbox: Outbox;
  readonly #waiting: Waiting;
  #closed = false;
  #ended = false;

  constructor(smipc: Smipc, connection: Handle, peer: string) {
    this.#smipc = smipc;
    this.#connection = connection;
    this.peer = peer;
    this.#outbox = new Outbox(smipc, connection, peer, () => this.#inbox.drained());
    this.#waiting = new Waiting(smipc, { connection }, () => this.#take());
  }

  /** Takes out of the memory what is waited for, and no more: what is not wanted holds back the sender. */
  #take(): void {
    while (this.#inbox.wanted && !this.#closed) {
      const message = this.#smipc.receive(this.#connection, 0);
      if (message === Status.again) {
        this.#waiting.arm(true);
        return;
      }
      this.#put(message);
    }
    this.#waiting.keepAlive(false);
  }

  /** What has been received, or why nothing will be any more. */
  #put(message: Buffer | number): void {
    if (typeof message !== 'number') this.#inbox.put(message);
    else this.#inbox.end(message === Status.closed ? undefined : this.#smipc.error(message, this.peer));
  }

  /** The answer to what has just been sent, if answers come quickly: a turn of the event loop takes longer than they do. */
  #takeAnswer(): void {
    if (!this.#inbox.isHandling) return;
    const moment = this.#waiting.moment;
    if (moment === 0) return;
    const message = this.#smipc.receive(this.#connection, moment);
    this.#waiting.came(message !== Status.again);
    if (message !== Status.again) this.#put(message);
  }

  send(message: Uint8Array): Promise<void> {
    if (this.#closed) return Promise.reject(closedHere(this.peer));
    return this.#outbox.send(message);
  }

  receive(): Promise<Buffer | undefined> {
    if (this.#closed) return Promise.reject(closedHere(this.peer));
    const message = this.#inbox.receive();
    this.#take();
    return message;
  }

  handle(handler: Handler): void {
    this.#inbox.handle(handler);
    this.#take();
  }

  post(message: Uint8Array): boolean {
    if (this.#closed) return true;
    const sent = this.#outbox.post(message);
    if (sent) this.#takeAnswer();
    return sent;
  }

  pause(): void {
    this.#inbox.pause();
  }

  resume(): void {
    this.#inbox.resume();
    this.#take();
  }

  async close(linger = 0): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#inbox.close(closedHere(this.peer));
    this.#waiting.end();
    await this.#outbox.emptied(linger);
    this.#end();
  }

  abort(): void {
    this.#closed = true;
    this.#inbox.close(closedHere(this.peer));
    this.#waiting.end();
    this.#end();
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#outbox.close(closedHere(this.peer));
    this.#smipc.close(this.#connection);
  }
}

/** @throws TransportError `no-server`, `full`, `denied`, `mismatch`, `timeout`, `no-memory`, `unavailable`, `system` */
export async function connectSharedMemory(port: number, options: ConnectOptions = {}): Promise<Endpoint> {
  const smipc = loadSmipc(options.library);
  const connection = await smipc.connect(nameOfPort(port), (options.timeoutMilliseconds ?? 10_000) * 1000);
  return new SharedMemoryEndpoint(smipc, connection, `shared memory, port ${port}`);
}
