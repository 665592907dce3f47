/**
 * The file of `fmutool serve --config`: JSON with the FMUs, the endpoints and the limits. A remoteApiConnections.txt is
 * understood too (connections-file.ts).
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { FmuToolError, quote } from '../../fmu/error.js';
import { readGiven } from '../given-file.js';
import { isConnectionsFile, readConnections } from './connections-file.js';
import { SHORTEST_PACKET } from './shortest-packet.js';

/** Files with certificates, PEM. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
  readonly ca?: string;
}

/** An endpoint as it is configured. */
export interface ConfiguredEndpoint {
  readonly port: number;
  readonly host?: string;
  readonly maxPacket?: number;
  readonly debug?: boolean;
  readonly tls?: TlsFiles;
}

export interface Configuration {
  readonly fmus?: readonly string[];
  readonly endpoints?: readonly ConfiguredEndpoint[];
  readonly limits?: Readonly<Record<string, number>>;
  readonly remarks?: readonly string[];
}

const LIMITS: Readonly<Record<string, Check>> = {
  sessionTimeout: seconds,
  idleTimeout: seconds,
  timeout: seconds,
  maxMessage: packet,
  maxSessions: count,
  maxConnections: count,
};

/** Checks a value of the file, of which `where` says the place. */
type Check = (value: unknown, where: string) => number;

/**
 * Reads the file. Names of files in it are relative to its own folder.
 * @throws FmuToolError `config-invalid`, `file-system`
 */
export function readConfiguration(file: string): Configuration {
  const text = readGiven(file).toString('utf8');
  try {
    return isConnectionsFile(text) ? readConnections(text) : configurationOf(parsed(text), path.dirname(file));
  } catch (error) {
    if (error instanceof FmuToolError) throw error.withPath(file);
    throw error;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw invalid(`this is no JSON: ${(cause as Error).message} (docs/serving.md has an example)`);
  }
}

function configurationOf(value: unknown, folder: string): Configuration {
  const all = objectOf(value, 'the file', ['fmus', 'endpoints', ...Object.keys(LIMITS)]);
  const { fmus, endpoints } = all;
  return {
    ...(fmus !== undefined && {
      fmus: listOf(fmus, 'fmus').map((each, index) => namedInFolder(folder, each, `fmus[${index}]`)),
    }),
    ...(endpoints !== undefined && {
      endpoints: listOf(endpoints, 'endpoints').map((each, index) => endpointOf(each, folder, `endpoints[${index}]`)),
    }),
    limits: Object.fromEntries(
      Object.entries(LIMITS).flatMap(([name, check]) => (name in all ? [[name, check(all[name], name)]] : [])),
    ),
  };
}

/** A file, or `name=file` as on the command line. */
function namedInFolder(folder: string, value: unknown, where: string): string {
  const [, name, file] = /^([^=/\\]+)=(.+)$/s.exec(typeof value === 'string' ? value : '') ?? [];
  const whole = inFolder(folder, value, where);
  if (name === undefined || file === undefined || existsSync(whole)) return whole;
  return `${name}=${inFolder(folder, file, where)}`;
}

function endpointOf(value: unknown, folder: string, where: string): ConfiguredEndpoint {
  const { port, host, maxPacket, debug, tls } = objectOf(value, where, ['port', 'host', 'maxPacket', 'debug', 'tls']);
  const number = portOf(port, `${where}.port`);
  if (number < 0 && (host !== undefined || tls !== undefined)) {
    const what = host === undefined ? 'tls' : 'host';
    throw invalid(`${where}.${what} is for TCP, and port ${number} is shared memory on this machine; leave it out`);
  }
  return {
    port: number,
    ...(host !== undefined && { host: stringOf(host, `${where}.host`) }),
    ...(maxPacket !== undefined && { maxPacket: packet(maxPacket, `${where}.maxPacket`) }),
    ...(debug !== undefined && { debug: booleanOf(debug, `${where}.debug`) }),
    ...(tls !== undefined && { tls: tlsOf(tls, folder, `${where}.tls`) }),
  };
}

function tlsOf(value: unknown, folder: string, where: string): TlsFiles {
  const { cert, key, ca } = objectOf(value, where, ['cert', 'key', 'ca']);
  return {
    cert: inFolder(folder, cert, `${where}.cert`),
    key: inFolder(folder, key, `${where}.key`),
    ...(ca !== undefined && { ca: inFolder(folder, ca, `${where}.ca`) }),
  };
}

/** A port of TCP or, negative, of shared memory. */
export function portOf(value: unknown, where: string): number {
  return integer(value, where, -0x8000_0000, 0xffff, 'a port from 0 to 65535, or a negative number for shared memory');
}

/** A longest message in bytes. */
export function packet(value: unknown, where: string): number {
  return integer(value, where, SHORTEST_PACKET, 2 ** 40, `a number of bytes, ${SHORTEST_PACKET} at least`);
}

function count(value: unknown, where: string): number {
  return integer(value, where, 1, 1_000_000, 'a number from 1 to 1000000');
}

function integer(value: unknown, where: string, least: number, most: number, what: string): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  throw invalid(`${where} has to be ${what}`);
}

function seconds(value: unknown, where: string): number {
  if (typeof value === 'number' && value >= 0 && value <= 1e6) return value;
  throw invalid(`${where} has to be a number of seconds`);
}

/** The object, whose keys are all known: a mistyped key would have no effect that anybody sees. */
function objectOf(value: unknown, where: string, keys: readonly string[]): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid(`${where} has to be an object`);
  const unknown = Object.keys(value).find((key) => !keys.includes(key));
  if (unknown === undefined) return value as Record<string, unknown>;
  throw invalid(`${where}: there is no ${quote(unknown)} (there are ${keys.join(', ')})`);
}

function listOf(value: unknown, where: string): readonly unknown[] {
  if (Array.isArray(value) && value.length > 0) return value;
  throw invalid(`${where} has to be a list with something in it`);
}

function stringOf(value: unknown, where: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw invalid(`${where} has to be a text`);
}

function booleanOf(value: unknown, where: string): boolean {
  if (typeof value === 'boolean') return value;
  throw invalid(`${where} has to be true or false`);
}

function inFolder(folder: string, value: unknown, where: string): string {
  return path.resolve(folder, stringOf(value, where));
}

function invalid(text: string): FmuToolError {
  return new FmuToolError('config-invalid', text);
}
