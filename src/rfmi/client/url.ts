/**
 * Addresses of served models: `rfmi://host:port/name` over TCP, `rfmis://host:port/name` with TLS and
 * `rfmi+shm://channel/name` over shared memory, where channel 1 is port -1. Without a name the server has to have just
 * one model.
 */
import { FmuToolError, quote } from '../../fmu/error.js';
import { hostAndPort } from '../../transport/host-and-port.js';

/** Port of RFMI unless told otherwise (RFMI 0.91, 2). */
export const DEFAULT_PORT = 11_711;

/** Where a model is served. */
export interface RfmiAddress {
  /** Not negative: TCP; negative: shared memory. */
  readonly port: number;
  /** TCP only. */
  readonly host: string | undefined;
  /** Whether over TLS. */
  readonly secure: boolean;
  /** Name of the model; undefined if the address has none. */
  readonly name: string | undefined;
}

const SCHEME = /^(rfmi|rfmis|rfmi\+shm):\/\//i;
const LAST_CHANNEL = 0x8000_0000;

/** Whether `text` is meant as an address and not as a file. */
export function isRfmiUrl(text: string): boolean {
  return SCHEME.test(text);
}

/**
 * Reads an address.
 * @throws FmuToolError `rfmi-url`
 */
export function parseRfmiUrl(text: string): RfmiAddress {
  const scheme = SCHEME.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined)
    throw wrong(text, 'rfmi://host:port/name, rfmis://host:port/name or rfmi+shm://channel/name');
  const rest = text.slice(scheme.length + '://'.length);
  const [, authority = '', , path = ''] = /^([^/?#]*)(\/(.*))?$/s.exec(rest) ?? [];
  if (authority === '') throw wrong(text, scheme === 'rfmi+shm' ? 'rfmi+shm://1/name' : `${scheme}://127.0.0.1/name`);
  const name = path === '' ? undefined : decoded(path, text);
  if (scheme !== 'rfmi+shm') return { ...tcpPlace(authority, text), secure: scheme === 'rfmis', name };
  const channel = /^[1-9]\d{0,9}$/.test(authority) ? Number(authority) : NaN;
  if (!(channel <= LAST_CHANNEL)) throw wrong(text, 'rfmi+shm://1/name, with the number of the channel from 1 on');
  return { port: -channel, host: undefined, secure: false, name };
}

function tcpPlace(authority: string, text: string): { host: string; port: number } {
  const place = hostAndPort(authority, DEFAULT_PORT);
  if (place !== undefined) return place;
  throw wrong(text, 'rfmi://host:port/name, with a port from 1 to 65535 and an IPv6 address in brackets');
}

/** Names of models may have any characters; a `/` belongs to the name. */
function decoded(path: string, text: string): string {
  try {
    return decodeURIComponent(path);
  } catch (cause) {
    throw wrong(text, 'a name in which % is written %25', cause);
  }
}

function wrong(text: string, form: string, cause?: unknown): FmuToolError {
  return new FmuToolError('rfmi-url', `${quote(text)} is no address of RFMI; write ${form}`, { cause });
}
