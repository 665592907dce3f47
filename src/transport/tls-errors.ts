/** What the errors of TLS mean, in words: only a reader of its source understands those of OpenSSL. */
import { X509Certificate } from 'node:crypto';
import type { TlsOptions, TransportErrorCode } from './endpoint.js';

interface Meaning {
  readonly code: TransportErrorCode;
  readonly text: string;
}

const untrusted = (text: string): Meaning => ({ code: 'untrusted', text });
const mismatch = (text: string): Meaning => ({ code: 'mismatch', text });

const STRANGER = untrusted('no trusted authority has signed the certificate');
const NO_KEY = untrusted('the key has no private key in PEM format in it');
const NO_TLS = mismatch('the other side does not speak TLS');
const NO_COMMON = mismatch('the two sides have no version or cipher of TLS in common');

/** By the code of the error in Node.js. */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  CERT_HAS_EXPIRED: untrusted('the certificate has expired'),
  CERT_NOT_YET_VALID: untrusted('the certificate is not valid yet'),
  CERT_REVOKED: untrusted('the certificate has been revoked'),
  CERT_REJECTED: STRANGER,
  CERT_UNTRUSTED: STRANGER,
  CERT_SIGNATURE_FAILURE: untrusted('the signature of the certificate is wrong'),
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted('the certificate is signed by itself and not known'),
  SELF_SIGNED_CERT_IN_CHAIN: STRANGER,
  UNABLE_TO_GET_ISSUER_CERT: STRANGER,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: STRANGER,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: STRANGER,
  INVALID_CA: untrusted('the signer of the certificate is no authority'),
  INVALID_PURPOSE: untrusted('the certificate is for something else'),
  ERR_SSL_WRONG_VERSION_NUMBER: NO_TLS,
  ERR_SSL_HTTP_REQUEST: NO_TLS,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: NO_TLS,
  ERR_SSL_UNEXPECTED_MESSAGE: NO_TLS,
  ERR_SSL_UNSUPPORTED_PROTOCOL: NO_COMMON,
  ERR_SSL_NO_SHARED_CIPHER: NO_COMMON,
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: NO_COMMON,
  ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE: untrusted('the client shows no certificate'),
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: mismatch(
    'the other side refuses: it wants a certificate, or there is no version or cipher of TLS in common',
  ),
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: untrusted('the other side wants a certificate'),
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: untrusted('the other side does not trust the signer of the certificate'),
  ERR_OSSL_X509_KEY_VALUES_MISMATCH: untrusted('the key does not belong to the certificate'),
  ERR_OSSL_UNSUPPORTED: NO_KEY,
  ERR_OSSL_PEM_NO_START_LINE: NO_KEY,
};

/** Alerts by which the peer says that it does not accept our certificate. */
const REFUSED = /ALERT_(?:.*CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED)/;

/** What an error of TLS means; undefined if it is none. */
export function meaningOf({ code = '', message }: NodeJS.ErrnoException): Meaning | undefined {
  const known = MEANINGS[code];
  if (known !== undefined) return known;
  if (REFUSED.test(code)) return untrusted('the other side refuses the certificate');
  // Node.js says which name was expected and which are there.
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return untrusted(message);
  if (/^ERR_(?:SSL|OSSL|TLS)_/.test(code)) return { code: 'system', text: `TLS does not come about (${code})` };
  return undefined;
}

/**
 * Why these cannot be certificates; undefined: they look like some. An empty list of authorities would trust no peer.
 */
export function whyNoCertificates({ cert, ca }: TlsOptions): string | undefined {
  const named: readonly [string, string | Buffer | undefined][] = [
    ['the certificate', cert],
    ['the list of authorities', ca],
  ];
  for (const [what, pem] of named) {
    if (pem === undefined) continue;
    try {
      new X509Certificate(pem);
    } catch {
      return `${what} has no certificate in PEM format in it`;
    }
  }
  return undefined;
}
