/** The client's endpoint over shared memory. */
import { TransportError, type ConnectOptions, type Endpoint } from './endpoint.js';
import { Mailbox } from './mailbox.js';
import { Outbox } from './outbox.js';
import { Status, loadSmipc, type Handle, type Smipc } from './smipc.js';
import { Waiting } from './waiting.js';

/** The name under which the server of a port is found. Ports of shared memory are negative. */
export function nameOfPort(port: number): string {
  return `port${port}`;
}

export function closedHere(peer: string): TransportError {
  return new TransportError('closed', `${peer}: the connection has been closed`);
}

class SharedMemoryEndpoint implements Endpoint {
  readonly peer: string;
  readonly #smipc: Smipc;
  readonly #connection: Handle;
  readonly #inbox = new Mailbox<Buffer>();
  readonly #outbox: Outbox;
  readonly #waiting: Waiting;
  #closed = false;

  constructor(smipc: Smipc, connection: Handle, peer: string) {
    this.#smipc = smipc;
    this.#connection = connection;
    this.peer = peer;
    this.#outbox = new Outbox(smipc, connection, peer);
    this.#waiting = new Waiting(smipc, { connection }, () => this.#take());
  }

  /** Takes out of the memory what somebody waits for, and no more: what is not wanted holds back the sender. */
  #take(): void {
    while (this.#inbox.waiting > 0 && !this.#closed) {
      const message = this.#smipc.receive(this.#connection);
      if (typeof message !== 'number') this.#inbox.put(message);
      else if (message === Status.again) {
        this.#waiting.arm(true);
        return;
      } else if (message === Status.closed) this.#inbox.end();
      else this.#inbox.end(this.#smipc.error(message, this.peer));
    }
    this.#waiting.keepAlive(false);
  }

  send(message: Uint8Array): Promise<void> {
    return this.#outbox.send(message);
  }

  receive(): Promise<Buffer | undefined> {
    if (this.#closed) return Promise.reject(closedHere(this.peer));
    const message = this.#inbox.take();
    this.#take();
    return message;
  }

  close(): Promise<void> {
    if (this.#closed) return Promise.resolve();
    this.#closed = true;
    this.#outbox.close(closedHere(this.peer));
    this.#inbox.end(closedHere(this.peer));
    this.#waiting.end();
    this.#smipc.close(this.#connection);
    return Promise.resolve();
  }
}

/** @throws TransportError `no-server`, `full`, `denied`, `mismatch`, `timeout`, `no-memory`, `unavailable`, `system` */
export async function connectSharedMemory(port: number, options: ConnectOptions = {}): Promise<Endpoint> {
  const smipc = loadSmipc(options.library);
  const connection = await smipc.connect(nameOfPort(port), (options.timeout ?? 10_000) * 1000);
  return new SharedMemoryEndpoint(smipc, connection, `shared memory, port ${port}`);
}
