/**
 * What carries messages between two processes: endpoints that send and receive whole messages of bytes. The number of
 * the port says over what: TCP if it is not negative, shared memory on this machine if it is.
 */

import type { Arrivals } from './arrivals.js';
import type { Framing } from './framing.js';

/** Why a transport failed; callers decide on `code`. */
export type TransportErrorCode =
  | 'no-server' // no server listens there
  | 'in-use' // another server listens there
  | 'denied' // the peer belongs to another user, or the port may not be used
  | 'full' // the server takes no more clients
  | 'mismatch' // the peer speaks another version, or no TLS where TLS is asked for
  | 'untrusted' // a certificate was refused, here or by the peer
  | 'lost' // the peer ended without closing
  | 'closed' // this side, or the peer, has closed
  | 'corrupt' // the peer sent something damaged
  | 'too-long' // a message is longer than allowed
  | 'no-memory'
  | 'timeout'
  | 'unavailable' // shared memory does not exist on this platform
  | 'system'; // the operating system refused something else

/** The outside world does not let a message through. */
export class TransportError extends Error {
  readonly code: TransportErrorCode;

  constructor(code: TransportErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'TransportError';
    this.code = code;
  }
}

/** Takes messages as they come, in the place of {@link Endpoint.receive}: without a promise for each of them. */
export interface Handler {
  /** A message. May pause the endpoint; until it is resumed no other message is handed over. */
  message(message: Buffer): void;
  /** After a {@link Endpoint.post} that returned false: everything has been sent. */
  drained?(): void;
  /** The peer will send nothing more, though messages that it has sent may still lie here. Said at once, even if paused. */
  ending?(): void;
  /** All messages have been handed over and no other will come; with the reason, if the peer has not closed in good order. */
  end(error: TransportError | undefined): void;
}

/** How a connection has come about: what a peer that comes again can be known by. */
export interface Origin {
  readonly over: 'tcp' | 'tls' | 'shm' | 'process';
  /** TLS only: SHA-256 of the certificate that the peer has shown; undefined if it was not asked for one. */
  readonly certificate?: string | undefined;
}

/** One side of a connection. Messages arrive whole and in order; an empty one is a message too. */
export interface Endpoint {
  /** What this is connected to, for messages to people. */
  readonly peer: string;
  readonly origin: Origin;

  /**
   * Sends a message. Resolves when the transport has taken it and the bytes may be changed again, which for a peer that
   * does not read may take for ever. Several may be under way; they go out in the order of the calls.
   * @throws TransportError `closed`, `lost`, `corrupt`, `too-long`
   */
  send(message: Uint8Array): Promise<void>;

  /**
   * The next message; undefined once the peer has closed and everything it sent has been received. Several calls are
   * answered in their order.
   * @throws TransportError `lost`, `corrupt`, `too-long`, `timeout`, `closed` (this side has been closed)
   */
  receive(): Promise<Buffer | undefined>;

  /** From now on messages go to `handler`, those that lie here first; {@link receive} may not be called any more. */
  handle(handler: Handler): void;

  /**
   * Sends without a promise, for use with {@link handle}; the bytes belong to the transport from now on. False if the peer
   * has to make room first: then the handler is told when everything has gone. What goes wrong is told to the handler's
   * `end`.
   */
  post(message: Uint8Array): boolean;

  /** Hands no message over until `resume`; in the end the peer is held back. With {@link handle} only. */
  pause(): void;
  resume(): void;

  /**
   * Ends the connection. The peer still receives every message whose send has resolved. With `linger` the peer has so
   * many milliseconds to read the others too and to close: over TCP an answer to a peer that is still sending could
   * otherwise be lost.
   */
  close(linger?: number): Promise<void>;

  /** Ends the connection at once; over TCP the peer gets an RST. What has not gone out is lost. */
  abort(): void;
}

/** Takes connections. */
export interface Listener {
  /** The port; where 0 was asked for, the one that the system chose. */
  readonly port: number;

  /** The next client; undefined once the listener is closed. */
  accept(): Promise<Endpoint | undefined>;

  /** Sends to all clients that are connected; resolves to how many took it. One that fails is not an error here. */
  broadcast(message: Uint8Array): Promise<number>;

  /** Stops listening and closes all connections. */
  close(): Promise<void>;
}

/** Longest message that is accepted unless an option says otherwise. */
export const DEFAULT_LONGEST_BYTES = 1 << 30;

/** Certificates for TLS, as PEM. */
export interface TlsOptions {
  readonly cert?: string | Buffer | undefined;
  readonly key?: string | Buffer | undefined;
  /**
   * The authorities that may sign the peer's certificate. A client without it asks the system; a server with it asks
   * for certificates.
   */
  readonly ca?: string | Buffer | undefined;
  /** Client: the name that the server's certificate has to have, if it is not that of the host. */
  readonly name?: string | undefined;
}

/** Options of both ends. */
export interface TransportOptions {
  /** Longest message in bytes that is accepted from the peer. */
  readonly longestBytes?: number | undefined;
  /** TCP only: the address; loopback unless told otherwise. */
  readonly host?: string | undefined;
  /** TCP only: how messages are told apart, made for each connection; their length in front of them unless given. */
  readonly framing?: (() => Framing) | undefined;
  /** TCP only: encrypted. */
  readonly tls?: TlsOptions | undefined;
  /** TCP only: milliseconds that a message may take from its first byte to its last, besides a second for each 64 KiB. */
  readonly messageTimeMilliseconds?: number | undefined;
  /** TCP only: what this connection, or those of this listener, share with others as room for messages that come. */
  readonly arrivals?: Arrivals | undefined;
  /** TCP only, of a listener: the most connections at a time; one more is closed at once. */
  readonly maxConnections?: number | undefined;
  /** TLS only, of a listener: told of clients that were not let in, and why. */
  readonly refused?: ((peer: string, why: string) => void) | undefined;
  /** Shared memory only: the smipc library; the one that comes with fmutool unless told otherwise. */
  readonly library?: string | undefined;
}

/** Options of a client. */
export interface ConnectOptions extends TransportOptions {
  /** Milliseconds that connecting may take. */
  readonly timeoutMilliseconds?: number | undefined;
}
