/** What a configuration file of `fmutool serve` says, whichever kind of file it is. */

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
