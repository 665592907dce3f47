/**
 * Addresses of state spaces: `plug://host:port`, with `?dialect=fixed` for servers that speak that one, and then the sizes,
 * where they are to be given: `?dialect=fixed&configuration=64&transition=4`.
 */
import { FmuToolError, quote } from '../../fmu/error.js';
import { hostAndPort } from '../../transport/host-and-port.js';
import type { KnownSizes } from '../wire/layouts.js';
import { isDialect, type Dialect } from '../wire/messages.js';

/** The port unless told otherwise. */
export const DEFAULT_PORT = 1234;

/** Where a state space is served. */
export interface PlugAddress {
  readonly host: string;
  readonly port: number;
  readonly dialect: Dialect;
  /** In bytes, of the dialect `fixed`: those that are given. */
  readonly sizes: Partial<KnownSizes>;
}

const SCHEME = /^plug:\/\//i;
const FORM = 'plug://host:port, plug://host:port?dialect=fixed';
const MOST_BYTES = 0x7fff_ffff;

/** Whether `text` is meant as an address and not as a file. */
export function isPlugUrl(text: string): boolean {
  return SCHEME.test(text);
}

/**
 * Reads an address.
 * @throws FmuToolError `plug-url`
 */
export function parsePlugUrl(text: string): PlugAddress {
  const [, authority = '', , query = ''] = /^([^/?#]*)\/?(\?([^#]*))?$/s.exec(text.replace(SCHEME, '')) ?? [];
  const place = isPlugUrl(text) ? hostAndPort(authority, DEFAULT_PORT) : undefined;
  if (place === undefined) throw wrong(text, `${FORM}; with a port from 1 to 65535 and an IPv6 address in brackets`);
  let dialect: Dialect = 'prefixed';
  const sizes: { configuration?: number; transition?: number } = {};
  for (const [name, value] of new URLSearchParams(query)) {
    if (name === 'dialect' && isDialect(value)) dialect = value;
    else if (name === 'configuration' || name === 'transition') sizes[name] = size(value, text);
    else throw wrong(text, `${FORM}; ${quote(`${name}=${value}`)} means nothing`);
  }
  if (dialect === 'prefixed' && Object.keys(sizes).length > 0) throw wrong(text, `sizes with ?dialect=fixed only`);
  return { ...place, dialect, sizes };
}

function size(value: string, text: string): number {
  const number = /^\d{1,10}$/.test(value) ? Number(value) : NaN;
  if (!(number <= MOST_BYTES)) throw wrong(text, `a size as a number of bytes, and not ${quote(value)}`);
  return number;
}

function wrong(text: string, form: string): FmuToolError {
  return new FmuToolError('plug-url', `${quote(text)} is no address of a state space; write ${form}`);
}
