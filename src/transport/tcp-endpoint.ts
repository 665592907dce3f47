/** One side of a connection over TCP, encrypted or not. */
import type net from 'node:net';
import type tls from 'node:tls';
import type { Arrivals } from './arrivals.js';
import { TransportError, type Endpoint, type Handler, type Origin, type TransportOptions } from './endpoint.js';
import { FrameReader } from './frames.js';
import { LengthPrefix, type Framing } from './framing.js';
import { Inbox } from './inbox.js';
import { closedHere, lostPeer } from './tcp-errors.js';

const LONGEST_FRAME = 0xffff_ffff;
/** The peer is made to wait when so many bytes have not been received yet. */
const UNREAD = 1 << 20;
/** Messages up to this length are sent in one piece with their prefix. */
const SMALL = 1 << 14;
/** Silence in milliseconds after which it is asked whether the peer is still there. It is gone some ten seconds later. */
const SILENCE = 30_000;
/**
 * What a message may take from its first byte to its last, in milliseconds, and for how many bytes of it that have come it
 * gets a second more: what is announced and does not come is not waited for.
 */
const MESSAGE_TIME = 30_000;
const BYTES_A_SECOND = 1 << 16;
/** Bytes that a connection may always keep of what has come, however little room there is for all of them. */
const FAIR = 1 << 16;

/** What a peer that does not read may keep a closed connection, in milliseconds. */
const CLOSING_TIME = 10_000;

/** What a timer can wait at most, in milliseconds. */
const LONGEST_TIMER = 0x7fff_ffff;

/** When the message under way has to be there. */
interface Deadline {
  /** Which one it is, counted from 0. */
  readonly message: number;
  readonly timer: NodeJS.Timeout;
}

export interface EndpointOptions extends Pick<TransportOptions, 'framing' | 'messageTimeMilliseconds' | 'arrivals'> {
  readonly longestBytes: number;
}

export class TcpEndpoint implements Endpoint {
  readonly peer: string;
  readonly origin: Origin;
  readonly #socket: net.Socket;
  readonly #framing: Framing;
  readonly #reader: FrameReader;
  readonly #messageTime: number;
  readonly #inbox = new Inbox(() => this.#flow());
  #deadline: Deadline | undefined;
  readonly #arrivals: Arrivals | undefined;
  /** Bytes that are kept of what has come, as `arrivals` has been told. */
  #kept = 0;
  #held = false;
  #broken = false;
  #closing: Promise<void> | undefined;

  constructor(socket: net.Socket, options: EndpointOptions) {
    this.#socket = socket;
    this.#framing = options.framing?.() ?? new LengthPrefix();
    this.#reader = new FrameReader(this.#framing, options.longestBytes);
    this.#arrivals = options.arrivals;
    this.#messageTime = options.messageTimeMilliseconds ?? MESSAGE_TIME;
    this.origin = originOf(socket);
    this.peer = `${socket.remoteAddress ?? '?'}:${socket.remotePort ?? '?'}`;
    socket.setNoDelay(true);
    socket.setKeepAlive(true, SILENCE);
    socket.on('data', (piece: Buffer) => this.#take(piece));
    socket.on('drain', () => this.#inbox.drained());
    socket.on('end', () => this.#ended());
    socket.on('error', (cause) => this.#inbox.end(lostPeer(this.peer, cause)));
    socket.on('close', () => this.#gone());
  }

  #take(piece: Buffer): void {
    if (this.#broken) return;
    try {
      this.#reader.push(piece, (message) => this.#inbox.put(message));
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      this.#break(error);
    }
    this.#watch();
    this.#flow();
  }

  /** What comes from now on means nothing. What is still to be said can be sent. */
  #break(error: TransportError): void {
    this.#stop();
    this.#inbox.end(error);
  }

  #stop(): void {
    this.#broken = true;
    this.#forget();
    this.#reader.drop();
  }

  /** What is kept here counts with what all others keep. */
  #count(): void {
    const kept = this.#reader.room + this.#inbox.unread;
    if (kept === this.#kept) return;
    const more = kept > this.#kept;
    const fits = this.#arrivals?.change(kept - this.#kept) ?? true;
    this.#kept = kept;
    if (fits || !more || kept <= FAIR || this.#broken) return;
    this.#break(new TransportError('no-memory', `${this.peer}: there is no room for so long a message now`));
    this.#count();
  }

  /** A message once begun has to be finished in time. Each has its own: a stream may never stop between two of them. */
  #watch(): void {
    const { atBorder, completed } = this.#reader;
    if (atBorder || this.#broken || this.#held) this.#forget();
    else if (this.#deadline?.message !== completed) {
      this.#forget();
      this.#setDeadline(completed, performance.now());
    }
  }

  /** The time that the message has for what has come of it. More may have come when it is over. */
  #setDeadline(message: number, begun: number): void {
    const { arrived } = this.#reader;
    const over = begun + this.#messageTime + (1000 * arrived) / BYTES_A_SECOND;
    const late = (): void => {
      if (this.#reader.arrived > arrived) this.#setDeadline(message, begun);
      else this.#break(new TransportError('timeout', `${this.peer}: the rest of a message does not come`));
    };
    const timer = setTimeout(late, Math.min(over - performance.now(), LONGEST_TIMER)).unref();
    this.#deadline = { message, timer };
  }

  /** Nothing is waited for. */
  #forget(): void {
    if (this.#deadline !== undefined) clearTimeout(this.#deadline.timer);
    this.#deadline = undefined;
  }

  /** Holds the peer back as long as what it has sent is not taken. */
  #flow(): void {
    this.#count();
    const held = this.#inbox.unread >= UNREAD && this.#inbox.size > 0 && this.#closing === undefined;
    if (held === this.#held) return;
    this.#held = held;
    if (held) this.#socket.pause();
    else this.#socket.resume();
    this.#watch();
  }

  #ended(): void {
    this.#forget();
    if (this.#reader.atBorder || this.#broken) this.#inbox.end();
    else this.#inbox.end(lostPeer(this.peer));
  }

  #gone(): void {
    this.#stop();
    this.#inbox.end(this.#closing === undefined ? lostPeer(this.peer) : closedHere(this.peer));
    this.#count();
  }

  send(message: Uint8Array): Promise<void> {
    if (this.#closing !== undefined) return Promise.reject(closedHere(this.peer));
    if (this.#framing.prefix !== undefined && message.length > LONGEST_FRAME) {
      return Promise.reject(
        new TransportError('too-long', `a message of ${message.length} bytes does not fit a frame`),
      );
    }
    return new Promise((resolve, reject) => {
      this.#write(message, (error) => {
        if (error) reject(lostPeer(this.peer, error));
        else resolve();
      });
    });
  }

  post(message: Uint8Array): boolean {
    if (this.#closing !== undefined || !this.#socket.writable) return true;
    this.#write(message);
    return !this.#socket.writableNeedDrain;
  }

  #write(message: Uint8Array, done?: (error?: Error | null) => void): void {
    const prefix = this.#framing.prefix?.(message.length);
    if (prefix === undefined) this.#socket.write(message, done);
    else if (message.length <= SMALL) this.#socket.write(Buffer.concat([prefix, message]), done);
    else {
      this.#socket.cork();
      this.#socket.write(prefix);
      this.#socket.write(message, done);
      this.#socket.uncork();
    }
  }

  receive(): Promise<Buffer | undefined> {
    if (this.#closing !== undefined) return Promise.reject(closedHere(this.peer));
    return this.#inbox.receive();
  }

  handle(handler: Handler): void {
    this.#inbox.handle(handler);
  }

  pause(): void {
    this.#inbox.pause();
  }

  resume(): void {
    this.#inbox.resume();
    this.#flow();
  }

  close(linger = 0): Promise<void> {
    this.#closing ??= this.#close(linger);
    return this.#closing;
  }

  #close(linger: number): Promise<void> {
    this.#stop();
    this.#inbox.close(closedHere(this.peer));
    this.#count();
    return new Promise((resolve) => {
      const socket = this.#socket;
      if (socket.closed) resolve();
      else socket.once('close', () => resolve());
      // What was written goes out before the end; then of the peer's no more than its end is waited for.
      socket.end(() => {
        if (linger <= 0 || socket.readableEnded) socket.destroy();
      });
      const timer = setTimeout(() => this.abort(), linger > 0 ? linger : CLOSING_TIME);
      socket.once('close', () => clearTimeout(timer));
      if (linger > 0) socket.once('end', () => socket.destroySoon());
      socket.resume();
    });
  }

  abort(): void {
    this.#closing ??= new Promise((resolve) => {
      if (this.#socket.closed) resolve();
      else this.#socket.once('close', () => resolve());
    });
    this.#stop();
    this.#inbox.close(closedHere(this.peer));
    this.#count();
    // Only TCP itself can be reset; below TLS it is out of reach.
    if ('encrypted' in this.#socket) this.#socket.destroy();
    else this.#socket.resetAndDestroy();
  }
}

function originOf(socket: net.Socket): Origin {
  if (!('encrypted' in socket)) return { over: 'tcp' };
  // Null if the peer has gone already, and without the fingerprint if it has shown no certificate: the types know neither.
  const certificate = (socket as tls.TLSSocket).getPeerCertificate() as Partial<tls.PeerCertificate> | null;
  return { over: 'tls', certificate: certificate?.fingerprint256 };
}
