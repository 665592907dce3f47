/** What `fmutool serve` is told, on the command line and in a configuration file: the command line wins. */
import { type RfmiServerOptions, type ServerEndpoint } from '../../rfmi/server/server.js';
import { DEFAULT_PORT } from '../../rfmi/client/url.js';
import type { CommonOptions } from '../options.js';
import { UsageError } from '../usage-error.js';
import { readSmall } from '../small-file.js';
import type { Configuration, TlsFiles } from './configuration.js';
import { readConfiguration } from './read-configuration.js';

/** Numbers that both may give. */
export interface Limits {
  readonly sessionTimeout?: number;
  readonly maxMessage?: number;
  readonly maxSessions?: number;
  readonly maxConnections?: number;
  readonly idleTimeout?: number;
  /** Seconds that a call of a model may take; 0: no limit. */
  readonly timeout?: number;
}

/** What may be typed. */
export interface ServeOptions extends CommonOptions, Limits {
  readonly port?: readonly number[];
  readonly host?: string;
  readonly config?: string;
  readonly platform?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly tlsCa?: string;
  readonly maxPacket?: number;
  readonly debug?: boolean;
  readonly logFormat?: 'text' | 'json';
}

/** Both together. */
export interface ServeSettings {
  /** FMUs as they were named. */
  readonly files: readonly string[];
  readonly endpoints: readonly ServerEndpoint[];
  readonly limits: Limits;
  /** What of the configuration file has no meaning here, as sentences. */
  readonly remarks: readonly string[];
}

/** What a server is made of besides its FMUs. */
export function serverLimits({ timeout: _, ...limits }: Limits): Omit<RfmiServerOptions, 'catalogue'> {
  return limits;
}

/**
 * Reads the configuration file and the certificates, if there are any.
 * @throws FmuToolError `config-invalid`, `file-system`, `file-too-large`
 * @throws UsageError
 */
export async function settingsOf(named: readonly string[], options: ServeOptions): Promise<ServeSettings> {
  const configuration: Configuration = options.config === undefined ? {} : await readConfiguration(options.config);
  const files = [...named, ...(configuration.fmus ?? [])];
  if (files.length === 0) throw new UsageError('serve: name the FMUs to serve (see fmutool serve --help)');
  const tls = tlsOf(options);
  const common = {
    host: options.host,
    maxPacket: options.maxPacket,
    debug: options.debug,
    tls: tls && (await certificates(tls)),
  };
  const listed = options.port === undefined ? configuration.endpoints : undefined;
  const ports = options.port ?? (listed === undefined ? [DEFAULT_PORT] : []);
  const endpoints: ServerEndpoint[] = ports.map((port) => ({ ...common, port }));
  // One after the other, as they are listed: of several files that are missing the first is named.
  for (const each of listed ?? []) {
    endpoints.push({
      port: each.port,
      host: options.host ?? each.host,
      maxPacket: options.maxPacket ?? each.maxPacket,
      debug: options.debug ?? each.debug,
      tls: common.tls ?? (each.tls && (await certificates(each.tls))),
    });
  }
  return {
    files,
    endpoints,
    limits: { ...configuration.limits, ...limitsOf(options) },
    remarks: configuration.remarks ?? [],
  };
}

function limitsOf(options: ServeOptions): Limits {
  const { sessionTimeout, maxMessage, maxSessions, maxConnections, idleTimeout, timeout } = options;
  const all = { sessionTimeout, maxMessage, maxSessions, maxConnections, idleTimeout, timeout };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

function tlsOf({ tlsCert: cert, tlsKey: key, tlsCa: ca }: ServeOptions): TlsFiles | undefined {
  if (cert === undefined && key === undefined && ca === undefined) return undefined;
  if (cert === undefined || key === undefined) {
    throw new UsageError('serve: TLS needs the certificate and its key, --tls-cert and --tls-key');
  }
  return { cert, key, ...(ca !== undefined && { ca }) };
}

async function certificates({ cert, key, ca }: TlsFiles): Promise<ServerEndpoint['tls']> {
  return {
    cert: await readSmall(cert),
    key: await readSmall(key),
    ...(ca !== undefined && { ca: await readSmall(ca) }),
  };
}
