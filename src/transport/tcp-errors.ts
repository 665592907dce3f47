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

/** What is wrong, and what to do, where Node.js has only a name for it. */
const TEXTS: Record<string, string> = {
  EADDRINUSE: 'another program listens there',
  EADDRNOTAVAIL: 'this machine does not have the address (choose one of its own)',
  EACCES: 'no permission for this port (ports from 1024 on need none)',
  ENOTFOUND: 'there is no host of this name (check it)',
  EAI_AGAIN: 'the name of the host cannot be looked up (check the network)',
  ENETUNREACH: 'there is no way to this address (check the network)',
  EHOSTUNREACH: 'there is no way to this address (check the network)',
};

/** The error of opening a port or a connection. */
export function openingError(where: string, cause: NodeJS.ErrnoException): TransportError {
  const known = { code: codes[cause.code ?? ''] ?? 'system', text: TEXTS[cause.code ?? ''] ?? cause.message };
  const { code, text } = meaningOf(cause) ?? known;
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
