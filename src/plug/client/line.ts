/** One connection of a client: requests go out as they come, and the answers come in their order. */
import type { TransportError } from '../../transport/endpoint.js';
import { type Endpoint, type Handler } from '../../transport/endpoint.js';
import { MESSAGES, type RequestName } from '../wire/messages.js';
import { PlugError } from './plug-error.js';

/** A request that has been sent, and what waits for its answer. */
interface Waiter {
  readonly name: RequestName;
  readonly resolve: (answer: Buffer) => void;
  readonly reject: (reason: Error) => void;
}

/** The names of requests whose answers have not begun to come, for the framing of a connection. */
export type Asked = RequestName[];

export class Line implements Handler {
  readonly #endpoint: Endpoint;
  readonly #asked: Asked;
  readonly #limit: number | undefined;
  readonly #waiters: Waiter[] = [];
  #timer: NodeJS.Timeout | undefined;
  #ended: PlugError | undefined;

  /** `limit`: milliseconds that each answer may take, counted from when it is the next to come. */
  constructor(endpoint: Endpoint, asked: Asked, limit: number | undefined) {
    this.#endpoint = endpoint;
    this.#asked = asked;
    this.#limit = limit;
    endpoint.handle(this);
  }

  /** Sends a request that is answered and resolves to the answer. @throws PlugError */
  ask(name: RequestName, request: Uint8Array): Promise<Buffer> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => {
      this.#waiters.push({ name, resolve, reject });
      this.#asked.push(name);
      if (this.#waiters.length === 1) this.#watch();
      this.#endpoint.post(request);
    });
  }

  /** Sends a request that is not answered. @throws PlugError */
  tell(request: Uint8Array): void {
    if (this.#ended !== undefined) throw this.#ended;
    this.#endpoint.post(request);
  }

  message(answer: Buffer): void {
    const waiter = this.#waiters.shift();
    if (waiter === undefined) {
      this.give(new PlugError('protocol', `${this.#endpoint.peer}: an answer that nothing was asked for`));
      return;
    }
    if (this.#waiters.length > 0) this.#watch();
    waiter.resolve(answer);
  }

  end(error: TransportError | undefined): void {
    const why = error?.message ?? `${this.#endpoint.peer}: the server has closed the connection`;
    const [first] = this.#waiters;
    const asked = first === undefined ? '' : ` (it was asked for: ${title(first.name)})`;
    const kind = error?.code === 'corrupt' || error?.code === 'too-long' ? 'protocol' : 'connection';
    const advice = error === undefined && first !== undefined ? '; its log says why' : '';
    this.give(new PlugError(kind, `${why}${asked}${advice}`, error));
  }

  /** Gives the connection up because of `reason`. */
  give(reason: PlugError): void {
    this.#end(reason);
    this.#endpoint.abort();
  }

  /** Ends the connection in good order. */
  close(): Promise<void> {
    this.#end(new PlugError('closed', `${this.#endpoint.peer}: the connection has been closed on this side`));
    return this.#endpoint.close();
  }

  /** The time for the next answer begins. */
  #watch(): void {
    const limit = this.#limit;
    if (limit === undefined) return;
    // It is set once, and nothing is late where nothing is waited for: the connection alone keeps the process alive.
    if (this.#timer === undefined) this.#timer = setTimeout(() => this.#late(limit), limit).unref();
    else this.#timer.refresh();
  }

  #late(limit: number): void {
    const [first] = this.#waiters;
    if (first === undefined) return;
    const what = `no answer within ${limit / 1000} s: ${title(first.name)}`;
    this.give(new PlugError('timeout', `${this.#endpoint.peer}: ${what}`));
  }

  #end(reason: PlugError): void {
    this.#ended ??= reason;
    clearTimeout(this.#timer);
    for (const { reject } of this.#waiters.splice(0)) reject(this.#ended);
  }
}

function title(name: RequestName): string {
  return MESSAGES[name].title.toLowerCase();
}
