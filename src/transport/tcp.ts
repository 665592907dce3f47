/** Endpoints over TCP. */
import net from 'node:net';
import {
  DEFAULT_LONGEST,
  TransportError,
  type ConnectOptions,
  type Endpoint,
  type Listener,
  type TransportErrorCode,
  type TransportOptions,
} from './endpoint.js';
import { FrameReader, frameHeader } from './frames.js';
import { Mailbox } from './mailbox.js';

const LOOPBACK = '127.0.0.1';
const LONGEST_FRAME = 0xffff_ffff;
/** Bytes that nobody has received yet after which the peer is made to wait. */
const UNREAD = 1 << 20;

class TcpEndpoint implements Endpoint {
  readonly peer: string;
  readonly #socket: net.Socket;
  readonly #inbox = new Mailbox<Buffer>();
  readonly #reader: FrameReader;
  #unread = 0;
  #closing = false;

  constructor(socket: net.Socket, longest: number) {
    this.#socket = socket;
    this.#reader = new FrameReader(longest);
    this.peer = `${socket.remoteAddress ?? '?'}:${socket.remotePort ?? '?'}`;
    socket.setNoDelay(true);
    socket.on('data', (piece) => this.#take(piece));
    socket.on('end', () => this.#ended());
    socket.on('error', (cause) => this.#inbox.end(lost(this.peer, cause)));
    socket.on('close', () => this.#inbox.end(this.#closing ? closedHere(this.peer) : lost(this.peer)));
  }

  #take(piece: Buffer): void {
    try {
      for (const message of this.#reader.push(piece)) {
        this.#unread += message.length;
        this.#inbox.put(message);
      }
    } catch (error) {
      this.#inbox.end(error as Error);
      this.#socket.destroy();
    }
    if (this.#unread >= UNREAD && this.#inbox.size > 0) this.#socket.pause();
  }

  #ended(): void {
    if (this.#reader.atBorder) this.#inbox.end();
    else this.#inbox.end(lost(this.peer));
  }

  send(message: Uint8Array): Promise<void> {
    if (this.#closing) return Promise.reject(closedHere(this.peer));
    if (message.length > LONGEST_FRAME) {
      return Promise.reject(
        new TransportError('too-long', `a message of ${message.length} bytes does not fit a frame`),
      );
    }
    return new Promise((resolve, reject) => {
      const done = (error?: Error | null): void => {
        if (error) reject(lost(this.peer, error));
        else resolve();
      };
      this.#socket.cork();
      this.#socket.write(frameHeader(message.length));
      this.#socket.write(message, done);
      this.#socket.uncork();
    });
  }

  receive(): Promise<Buffer | undefined> {
    if (this.#closing) return Promise.reject(closedHere(this.peer));
    return this.#received(this.#inbox.take());
  }

  async #received(arriving: Promise<Buffer | undefined>): Promise<Buffer | undefined> {
    if (this.#inbox.size === 0) this.#socket.resume();
    const message = await arriving;
    this.#unread -= message?.length ?? 0;
    if (this.#unread < UNREAD) this.#socket.resume();
    return message;
  }

  close(): Promise<void> {
    this.#closing = true;
    this.#inbox.clear();
    this.#inbox.end(closedHere(this.peer));
    return new Promise((resolve) => {
      if (this.#socket.closed) resolve();
      else this.#socket.once('close', () => resolve());
      // What was written goes out before the end; then nothing of the peer's is waited for.
      this.#socket.end(() => this.#socket.destroy());
      this.#socket.resume();
    });
  }
}

function lost(peer: string, cause?: Error): TransportError {
  return new TransportError('lost', `${peer}: the connection was lost`, cause && { cause });
}

function closedHere(peer: string): TransportError {
  return new TransportError('closed', `${peer}: the connection has been closed`);
}

const codes: Record<string, TransportErrorCode> = {
  ECONNREFUSED: 'no-server',
  EADDRINUSE: 'in-use',
  EACCES: 'denied',
  ETIMEDOUT: 'timeout',
};

function asTransportError(where: string, cause: NodeJS.ErrnoException): TransportError {
  const code = codes[cause.code ?? ''] ?? 'system';
  return new TransportError(code, `${where}: ${cause.message}`, { cause });
}

class TcpListener implements Listener {
  readonly port: number;
  readonly #server: net.Server;
  readonly #arrivals = new Mailbox<Endpoint>();
  readonly #clients = new Set<TcpEndpoint>();

  constructor(server: net.Server, longest: number) {
    this.#server = server;
    this.port = (server.address() as net.AddressInfo).port;
    server.on('connection', (socket) => {
      const client = new TcpEndpoint(socket, longest);
      this.#clients.add(client);
      socket.once('close', () => this.#clients.delete(client));
      this.#arrivals.put(client);
    });
  }

  accept(): Promise<Endpoint | undefined> {
    return this.#arrivals.take();
  }

  async broadcast(message: Uint8Array): Promise<number> {
    const sent = await Promise.allSettled([...this.#clients].map((client) => client.send(message)));
    return sent.filter(({ status }) => status === 'fulfilled').length;
  }

  async close(): Promise<void> {
    this.#arrivals.clear();
    this.#arrivals.end();
    const closed = new Promise((resolve) => this.#server.close(resolve));
    await Promise.all([...this.#clients].map((client) => client.close()));
    await closed;
  }
}

/** @throws TransportError `in-use`, `denied`, `system` */
export function listenTcp(port: number, options: TransportOptions = {}): Promise<Listener> {
  const host = options.host ?? LOOPBACK;
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', (error) => reject(asTransportError(`port ${port}`, error)));
    server.listen(port, host, () => resolve(new TcpListener(server, options.longest ?? DEFAULT_LONGEST)));
  });
}

/** @throws TransportError `no-server`, `timeout`, `system` */
export function connectTcp(port: number, options: ConnectOptions = {}): Promise<Endpoint> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, options.host ?? LOOPBACK);
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new TransportError('timeout', `port ${port}: no connection in time`));
    }, options.timeout ?? 10_000);
    socket.once('error', (error) => {
      clearTimeout(timer);
      reject(asTransportError(`port ${port}`, error));
    });
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.removeAllListeners('error');
      resolve(new TcpEndpoint(socket, options.longest ?? DEFAULT_LONGEST));
    });
  });
}
