/** A server of the plug remote protocol: one state space for every client that connects over TCP, in one dialect. */
import { FmuToolError } from '../../fmu/error.js';
import { Allowance } from '../../transport/allowance.js';
import { Arrivals } from '../../transport/arrivals.js';
import type { Endpoint, Listener } from '../../transport/endpoint.js';
import { bug, safeLog, type Log } from '../../transport/log.js';
import { listenTcp } from '../../transport/tcp.js';
import type { StateSpace } from '../space.js';
import type { Tongue } from '../wire/codec.js';
import { requestFraming } from '../wire/framing.js';
import type { Dialect } from '../wire/messages.js';
import { Connection } from './connection.js';

export interface PlugServerOptions {
  /** What is served. It belongs to the caller, which closes it after the server. */
  readonly space: StateSpace;
  /** `prefixed` unless told otherwise. */
  readonly dialect?: Dialect | undefined;
  /** TCP port; 0: any free one. */
  readonly port: number;
  /** Address; loopback unless told otherwise. */
  readonly host?: string | undefined;
  /** Longest request in bytes; 64 MiB. */
  readonly maxMessage?: number | undefined;
  /** Connections at once; 1024. */
  readonly maxConnections?: number | undefined;
  /** Bytes of requests that are coming, or wait to be carried out, of all connections together; 256 MiB. */
  readonly maxArrivingBytes?: number | undefined;
  /** Bytes that the atomic propositions of all connections may take together; 1 GiB. */
  readonly maxKeptBytes?: number | undefined;
  /** Seconds that a request may take from its first byte to its last, besides one for each 64 KiB; 30. */
  readonly messageTime?: number | undefined;
  /** Seconds without a request after which a connection is closed; 0, never. */
  readonly idleTimeout?: number | undefined;
  readonly onLog?: Log | undefined;
}

/** Milliseconds between two looks at how long peers have been silent. */
const CHECKING = 1000;
const LONGEST_REQUEST = 64 * 2 ** 20;
const MOST_ARRIVING = 256 * 2 ** 20;
const MOST_KEPT = 2 ** 30;
const MOST_CONNECTIONS = 1024;
/** Connections that may be on their way out beside those that are allowed. */
const LEAVING = 64;

export class PlugServer {
  readonly host: string;
  readonly port: number;
  readonly dialect: Dialect;
  readonly #options: PlugServerOptions;
  readonly #tongue: Tongue;
  readonly #listener: Listener;
  readonly #kept: Allowance;
  readonly #connections = new Set<Connection>();
  readonly #checking: NodeJS.Timeout;
  readonly #log: Log;
  #count = 0;
  #closing: Promise<void> | undefined;

  private constructor(options: PlugServerOptions, tongue: Tongue, listener: Listener) {
    this.#options = options;
    this.#tongue = tongue;
    this.#listener = listener;
    this.#log = safeLog(options.onLog);
    this.#kept = new Allowance('all connections together', options.maxKeptBytes ?? MOST_KEPT);
    this.host = options.host ?? '127.0.0.1';
    this.port = listener.port;
    this.dialect = tongue.dialect;
    void this.#accept();
    this.#checking = setInterval(() => this.#check(), CHECKING).unref();
  }

  /** @throws FmuToolError `plug-fixed`; TransportError `in-use`, `denied`, `system` */
  static async start(options: PlugServerOptions): Promise<PlugServer> {
    const tongue = tongueOf(options);
    const listener = await listenTcp(options.port, {
      host: options.host,
      longestBytes: options.maxMessage ?? LONGEST_REQUEST,
      framing: () => requestFraming(tongue),
      messageTimeMilliseconds: options.messageTime === undefined ? undefined : 1000 * options.messageTime,
      arrivals: new Arrivals(options.maxArrivingBytes ?? MOST_ARRIVING),
      maxConnections: most(options) + LEAVING,
    });
    return new PlugServer(options, tongue, listener);
  }

  /** Ends all connections; resolves when nothing is left of them. May be called again. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    clearInterval(this.#checking);
    await Promise.all([...this.#connections].map((connection) => connection.shutDown()));
    await this.#listener.close();
  }

  async #accept(): Promise<void> {
    for (let endpoint; (endpoint = await this.#listener.accept()) !== undefined;) {
      try {
        this.#connect(endpoint);
      } catch (error) {
        this.#log(bug(error, `the connection from ${endpoint.peer} is not taken`));
        endpoint.abort();
      }
    }
  }

  #connect(endpoint: Endpoint): void {
    const number = ++this.#count;
    this.#log({ level: 'info', event: 'connected', text: `connection from ${endpoint.peer}`, connection: number });
    const connection = new Connection(endpoint, {
      number,
      space: this.#options.space,
      tongue: this.#tongue,
      kept: new Allowance('one connection', Infinity, this.#kept),
      log: this.#log,
      idleMilliseconds: 1000 * (this.#options.idleTimeout ?? 0),
      ended: (ended) => this.#connections.delete(ended),
    });
    this.#connections.add(connection);
    if (this.#closing !== undefined) void connection.shutDown();
    else if (this.#connections.size > most(this.#options)) this.#makeRoom(connection);
  }

  /** Of those that have asked for nothing the oldest gives way: silent peers keep no client out. */
  #makeRoom(newest: Connection): void {
    const silent = [...this.#connections].find((connection) => !connection.hasAsked && connection !== newest);
    (silent ?? newest).giveWay('the server has as many connections as it may have');
  }

  #check(): void {
    const now = performance.now();
    for (const connection of this.#connections) connection.check(now);
  }
}

function most(options: PlugServerOptions): number {
  return options.maxConnections ?? MOST_CONNECTIONS;
}

function tongueOf({ space, dialect = 'prefixed' }: PlugServerOptions): Tongue {
  if (dialect === 'prefixed') return { dialect };
  const known = space.knownSizes;
  if (known !== undefined) return { dialect, known };
  const text =
    "the dialect 'fixed' needs one size for all configurations and one for all transitions, and here they have no bound; " +
    'use a space with a horizon, or the dialect prefixed';
  throw new FmuToolError('plug-fixed', text);
}
