/** What the errors of node:net and node:tls mean for a connection. */
import { TransportError, type TransportErrorCode } from './endpoint.js';
import { meaningOf } from './tls-errors.js';

const codes: Record<string, TransportErrorCode> = {
  ECONNREFUSED: 'no-server',
  EADDRINUSE: 'in-use',
  EACCES: 'denied',
  ETIMEDOUT: 'timeout',
  ECONNRESET: 'lost',
};

/** The error of opening a port or a connection. */
export function openingError(where: string, cause: NodeJS.ErrnoException): TransportError {
  const { code, text } = meaningOf(cause) ?? { code: codes[cause.code ?? ''] ?? 'system', text: cause.message };
  return new TransportError(code, `${where}: ${text}`, { cause });
}

/** The error of a connection that existed; a server refuses a client's certificate only after it has been connected. */
export function lostPeer(peer: string, cause?: NodeJS.ErrnoException): TransportError {
  const meaning = cause && meaningOf(cause);
  if (meaning?.code === 'untrusted') return new TransportError('untrusted', `${peer}: ${meaning.text}`, { cause });
  return new TransportError('lost', `${peer}: the connection was lost`, cause && { cause });
}

export function closedHere(peer: string): TransportError {
  return new TransportError('closed', `${peer}: the connection has been closed`);
}
