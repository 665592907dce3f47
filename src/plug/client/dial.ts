/** Opens a connection to a server of the plug remote protocol, if need be at several attempts. */
import { TransportError, type Endpoint } from '../../transport/endpoint.js';
import { connectTcp } from '../../transport/tcp.js';
import type { Tongue } from '../wire/codec.js';
import { answerFraming } from '../wire/framing.js';
import type { Asked } from './line.js';
import { PlugError } from './plug-error.js';
import type { PlugAddress } from './url.js';

export interface DialOptions {
  /** How often it is tried again, a quarter of a second apart, while no server is there; 0. Other clients do it ten times. */
  readonly retries?: number | undefined;
  /** Milliseconds that opening one connection may take; 10,000. */
  readonly connectTimeoutMilliseconds?: number | undefined;
  /** Milliseconds that an answer may take from its first byte to its last, besides a second for each 64 KiB; 30,000. */
  readonly messageTimeMilliseconds?: number | undefined;
  /** Longest answer in bytes that is accepted; 256 MiB. */
  readonly longestBytes?: number | undefined;
}

/** Milliseconds between two attempts. */
const PAUSE = 250;
const LONGEST_ANSWER = 256 * 2 ** 20;
/** What may be otherwise a moment later. */
const PASSING: ReadonlySet<string> = new Set(['no-server', 'lost', 'timeout']);

const ADVICE: Readonly<Partial<Record<TransportError['code'], string>>> = {
  'no-server': 'no server listens there (start the server, or check host and port)',
  timeout: 'no connection in time (check host, port and firewall)',
};

/**
 * `asked` names the requests whose answers are still to come, in their order, and is emptied as they come.
 * @throws PlugError `connection`
 */
export async function dial(
  { host, port }: Pick<PlugAddress, 'host' | 'port'>,
  tongue: Tongue,
  asked: Asked,
  options: DialOptions,
): Promise<Endpoint> {
  for (let left = options.retries ?? 0; ; --left) {
    try {
      return await connectTcp(port, {
        host,
        longestBytes: options.longestBytes ?? LONGEST_ANSWER,
        framing: () => answerFraming(tongue, () => asked.shift()),
        timeoutMilliseconds: options.connectTimeoutMilliseconds,
        messageTimeMilliseconds: options.messageTimeMilliseconds,
      });
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      if (left <= 0 || !PASSING.has(error.code)) {
        throw new PlugError(
          'connection',
          `cannot connect to ${host}:${port}: ${ADVICE[error.code] ?? error.message}`,
          error,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }
}
