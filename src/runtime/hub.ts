/**
 * Tells instances that their calls are done without a thread of Node's pool for each: the runner makes one descriptor
 * readable for all of them. Windows has no such descriptors; there one thread of the pool waits for all, a tenth of a
 * second at a time.
 */
import net from 'node:net';
import { Status, type Handle, type Place, type Runner } from './runner.js';

/** How long a thread of the pool waits at once, in microseconds. */
const SLICE = 100_000;
/** Milliseconds within which another instance has had something to do if several are at work at the same time. */
const CROWDED = 0.25;

interface Waiting {
  readonly instance: Handle;
  readonly done: () => void;
}

export class Hub {
  readonly #runner: Runner;
  readonly #handle: Handle;
  readonly #socket: net.Socket | undefined;
  readonly #waiting = new Map<number, Waiting>();
  readonly #numbers = new Uint32Array(64);
  #next = 1;
  /** The instance that was given something to do last, and when. */
  #last = { number: 0, time: Number.NEGATIVE_INFINITY };
  /** The instances that are looked at once this turn of the event loop has given all of them what they are to do. */
  #soon: number[] = [];
  #aside = false;

  private constructor(runner: Runner) {
    this.#runner = runner;
    const { hub, descriptor } = runner.openHub();
    this.#handle = hub;
    if (descriptor >= 0) {
      this.#socket = new net.Socket({ fd: descriptor, readable: true, writable: false });
      this.#socket.on('data', () => {
        this.#take(this.#runner.done(this.#handle, this.#numbers));
      });
      this.#socket.unref();
    }
  }

  static readonly #hubs = new Map<Runner, Hub>();

  /** The hub of this process, or of this worker of it. */
  static of(runner: Runner): Hub {
    let hub = Hub.#hubs.get(runner);
    if (hub === undefined) {
      hub = new Hub(runner);
      Hub.#hubs.set(runner, hub);
    }
    return hub;
  }

  /** Makes an instance; `number` is what the hub knows it by. */
  open(place: Place): { instance: Handle; number: number } {
    const number = this.#next;
    this.#next = (this.#next % 0xffff_ffff) + 1;
    return { instance: this.#runner.open(this.#handle, number, place), number };
  }

  /**
   * Whether others are at work while an instance is given something to do at this time, of `performance.now()`: models
   * in processes of their own do better at once than one after the other.
   */
  crowded(number: number, time: number): boolean {
    const last = this.#last;
    this.#last = { number, time };
    return last.number !== number && time - last.time < CROWDED;
  }

  /**
   * Calls `done` when what the instance does is done; `later`: it was begun at that {@link Pace}. The event loop is kept
   * alive meanwhile.
   */
  wait(number: number, instance: Handle, later: boolean, done: () => void): void {
    this.#waiting.set(number, { instance, done });
    if (later) this.#lookSoon(number);
    else this.#arm(number);
  }

  #lookSoon(number: number): void {
    if (this.#soon.push(number) > 1) return;
    setImmediate(() => {
      const numbers = this.#soon;
      this.#soon = [];
      for (const each of numbers) this.#look(each);
    });
  }

  #arm(number: number): void {
    const waiting = this.#waiting.get(number);
    if (waiting === undefined) return;
    if (this.#runner.arm(waiting.instance) === Status.ok) {
      // Not at once, so that callers need not care which of the two happens.
      setImmediate(() => {
        this.#finish(number);
      });
    } else if (this.#socket !== undefined) this.#socket.ref();
    else this.#waitAside();
  }

  #take(count: number): void {
    const numbers = Array.from(this.#numbers.subarray(0, count));
    for (const number of numbers) this.#look(number);
    if (count === this.#numbers.length) this.#take(this.#runner.done(this.#handle, this.#numbers));
    if (this.#waiting.size === 0) this.#socket?.unref();
  }

  /** An instance that was busy with something else at once is looked at, and waited for again. */
  #look(number: number): void {
    const waiting = this.#waiting.get(number);
    if (waiting === undefined) return;
    if (this.#runner.wait(waiting.instance, 0) === Status.ok) this.#finish(number);
    else this.#arm(number);
  }

  #finish(number: number): void {
    const waiting = this.#waiting.get(number);
    this.#waiting.delete(number);
    if (this.#waiting.size === 0) this.#socket?.unref();
    waiting?.done();
  }

  #waitAside(): void {
    if (this.#aside) return;
    this.#aside = true;
    void this.#runner.doneAside(this.#handle, this.#numbers, SLICE).then((count) => {
      this.#aside = false;
      this.#take(count);
      // What take() has called may have begun to wait again already.
      if (this.#waiting.size > 0) this.#waitAside();
    });
  }
}
