/**
 * The door of a server of TLS: every socket has an owner here from its first byte on, until its peer has got through TLS.
 * Node.js leaves a socket whose handshake takes too long to its user, and its own limit on connections would let silent
 * peers keep out the others: so the peers before the door have a limit of their own, and the oldest of them give way.
 */
import type net from 'node:net';
import type tls from 'node:tls';
import { meaningOf } from './tls-errors.js';

/** Milliseconds for a client to get through TLS, however it spends them: the limit of Node.js begins anew with every byte. */
const HANDSHAKE_TIME = 10_000;
/** Peers that may be about it at once. */
const MOST = 256;

const LATE = 'TLS has not come about in time';
const CROWDED = 'too many others wait to get through TLS';

interface Stranger {
  readonly host: string;
  /** Address and port, which the socket forgets when it is destroyed. */
  readonly peer: string;
  readonly timer: NodeJS.Timeout;
  /** Why it is not let in, where that is known here and not to TLS. */
  why?: string;
}

export class TlsDoor {
  /** Those that are before the door, oldest first. */
  readonly #waiting = new Set<net.Socket>();
  readonly #strangers = new WeakMap<net.Socket, Stranger>();
  readonly #server: tls.Server;
  readonly #refused: (peer: string, why: string) => void;

  /** Tells `refused` of every client that does not get through, until the server is closed. */
  constructor(server: tls.Server, refused: (peer: string, why: string) => void = () => undefined) {
    this.#server = server;
    this.#refused = refused;
    server.on('connection', (socket: net.Socket) => this.#arrive(socket));
    server.on('tlsClientError', (error: NodeJS.ErrnoException, socket: tls.TLSSocket) => this.#turnAway(error, socket));
    server.on('secureConnection', (socket: tls.TLSSocket) => {
      const below = belowOf(socket);
      if (below !== undefined) this.#forget(below);
    });
  }

  /** Ends those that are before the door. */
  close(): void {
    for (const socket of this.#waiting) socket.destroy();
  }

  #arrive(socket: net.Socket): void {
    const host = socket.remoteAddress ?? '?';
    const peer = `${host}:${socket.remotePort ?? '?'}`;
    const timer = setTimeout(() => this.#giveUp(socket, LATE), HANDSHAKE_TIME).unref();
    this.#strangers.set(socket, { host, peer, timer });
    this.#waiting.add(socket);
    socket.once('close', () => this.#forget(socket));
    if (this.#waiting.size <= MOST) return;
    const oldest = this.#oldest();
    if (oldest !== undefined) this.#giveUp(oldest, CROWDED);
  }

  /** The oldest of the host that has the most of them: one from elsewhere need not give way. */
  #oldest(): net.Socket | undefined {
    const hostOf = (socket: net.Socket): string => this.#strangers.get(socket)?.host ?? '?';
    const counts = new Map<string, number>();
    for (const socket of this.#waiting) counts.set(hostOf(socket), (counts.get(hostOf(socket)) ?? 0) + 1);
    const most = Math.max(...counts.values());
    return [...this.#waiting].find((socket) => counts.get(hostOf(socket)) === most);
  }

  #giveUp(socket: net.Socket, why: string): void {
    const stranger = this.#strangers.get(socket);
    if (stranger !== undefined) stranger.why = why;
    this.#forget(socket);
    socket.destroy();
  }

  #forget(socket: net.Socket): void {
    clearTimeout(this.#strangers.get(socket)?.timer);
    this.#waiting.delete(socket);
  }

  #turnAway(error: NodeJS.ErrnoException, socket: tls.TLSSocket): void {
    const below = belowOf(socket);
    const stranger = below && this.#strangers.get(below);
    // Node.js crashes (20.20) where both are destroyed before the one below has closed, which ends the other by itself.
    if (below?.destroyed !== true) socket.destroy();
    if (this.#server.listening) this.#refused(stranger?.peer ?? 'a client', stranger?.why ?? whyNot(error, socket));
  }
}

/** The socket below one of TLS has no public name. Without it, its peer has none and its time alone ends it. */
function belowOf(socket: tls.TLSSocket): net.Socket | undefined {
  return (socket as { _parent?: net.Socket })._parent;
}

function whyNot(error: NodeJS.ErrnoException, { authorizationError }: tls.TLSSocket): string {
  // It is a code, whatever its type says.
  const verdict = authorizationError as unknown;
  if (typeof verdict === 'string') {
    return meaningOf({ code: verdict, name: '', message: '' })?.text ?? `the certificate is not accepted (${verdict})`;
  }
  return meaningOf(error)?.text ?? 'it has gone before TLS had come about';
}
