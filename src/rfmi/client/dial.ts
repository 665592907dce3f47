/** Opens connections to one server: as often as it takes, for a client that waits for its server or comes back to it. */
import { connect } from '../../transport/ports.js';
import { TransportError, type Endpoint, type TlsOptions } from '../../transport/endpoint.js';
import { LONGEST_MESSAGE_BYTES, RfmiFraming } from '../wire/framing.js';
import { RfmiError } from './rfmi-error.js';
import { DEFAULT_PORT, parseRfmiUrl } from './url.js';

/** Where a server is: an address, a port, an open connection, or something that opens one. */
export type RfmiTarget = string | RfmiPlace | Endpoint | (() => Promise<Endpoint>);

/** A server by its port: not negative TCP, negative shared memory. */
export interface RfmiPlace {
  readonly port?: number | undefined;
  /** TCP only; loopback unless told otherwise. */
  readonly host?: string | undefined;
}

/** How connections are opened. */
export interface DialOptions {
  /** Milliseconds that opening one connection may take; 10,000 unless told otherwise. */
  readonly connectTimeoutMilliseconds?: number | undefined;
  /**
   * Over TCP: milliseconds that an answer may take from its first byte to its last, besides a second for each 64 KiB of it;
   * 30,000 unless told otherwise. It does not begin before the first byte: a model may compute as long as it likes.
   */
  readonly messageTimeMilliseconds?: number | undefined;
  /** Over TCP: encrypted. An address that begins with `rfmis:` needs no more than an empty object, or none at all. */
  readonly tls?: TlsOptions | undefined;
  /** Longest message in bytes that is accepted from the server. */
  readonly longestBytes?: number | undefined;
}

/** Opens a connection. */
export type Dial = () => Promise<Endpoint>;

/** What opens connections to `target`, and whether it can do so more than once. */
export function dialOf(target: RfmiTarget, options: DialOptions): { dial: Dial; again: boolean; where: string } {
  if (typeof target === 'function') return { dial: target, again: true, where: 'the server' };
  if (typeof target === 'object' && 'post' in target) {
    return { dial: () => Promise.resolve(target), again: false, where: target.peer };
  }
  const { port, host, secure } = typeof target === 'string' ? parseRfmiUrl(target) : { ...target, secure: false };
  const longestBytes = options.longestBytes ?? LONGEST_MESSAGE_BYTES;
  const number = port ?? DEFAULT_PORT;
  const connecting = {
    host,
    timeoutMilliseconds: options.connectTimeoutMilliseconds,
    longestBytes,
    messageTimeMilliseconds: options.messageTimeMilliseconds,
    framing: () => new RfmiFraming('server', longestBytes),
    tls: secure ? (options.tls ?? {}) : options.tls,
  };
  const where = number < 0 ? `shared memory, channel ${-number}` : `${host ?? '127.0.0.1'}:${number}`;
  return { dial: () => connect(number, connecting), again: true, where };
}

/** Milliseconds between two attempts. */
const PAUSE = 50;

/**
 * Makes attempts at opening a connection until it works or `deadline` (of `performance.now()`) has passed; at least once.
 * @throws RfmiError `connection`
 */
export async function attemptUntil<T>(
  attempt: () => Promise<T>,
  deadline: (error: TransportError) => number,
  where: string,
): Promise<T> {
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      if (!PASSING.has(error.code) || performance.now() + PAUSE > deadline(error)) throw noConnection(where, error);
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }
}

/** What may be otherwise a moment later. */
const PASSING: ReadonlySet<string> = new Set(['no-server', 'full', 'lost', 'timeout', 'closed', 'system']);

const ADVICE: Readonly<Partial<Record<TransportError['code'], string>>> = {
  'no-server': 'no server listens there (start the server, or check host and port)',
  full: 'the server takes no more clients (try again later)',
  untrusted: 'a certificate was refused (check --tls-ca, --tls-cert and --tls-key)',
  mismatch: 'the server there speaks something else (rfmis:// is for servers with TLS, rfmi:// for those without)',
  timeout: 'no connection in time (check host, port and firewall)',
};

/** There is no connection to `where`. */
function noConnection(where: string, cause: TransportError): RfmiError {
  const advice = ADVICE[cause.code];
  const detail = cause.code === 'untrusted' || advice === undefined ? `: ${cause.message}` : '';
  const message = `cannot connect to ${where}${detail}${advice === undefined ? '' : `; ${advice}`}`;
  return new RfmiError('connection', message, { cause });
}
