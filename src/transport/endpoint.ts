/**
 * What carries messages between two processes: endpoints that send and receive whole messages of bytes. The number of
 * the port says over what: TCP if it is not negative, shared memory on this machine if it is.
 */

/** Why a transport failed; callers decide on `code`. */
export type TransportErrorCode =
  | 'no-server' // nobody listens there
  | 'in-use' // somebody else listens there
  | 'denied' // the peer belongs to another user, or the port may not be used
  | 'full' // the server takes no more clients
  | 'mismatch' // the peer speaks another version
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

/** One side of a connection. Messages arrive whole and in order; an empty one is a message too. */
export interface Endpoint {
  /** What this is connected to, for messages to people. */
  readonly peer: string;

  /**
   * Sends a message. Resolves when the transport has taken it and the bytes may be changed again, which for a peer that
   * does not read may take for ever. Several may be under way; they go out in the order of the calls.
   * @throws TransportError `closed`, `lost`, `corrupt`, `too-long`
   */
  send(message: Uint8Array): Promise<void>;

  /**
   * The next message; undefined once the peer has closed and everything it sent has been received. Several calls are
   * answered in their order.
   * @throws TransportError `lost`, `corrupt`, `too-long`, `closed` (this side has been closed)
   */
  receive(): Promise<Buffer | undefined>;

  /** Ends the connection. The peer still receives every message whose send has resolved. */
  close(): Promise<void>;
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
export const DEFAULT_LONGEST = 1 << 30;

/** Options of both ends. */
export interface TransportOptions {
  /** Longest message in bytes that is accepted from the peer. */
  readonly longest?: number | undefined;
  /** TCP only: the address; loopback unless told otherwise. */
  readonly host?: string | undefined;
  /** Shared memory only: the smipc library; the one that comes with fmutool unless told otherwise. */
  readonly library?: string | undefined;
}

/** Options of a client. */
export interface ConnectOptions extends TransportOptions {
  /** Milliseconds that connecting may take. */
  readonly timeout?: number | undefined;
}
