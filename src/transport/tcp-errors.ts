/** What the errors of node:net and node:tls mean for a connection. */
import { TransportError, type TransportErrorCode } from './endpoint.js';

const codes: Record<string, TransportErrorCode> = {
  ECONNREFUSED: 'no-server',
  EADDRINUSE: 'in-use',
  EACCES: 'denied',
  ETIMEDOUT: 'timeout',
  ECONNRESET: 'lost',
  ERR_SSL_WRONG_VERSION_NUMBER: 'mismatch',
  ERR_TLS_CERT_ALTNAME_INVALID: 'untrusted',
  CERT_HAS_EXPIRED: 'untrusted',
  CERT_NOT_YET_VALID: 'untrusted',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'untrusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'untrusted',
  UNABLE_TO_GET_ISSUER_CERT: 'untrusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'untrusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'untrusted',
  CERT_SIGNATURE_FAILURE: 'untrusted',
  CERT_REVOKED: 'untrusted',
  CERT_REJECTED: 'untrusted',
  CERT_UNTRUSTED: 'untrusted',
  INVALID_CA: 'untrusted',
  INVALID_PURPOSE: 'untrusted',
};

/** Alerts by which the peer says that it does not accept our certificate, or that there is none. */
const REFUSED = /ALERT_(?:.*CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED)/;

function codeOf({ code = '' }: NodeJS.ErrnoException): TransportErrorCode | undefined {
  return REFUSED.test(code) ? 'untrusted' : codes[code];
}

/** The error of opening a port or a connection. */
export function openingError(where: string, cause: NodeJS.ErrnoException): TransportError {
  return new TransportError(codeOf(cause) ?? 'system', `${where}: ${cause.message}`, { cause });
}

/** The error of a connection that existed; a server refuses a client's certificate only after it has been connected. */
export function lostPeer(peer: string, cause?: NodeJS.ErrnoException): TransportError {
  if (cause !== undefined && codeOf(cause) === 'untrusted') {
    return new TransportError('untrusted', `${peer}: the peer refuses the certificate: ${cause.message}`, { cause });
  }
  return new TransportError('lost', `${peer}: the connection was lost`, cause && { cause });
}

export function closedHere(peer: string): TransportError {
  return new TransportError('closed', `${peer}: the connection has been closed`);
}
