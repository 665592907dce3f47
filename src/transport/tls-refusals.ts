/**
 * Who was not let in by a server of TLS, and why. Node.js destroys the socket of a client whose certificate it does not
 * trust before it says so: by then the address is gone, and the error speaks of a connection that was reset.
 */
import type net from 'node:net';
import type tls from 'node:tls';
import { meaningOf } from './tls-errors.js';

/** Tells `refused` of every client of `server` that does not get through TLS, until the server is closed. */
export function watchRefusals(server: net.Server, refused: (peer: string, why: string) => void): void {
  const addresses = new WeakMap<net.Socket, string>();
  server.on('connection', (socket: net.Socket) => {
    addresses.set(socket, `${socket.remoteAddress ?? '?'}:${socket.remotePort ?? '?'}`);
  });
  server.on('tlsClientError', (error: NodeJS.ErrnoException, socket: tls.TLSSocket) => {
    if (!server.listening) return;
    // The socket below has no public name; without it the client has none either.
    const { _parent: below } = socket as { _parent?: net.Socket };
    refused((below && addresses.get(below)) ?? 'a client', whyNot(error, socket));
  });
}

function whyNot(error: NodeJS.ErrnoException, { authorizationError }: tls.TLSSocket): string {
  // It is a code, whatever its type says.
  const verdict = authorizationError as unknown;
  if (typeof verdict === 'string') {
    return meaningOf({ code: verdict, name: '', message: '' })?.text ?? `the certificate is not accepted (${verdict})`;
  }
  return meaningOf(error)?.text ?? 'it has gone before TLS had come about';
}
