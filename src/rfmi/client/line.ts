/** One connection of a client: a command goes out, its answer comes in, one after the other. */
import { TransportError, type Endpoint, type Handler } from '../../transport/endpoint.js';
import { isFatal } from '../wire/framing.js';
import { asked } from './asked.js';
import { RfmiError } from './rfmi-error.js';

/** A caller that waits for an answer. */
interface Waiter {
  readonly resolve: (answer: Buffer) => void;
  readonly reject: (reason: Error) => void;
  readonly timer: NodeJS.Timeout | undefined;
}

export class Line implements Handler {
  readonly endpoint: Endpoint;
  #waiter: Waiter | undefined;
  #ended: Error | undefined;
  /** What the server said without being asked when it ended the connection: the answer to the next command. */
  #lastWord: Buffer | undefined;

  constructor(endpoint: Endpoint) {
    this.endpoint = endpoint;
    endpoint.handle(this);
  }

  /** Why nothing can be asked any more; undefined as long as it can. */
  get ended(): Error | undefined {
    return this.#ended;
  }

  /**
   * Sends a command and waits for the answer. No other caller may be waiting. `command` stands in messages.
   * @throws RfmiError `timeout` after `limit` milliseconds; TransportError when the connection is lost
   */
  exchange(message: Uint8Array, command: string, limit: number | undefined): Promise<Buffer> {
    const lastWord = this.#lastWord;
    this.#lastWord = undefined;
    if (lastWord !== undefined) return Promise.resolve(lastWord);
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => {
      const timer = limit === undefined ? undefined : setTimeout(() => this.#late(command, limit), limit);
      this.#waiter = { resolve, reject, timer };
      this.endpoint.post(message);
    });
  }

  message(message: Buffer): void {
    const waiter = this.#waiter;
    if (waiter === undefined) {
      if (isFatal(message)) {
        this.#lastWord = message;
        return;
      }
      this.give(
        new RfmiError('protocol', 'the server sent a message that answers nothing; it is not a server of RFMI'),
      );
      return;
    }
    this.#waiter = undefined;
    clearTimeout(waiter.timer);
    waiter.resolve(message);
  }

  end(error: TransportError | undefined): void {
    const { peer } = this.endpoint;
    this.#end(error ?? new TransportError('closed', `${peer}: the server has closed the connection`));
  }

  /** Gives the connection up because of `reason`. */
  give(reason: Error): void {
    this.#end(reason);
    this.endpoint.abort();
  }

  /** Ends the connection in good order. */
  close(): Promise<void> {
    this.#end(new RfmiError('closed', 'the connection has been closed on this side'));
    return this.endpoint.close();
  }

  #late(command: string, limit: number): void {
    this.give(
      new RfmiError('timeout', `no answer within ${limit / 1000} s: the server was to ${asked(command)}`, { command }),
    );
  }

  #end(reason: Error): void {
    this.#ended ??= reason;
    const waiter = this.#waiter;
    this.#waiter = undefined;
    clearTimeout(waiter?.timer);
    waiter?.reject(this.#ended);
  }
}
