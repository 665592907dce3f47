/** Listening and connecting over TCP, with TLS if there are certificates. */
import net from 'node:net';
import tls from 'node:tls';
import {
  DEFAULT_LONGEST_BYTES,
  TransportError,
  type ConnectOptions,
  type Endpoint,
  type Listener,
  type TlsOptions,
  type TransportOptions,
} from './endpoint.js';
import { Mailbox } from './mailbox.js';
import { TcpEndpoint, type EndpointOptions } from './tcp-endpoint.js';
import { openingError } from './tcp-errors.js';
import { meaningOf, whyNoCertificates } from './tls-errors.js';
import { TlsDoor } from './tls-door.js';

const LOOPBACK = '127.0.0.1';
/** Milliseconds for connecting unless told otherwise. */
const OPENING_TIME = 10_000;

class TcpListener implements Listener {
  readonly port: number;
  readonly #server: net.Server;
  readonly #door: TlsDoor | undefined;
  readonly #arrivals = new Mailbox<Endpoint>();
  readonly #clients = new Set<TcpEndpoint>();

  constructor(server: net.Server, options: TransportOptions) {
    this.#server = server;
    this.port = (server.address() as net.AddressInfo).port;
    this.#door = server instanceof tls.Server ? new TlsDoor(server, options.refused) : undefined;
    server.on(this.#door === undefined ? 'connection' : 'secureConnection', (socket: net.Socket) => {
      if (this.#clients.size >= (options.maxConnections ?? Infinity)) {
        socket.destroy();
        return;
      }
      // Before the door a peer that ends has gone; from now on it may still be answered.
      socket.allowHalfOpen = true;
      const client = new TcpEndpoint(socket, endpointOptions(options));
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
    this.#door?.close();
    await Promise.all([...this.#clients].map((client) => client.close()));
    await closed;
  }
}

function endpointOptions(options: TransportOptions): EndpointOptions {
  const { longestBytes = DEFAULT_LONGEST_BYTES, framing, messageTimeMilliseconds, arrivals } = options;
  return { longestBytes, framing, messageTimeMilliseconds, arrivals };
}

function createServer({ cert, key, ca }: TlsOptions): tls.Server {
  const asking = ca === undefined ? {} : { ca, requestCert: true, rejectUnauthorized: true };
  return tls.createServer({ cert, key, ...asking });
}

/** @throws TransportError `in-use`, `denied`, `untrusted` (certificates that cannot be used), `system` */
export function listenTcp(port: number, options: TransportOptions = {}): Promise<Listener> {
  return new Promise((resolve, reject) => {
    const server = usable(options.tls, () =>
      options.tls === undefined ? net.createServer({ allowHalfOpen: true }) : createServer(options.tls),
    );
    const refused = (error: Error): void => reject(openingError(`port ${port}`, error));
    server.once('error', refused);
    server.listen(port, options.host ?? LOOPBACK, () => {
      server.off('error', refused);
      // Too many open files, say: the new client is not let in, the others stay.
      server.on('error', () => undefined);
      resolve(new TcpListener(server, options));
    });
  });
}

function usable<T>(certificates: TlsOptions | undefined, create: () => T): T {
  const why = certificates && whyNoCertificates(certificates);
  if (why !== undefined) throw new TransportError('untrusted', `the certificates cannot be used: ${why}`);
  try {
    return create();
  } catch (cause) {
    const { text } = meaningOf(cause as Error) ?? { text: (cause as Error).message };
    throw new TransportError('untrusted', `the certificates cannot be used: ${text}`, { cause });
  }
}

/** @throws TransportError `no-server`, `timeout`, `untrusted`, `mismatch`, `lost`, `system` */
export function connectTcp(port: number, options: ConnectOptions = {}): Promise<Endpoint> {
  return new Promise((resolve, reject) => {
    const host = options.host ?? LOOPBACK;
    const socket = usable(options.tls, () =>
      options.tls === undefined
        ? net.connect({ port, host, allowHalfOpen: true })
        : tls.connect(secured(port, host, options.tls)),
    );
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new TransportError('timeout', `port ${port}: no connection in time`));
    }, options.timeoutMilliseconds ?? OPENING_TIME);
    socket.once('error', (error: Error) => {
      clearTimeout(timer);
      reject(openingError(`port ${port}`, error));
    });
    socket.once(options.tls === undefined ? 'connect' : 'secureConnect', () => {
      clearTimeout(timer);
      socket.removeAllListeners('error');
      resolve(new TcpEndpoint(socket, endpointOptions(options)));
    });
  });
}

function secured(port: number, host: string, { cert, key, ca, name }: TlsOptions): tls.ConnectionOptions {
  // A name of a server goes into its certificate and into the handshake; an address may only be in the certificate.
  const servername = name ?? (net.isIP(host) === 0 ? host : undefined);
  const checked = servername ?? host;
  return {
    port,
    host,
    cert,
    key,
    ca,
    allowHalfOpen: true,
    ...(servername !== undefined && { servername }),
    checkServerIdentity: (_, certificate) => tls.checkServerIdentity(checked, certificate),
  } as tls.ConnectionOptions;
}
