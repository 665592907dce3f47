/**
 * Learns that there is something to receive without ever blocking the event loop: a native thread waits and makes a
 * descriptor readable, which the event loop watches as it does its sockets. Windows has no such descriptors; there a
 * thread of Node's pool waits, a tenth of a second at a time.
 */
import net from 'node:net';
import { Status, type Smipc, type Watched } from './smipc.js';

/**
 * How long an event loop may be held up to save a wake-up, in microseconds. For a peer that has just been quick it is
 * as long as a collection of garbage may keep the peer from being quick again.
 */
const POLL = 20;
const QUICK_POLL = 600;
/** How long it may be held up in a row by peers that are quick again and again, in milliseconds. */
const LONGEST_TURN = 1;
/** How long a thread of the pool waits at once, in microseconds. */
const SLICE = 100_000;

export class Waiting {
  readonly #smipc: Smipc;
  readonly #what: Watched;
  readonly #ready: () => void;
  #socket: net.Socket | undefined;
  #armed = false;
  #ended = false;
  #moment = POLL;
  #turnBegan = 0;

  /** `ready` is called when there may be something; it is not called again before `arm()`. */
  constructor(smipc: Smipc, what: Watched, ready: () => void) {
    this.#smipc = smipc;
    this.#what = what;
    this.#ready = ready;
  }

  /** Calls `ready` once there is something. While armed the event loop is kept alive if `keepAlive` says so. */
  arm(keepAlive: boolean): void {
    if (this.#ended || this.#armed) return;
    this.#armed = true;
    // A peer that answers quickly is answered quickly: after the work of this turn is done, and for a moment only.
    setImmediate(() => this.#poll(keepAlive));
  }

  /** Whether the event loop is to be kept alive from now on. */
  keepAlive(yes: boolean): void {
    if (yes) this.#socket?.ref();
    else this.#socket?.unref();
  }

  end(): void {
    this.#ended = true;
    this.#socket?.destroy();
  }

  /**
   * How long the next message may be waited for at once, in microseconds, by an endpoint that has just received one, or
   * sent one that is answered: 0 unless the last one came quickly and the rest of the program has had its turn lately.
   */
  get moment(): number {
    if (this.#ended || this.#moment !== QUICK_POLL) return 0;
    return performance.now() - this.#turnBegan < LONGEST_TURN ? QUICK_POLL : 0;
  }

  /** Whether something came while it was waited for. */
  came(yes: boolean): void {
    this.#moment = yes ? QUICK_POLL : POLL;
  }

  #poll(keepAlive: boolean): void {
    if (this.#ended) return;
    this.#turnBegan = performance.now();
    const status =
      'server' in this.#what
        ? this.#smipc.waitForServer(this.#what.server, this.#moment)
        : this.#smipc.wait(this.#what.connection, this.#moment);
    this.came(status !== Status.again);
    if (status !== Status.again) this.#fire();
    else if (this.#open()) {
      this.keepAlive(keepAlive);
      this.#smipc.arm(this.#what);
    } else this.#waitAside();
  }

  #fire(): void {
    if (this.#ended) return;
    this.#armed = false;
    this.#ready();
  }

  #open(): boolean {
    if (this.#socket !== undefined) return true;
    const descriptor = this.#smipc.watch(this.#what);
    if (descriptor === undefined) return false;
    this.#socket = new net.Socket({ fd: descriptor, readable: true, writable: false });
    this.#socket.on('data', () => this.#fire());
    this.#socket.on('error', () => this.#fire());
    return true;
  }

  #waitAside(): void {
    const waited =
      'server' in this.#what
        ? this.#smipc.waitForServerAside(this.#what.server, SLICE)
        : this.#smipc.waitAside(this.#what.connection, SLICE);
    void waited.then((status) => {
      if (this.#ended) return;
      if (status === Status.again) this.#waitAside();
      else this.#fire();
    });
  }
}
