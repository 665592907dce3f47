/** The server's side of shared memory: one native server, whose events are handed out to an endpoint for each client. */
import {
  DEFAULT_LONGEST_BYTES,
  type Endpoint,
  type Handler,
  type Listener,
  type Origin,
  type TransportOptions,
} from './endpoint.js';
import { Inbox } from './inbox.js';
import { Mailbox } from './mailbox.js';
import { Outbox } from './outbox.js';
import { nameOfPort } from './shared-memory.js';
import { EventKind, Status, loadSmipc, type Handle, type ServerEvent, type Smipc } from './smipc.js';
import { closedHere } from './tcp-errors.js';
import { Waiting } from './waiting.js';

/** Events that are taken before the rest of the program has its turn. */
const AT_ONCE = 64;

/** A client, as long as the listener lives. */
class ClientEndpoint implements Endpoint {
  readonly peer: string;
  readonly origin: Origin = { over: 'shm' };
  readonly #inbox = new Inbox(() => this.#flow());
  readonly #outbox: Outbox;
  readonly #smipc: Smipc;
  readonly #connection: Handle;
  readonly #taken: () => void;
  readonly #drop: () => void;
  #owing = false;
  #closed = false;

  /** `taken` lets the client's next message come, `drop` ends its connection. */
  constructor(smipc: Smipc, connection: Handle, peer: string, taken: () => void, drop: () => void) {
    this.#smipc = smipc;
    this.#connection = connection;
    this.peer = peer;
    this.#outbox = new Outbox(smipc, connection, peer, () => this.#inbox.drained());
    this.#taken = taken;
    this.#drop = drop;
  }

  /** A message has come. The next one comes when this one has been taken; returns whether a handler has taken it. */
  deliver(message: Buffer): boolean {
    this.#owing = true;
    this.#inbox.put(message);
    this.#flow();
    return this.#inbox.isHandling;
  }

  #flow(): void {
    if (!this.#owing || this.#inbox.size > 0) return;
    this.#owing = false;
    this.#taken();
  }

  /** The client has gone. */
  ended(status: number): void {
    this.#inbox.end(status === Status.closed ? undefined : this.#smipc.error(status, this.peer));
    this.#outbox.close(this.#smipc.error(status, this.peer));
  }

  /** Nothing of the library may be used any more. */
  release(): void {
    this.#outbox.close(closedHere(this.peer));
    this.#smipc.close(this.#connection);
  }

  send(message: Uint8Array): Promise<void> {
    return this.#closed ? Promise.reject(closedHere(this.peer)) : this.#outbox.send(message);
  }

  post(message: Uint8Array): boolean {
    return this.#closed || this.#outbox.post(message);
  }

  receive(): Promise<Buffer | undefined> {
    return this.#closed ? Promise.reject(closedHere(this.peer)) : this.#inbox.receive();
  }

  handle(handler: Handler): void {
    this.#inbox.handle(handler);
  }

  pause(): void {
    this.#inbox.pause();
  }

  resume(): void {
    this.#inbox.resume();
  }

  async close(linger = 0): Promise<void> {
    if (this.#closed) return;
    this.#leave();
    await this.#outbox.emptied(linger);
    this.#end();
  }

  abort(): void {
    this.#leave();
    this.#end();
  }

  #leave(): void {
    this.#closed = true;
    this.#inbox.close(closedHere(this.peer));
    this.#flow();
  }

  #end(): void {
    this.#outbox.close(closedHere(this.peer));
    this.#drop();
  }
}

class SharedMemoryListener implements Listener {
  readonly port: number;
  readonly #smipc: Smipc;
  readonly #server: Handle;
  readonly #arrivals = new Mailbox<Endpoint>();
  readonly #clients = new Map<number, ClientEndpoint>();
  readonly #waiting: Waiting;
  #closed = false;

  constructor(smipc: Smipc, server: Handle, port: number) {
    this.#smipc = smipc;
    this.#server = server;
    this.port = port;
    this.#waiting = new Waiting(smipc, { server }, () => this.#take());
    this.#waiting.arm(true);
  }

  #take(): void {
    let answered = false;
    for (let count = 0; count < AT_ONCE && !this.#closed; ++count) {
      // A client that was answered at once may ask again at once.
      const moment = answered ? this.#waiting.moment : 0;
      const event = this.#smipc.nextEvent(this.#server, moment);
      const came = typeof event !== 'number';
      if (moment > 0) this.#waiting.came(came);
      if (!came) break;
      answered = this.#handle(event);
    }
    if (!this.#closed) this.#waiting.arm(true);
  }

  /** Returns whether a handler has taken the message at once and may have answered it. */
  #handle({ kind, client, status, message }: ServerEvent): boolean {
    if (kind === EventKind.connected) {
      const endpoint = this.#endpointOf(client);
      this.#clients.set(client, endpoint);
      this.#arrivals.put(endpoint);
      return false;
    }
    const endpoint = this.#clients.get(client);
    if (message !== undefined) return endpoint?.deliver(message) ?? false;
    if (kind === EventKind.ended) {
      this.#clients.delete(client);
      endpoint?.ended(status);
      endpoint?.release();
    }
    return false;
  }

  #endpointOf(client: number): ClientEndpoint {
    const ifOpen = (act: () => void) => (): void => {
      if (!this.#closed) act();
    };
    return new ClientEndpoint(
      this.#smipc,
      this.#smipc.connectionOf(this.#server, client),
      `client ${client} of shared memory, port ${this.port}`,
      ifOpen(() => this.#smipc.done(this.#server, client)),
      ifOpen(() => this.#smipc.drop(this.#server, client)),
    );
  }

  accept(): Promise<Endpoint | undefined> {
    return this.#arrivals.take();
  }

  async broadcast(message: Uint8Array): Promise<number> {
    const sent = await Promise.allSettled([...this.#clients.values()].map((client) => client.send(message)));
    return sent.filter(({ status }) => status === 'fulfilled').length;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    await Promise.all([...this.#clients.values()].map((client) => client.close()));
    this.#closed = true;
    this.#arrivals.clear();
    this.#arrivals.end();
    this.#waiting.end();
    for (const client of this.#clients.values()) client.release();
    this.#clients.clear();
    this.#smipc.closeServer(this.#server);
  }
}

/** @throws TransportError `in-use`, `no-memory`, `unavailable`, `system` */
export function listenSharedMemory(port: number, options: TransportOptions = {}): Promise<Listener> {
  const smipc = loadSmipc(options.library);
  const server = smipc.listen(nameOfPort(port), options.longestBytes ?? DEFAULT_LONGEST_BYTES);
  return Promise.resolve(new SharedMemoryListener(smipc, server, port));
}
