/** The file of `fmutool serve --config`: JSON with the FMUs, the endpoints and the limits. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { booleanOf, count, invalid, listOf, objectOf, packet, portOf, seconds, stringOf } from './checks.js';
import type { Configuration, ConfiguredEndpoint, TlsFiles } from './configuration.js';

const LIMITS: Readonly<Record<string, (value: unknown, where: string) => number>> = {
  sessionTimeout: seconds,
  idleTimeout: seconds,
  timeout: seconds,
  maxMessage: packet,
  maxSessions: count,
  maxConnections: count,
};

/**
 * Reads the text of a file that lies in `folder`. Names of files in it are relative to that folder.
 * @throws FmuToolError `config-invalid`
 */
export function readJsonFile(text: string, folder: string): Configuration {
  return configurationOf(parsed(text), folder);
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

function inFolder(folder: string, value: unknown, where: string): string {
  return path.resolve(folder, stringOf(value, where));
}
