/** What `fmutool serve` is told, on the command line and in a configuration file: the command line wins. */
import { type RfmiServerOptions, type ServerEndpoint } from '../../rfmi/server/server.js';
import { DEFAULT_PORT } from '../../rfmi/client/url.js';
import type { CommonOptions } from '../options.js';
import { UsageError } from '../usage-error.js';
import { readGiven } from '../given-file.js';
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
 * @throws FmuToolError `config-invalid`, `file-system`
 * @throws UsageError
 */
export function settingsOf(named: readonly string[], options: ServeOptions): ServeSettings {
  const configuration: Configuration = options.config === undefined ? {} : readConfiguration(options.config);
  const files = [...named, ...(configuration.fmus ?? [])];
  if (files.length === 0) throw new UsageError('serve: name the FMUs to serve (see fmutool serve --help)');
  const tls = tlsOf(options);
  const common = {
    host: options.host,
    maxPacket: options.maxPacket,
    debug: options.debug,
    tls: tls && certificates(tls),
  };
  const listed = options.port === undefined ? configuration.endpoints : undefined;
  const ports = options.port ?? (listed === undefined ? [DEFAULT_PORT] : []);
  return {
    files,
    endpoints: [
      ...ports.map((port) => ({ ...common, port })),
      ...(listed ?? []).map((each) => ({
        port: each.port,
        host: options.host ?? each.host,
        maxPacket: options.maxPacket ?? each.maxPacket,
        debug: options.debug ?? each.debug,
        tls: common.tls ?? (each.tls && certificates(each.tls)),
      })),
    ],
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

function certificates({ cert, key, ca }: TlsFiles): ServerEndpoint['tls'] {
  return { cert: readGiven(cert), key: readGiven(key), ...(ca !== undefined && { ca: readGiven(ca) }) };
}
