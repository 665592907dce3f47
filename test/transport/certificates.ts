// Certificates of the tests. `server` and `client` are signed by `authority`, `stranger` by `another`; all are for
// localhost and 127.0.0.1 and hold for a hundred years. They were made with openssl (req -x509 -newkey ec for the two
// authorities, whose keys were thrown away; req -newkey ec and x509 -req -CA for the others).
import { readFileSync } from 'node:fs';
import type { TlsOptions } from '../../src/transport/endpoint.js';

/** Where a file with a certificate (`.pem`) or a key (`.key`) is. */
export function certificateFile(name: string): string {
  return new URL(`certificates/${name}`, import.meta.url).pathname;
}

/** One's own certificate and key, and the authority that signs the peer's. */
export function certificates(name: 'server' | 'client' | 'stranger', authority = 'authority'): TlsOptions {
  return {
    cert: readFileSync(certificateFile(`${name}.pem`)),
    key: readFileSync(certificateFile(`${name}.key`)),
    ca: trusting(authority).ca,
  };
}

/** No certificate of one's own. */
export function trusting(authority = 'authority'): TlsOptions {
  return { ca: readFileSync(certificateFile(`${authority}.pem`)) };
}
