/**
 * A server of RFMI: FMUs for every client that connects, over TCP, TLS, shared memory or within this process. Each
 * client has a session of its own, and none waits for another.
 */
import { Arrivals } from '../../transport/arrivals.js';
import type { Endpoint, Listener, TlsOptions } from '../../transport/endpoint.js';
import { bug, safeLog } from '../../transport/log.js';
import { listen } from '../../transport/ports.js';
import type { LogMessage } from '../../runtime/calls.js';
import type { Catalogue } from '../session/catalogue.js';
import { LONGEST_BEFORE_HELLO_BYTES, LONGEST_MESSAGE_BYTES, RfmiFraming } from '../wire/framing.js';
import { Connection } from './connection.js';
import { sessionName, type Log, type LogEntry } from './log.js';
import { SessionRegistry } from './registry.js';
import { Allowance } from '../../transport/allowance.js';
import { Session } from '../session/session.js';

/** Where a server listens. */
export interface ServerEndpoint {
  /** TCP if not negative (0: any free one), else the channel of shared memory. */
  readonly port: number;
  /** TCP only: the address; loopback unless told otherwise. */
  readonly host?: string | undefined;
  /** TCP only: certificate and key; with `ca` clients need certificates too. */
  readonly tls?: TlsOptions | undefined;
  /** Longest message in bytes that is accepted here; that of the server unless told otherwise. */
  readonly maxPacket?: number | undefined;
  /** Whether every message is shown in the log. */
  readonly debug?: boolean | undefined;
}

export interface RfmiServerOptions {
  /** What is served. */
  readonly catalogue: Catalogue;
  /** None: only those that are attached. */
  readonly endpoints?: readonly ServerEndpoint[] | undefined;
  /** Seconds for which a session waits for its client to come back after its connection was lost; 30. */
  readonly sessionTimeout?: number | undefined;
  /** Longest message in bytes; 256 MiB. */
  readonly maxMessage?: number | undefined;
  /** Sessions at once, those that wait for their clients included; 1024. */
  readonly maxSessions?: number | undefined;
  /** Bytes that the last answers of all sessions may have together, kept in case they are lost on the way; 256 MiB. */
  readonly maxAnswersBytes?: number | undefined;
  /** Bytes that clients may have kept in frames and early values, of all sessions together; 512 MiB. */
  readonly maxKeptBytes?: number | undefined;
  /** TCP only: bytes of messages that are coming, or wait to be carried out, of all connections together; 1 GiB. */
  readonly maxArrivingBytes?: number | undefined;
  /** Connections at once; 4096. */
  readonly maxConnections?: number | undefined;
  /** Seconds without a command after which a connection is closed; 0, never. */
  readonly idleTimeout?: number | undefined;
  /** TCP only: seconds that a message may take from its first byte to its last, besides one for each 64 KiB; 30. */
  readonly messageTime?: number | undefined;
  readonly onLog?: Log | undefined;
  /** The smipc library; the one that comes with fmutool unless told otherwise. */
  readonly library?: string | undefined;
}

/** Where a server can be reached. */
export interface ServerAddress {
  readonly transport: 'tcp' | 'shm';
  /** Null for shared memory. */
  readonly host: string | null;
  readonly port: number;
  readonly tls: boolean;
}

/** Milliseconds between two looks at how long peers have been silent. */
const CHECKING = 1000;
/**
 * Bytes beyond the limit that shared memory takes of a message: nothing can be said any more on a connection that has
 * ended over one that is longer, and so most of them are answered as over TCP.
 */
const SPARE = 1 << 20;
const MOST_ANSWERS = 256 * 2 ** 20;
const MOST_ARRIVING = 2 ** 30;
const MOST_KEPT = 512 * 2 ** 20;
/** Connections that may be on their way out beside those that are allowed. */
const LEAVING = 64;

export class RfmiServer {
  readonly addresses: readonly ServerAddress[];
  readonly #options: RfmiServerOptions;
  readonly #listeners: readonly Listener[];
  readonly #registry: SessionRegistry;
  readonly #connections = new Set<Connection>();
  readonly #checking: NodeJS.Timeout;
  readonly #log: Log;
  #count = 0;
  #closing: Promise<void> | undefined;

  private constructor(options: RfmiServerOptions, listening: readonly { listener: Listener; at: ServerEndpoint }[]) {
    this.#options = options;
    this.#log = safeLog(options.onLog);
    this.#listeners = listening.map(({ listener }) => listener);
    this.addresses = listening.map(({ listener, at }) => ({
      transport: at.port < 0 ? 'shm' : 'tcp',
      host: at.port < 0 ? null : (at.host ?? '127.0.0.1'),
      port: listener.port,
      tls: at.port >= 0 && at.tls !== undefined,
    }));
    const kept = new Allowance('all sessions together', options.maxKeptBytes ?? MOST_KEPT);
    this.#registry = new SessionRegistry({
      converse: (id) =>
        new Session(options.catalogue, { kept, onLog: (message, fmu) => this.#log(fmuEntry(message, fmu, id)) }),
      timeoutMilliseconds: 1000 * (options.sessionTimeout ?? 30),
      most: options.maxSessions ?? 1024,
      answers: options.maxAnswersBytes ?? MOST_ANSWERS,
      log: this.#log,
    });
    for (const { listener, at } of listening) void this.#accept(listener, at);
    this.#checking = setInterval(() => this.#check(), CHECKING).unref();
  }

  /**
   * Listens at all endpoints, or at none.
   * @throws TransportError `in-use`, `denied`, `untrusted`, `no-memory`, `unavailable`, `system`
   */
  static async start(options: RfmiServerOptions): Promise<RfmiServer> {
    const listening: { listener: Listener; at: ServerEndpoint }[] = [];
    const arrivals = new Arrivals(options.maxArrivingBytes ?? MOST_ARRIVING);
    try {
      for (const at of options.endpoints ?? []) listening.push({ listener: await open(at, options, arrivals), at });
    } catch (error) {
      await Promise.all(listening.map(({ listener }) => listener.close()));
      throw error;
    }
    return new RfmiServer(options, listening);
  }

  /** Serves the client at the other end of `endpoint`. */
  attach(endpoint: Endpoint): void {
    this.#connect(endpoint, { port: 0 });
  }

  /** Ends all sessions and connections; resolves when nothing is left of them. May be called again. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    clearInterval(this.#checking);
    const ended = [...this.#connections].map((connection) => connection.shutDown('the server ends'));
    await Promise.all([this.#registry.close(), ...ended]);
    await Promise.all(this.#listeners.map((listener) => listener.close()));
  }

  async #accept(listener: Listener, at: ServerEndpoint): Promise<void> {
    for (let endpoint; (endpoint = await listener.accept()) !== undefined;) {
      try {
        this.#connect(endpoint, at);
      } catch (error) {
        this.#log(bug(error, `the connection from ${endpoint.peer} is not taken`));
        endpoint.abort();
      }
    }
  }

  #connect(endpoint: Endpoint, at: ServerEndpoint): void {
    const number = ++this.#count;
    const connection = new Connection(endpoint, {
      number,
      registry: this.#registry,
      log: this.#log,
      longestBytes: longest(at, this.#options),
      idleMilliseconds: 1000 * (this.#options.idleTimeout ?? 0),
      debug: at.debug === true,
      ended: (ended) => this.#connections.delete(ended),
    });
    this.#connections.add(connection);
    const text = `connection from ${endpoint.peer}`;
    this.#log({ level: 'info', event: 'connected', text, connection: number });
    if (this.#closing !== undefined) void connection.shutDown('the server ends');
    else if (this.#connections.size > most(this.#options)) this.#makeRoom(connection);
  }

  /** Of those that have said no hello the oldest gives way: silent peers keep no client out. */
  #makeRoom(newest: Connection): void {
    const full = 'the server has as many connections as it may have; try again later';
    const silent = [...this.#connections].find((connection) => !connection.greeted && connection !== newest);
    if (silent === undefined) void newest.shutDown(full);
    else silent.giveWay(full);
  }

  #check(): void {
    const now = performance.now();
    for (const connection of this.#connections) connection.check(now);
  }
}

/** What an FMU has told its logger or printed, for the log of the server. */
function fmuEntry({ status, category, text, printed }: LogMessage, fmu: string, session: number): LogEntry {
  if (printed === true) {
    return { level: 'info', event: 'fmu-printed', text: `${fmu} printed: ${text}`, session: sessionName(session) };
  }
  const level = status === 'ok' ? 'info' : status === 'warning' || status === 'discard' ? 'warning' : 'error';
  const said = `${fmu}: ${category === '' ? '' : `${category}: `}${text}`;
  return { level, event: 'fmu', text: said, session: sessionName(session), status };
}

function most(options: RfmiServerOptions): number {
  return options.maxConnections ?? 4096;
}

function longest(at: ServerEndpoint, options: RfmiServerOptions): number {
  return at.maxPacket ?? options.maxMessage ?? LONGEST_MESSAGE_BYTES;
}

function open(at: ServerEndpoint, options: RfmiServerOptions, arrivals: Arrivals): Promise<Listener> {
  const limit = longest(at, options);
  const log = safeLog(options.onLog);
  return listen(at.port, {
    longestBytes: at.port < 0 ? limit + SPARE : limit,
    host: at.host,
    framing: () => new RfmiFraming('client', limit, LONGEST_BEFORE_HELLO_BYTES),
    tls: at.tls,
    messageTimeMilliseconds: options.messageTime === undefined ? undefined : 1000 * options.messageTime,
    arrivals,
    maxConnections: most(options) + LEAVING,
    library: options.library,
    refused: (peer, why) => log({ level: 'warning', event: 'refused', text: `${peer} is not let in: ${why}` }),
  });
}
