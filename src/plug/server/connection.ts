/**
 * One connection of the server: its requests are carried out one after the other, and between two of them all other
 * connections have their turn. The protocol has no answer for what is wrong, so the connection ends with a line in the log.
 */
import { FmuToolError } from '../../fmu/error.js';
import { TransportError, type Endpoint, type Handler } from '../../transport/endpoint.js';
import { bug, type Log } from '../../transport/log.js';
import { SpaceError } from '../space.js';
import { Conversation, type ConversationContext } from './conversation.js';
import { Silence } from './silence.js';

/** Milliseconds for a peer to read the last answer and to close. */
const LINGER = 1000;
/** Milliseconds until an answer has to be read. */
const READING_TIME = 60_000;

export interface ConnectionContext extends Omit<ConversationContext, 'doubt'> {
  readonly number: number;
  /** Does not throw. */
  readonly log: Log;
  /** Milliseconds without a request after which the connection is closed; 0: never. */
  readonly idleMilliseconds: number;
  /** The connection has ended. */
  readonly ended: (connection: Connection) => void;
}

export class Connection implements Handler {
  readonly #endpoint: Endpoint;
  readonly #context: ConnectionContext;
  readonly #conversation: Conversation;
  readonly #silence = new Silence();
  #asked = false;
  #busy = false;
  #unread = false;
  #resuming = false;
  #over = false;
  /** Resolves when nothing of it is left, once it is over. */
  #gone: Promise<void> | undefined;

  constructor(endpoint: Endpoint, context: ConnectionContext) {
    this.#endpoint = endpoint;
    this.#context = context;
    const doubt = (text: string): void => this.#log('warning', 'proposition', text);
    this.#conversation = new Conversation({ ...context, doubt });
    endpoint.handle(this);
  }

  /** Whether it has asked for something, or is on its way out. */
  get hasAsked(): boolean {
    return this.#asked || this.#over;
  }

  message(bytes: Buffer): void {
    this.#silence.end();
    if (this.#over) return;
    this.#asked = true;
    this.#busy = true;
    this.#endpoint.pause();
    // One that was sent ahead waits until the others have had their turn.
    if (this.#resuming) setImmediate(() => void this.#carryOut(bytes));
    else void this.#carryOut(bytes);
  }

  /** Never rejects. */
  async #carryOut(bytes: Buffer): Promise<void> {
    try {
      const answer = await this.#conversation.answer(bytes);
      this.#busy = false;
      if (this.#over) return;
      if (answer !== undefined && !this.#endpoint.post(answer)) this.#unread = true;
      this.#goOn();
    } catch (error) {
      this.#busy = false;
      this.#fail(error);
    }
  }

  /** Every way into this class leads here. What is not foreseen is a fault of fmutool, and ends this connection alone. */
  #fail(error: unknown): void {
    if (error instanceof TransportError || error instanceof SpaceError || error instanceof FmuToolError) {
      this.#refuse(error instanceof TransportError ? 'malformed' : 'refused', error.message);
      return;
    }
    this.#context.log(bug(error, 'the connection ends', { connection: this.#context.number }));
    this.#finish(LINGER);
  }

  /** Calls `act`, whose exceptions end the connection. */
  #safely(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#fail(error);
    }
  }

  drained(): void {
    this.#silence.end();
    this.#unread = false;
    this.#safely(() => this.#goOn());
  }

  #goOn(): void {
    if (this.#busy || this.#unread || this.#over) return;
    this.#resuming = true;
    this.#endpoint.resume();
    this.#resuming = false;
  }

  end(error: TransportError | undefined): void {
    this.#safely(() => {
      if (error === undefined) this.#finish(LINGER);
      else if (error.code === 'lost') this.#lose(error.message);
      else this.#refuse('malformed', error.message);
    });
  }

  /** Looks whether the peer takes too long; `now` is in milliseconds. */
  check(now: number): void {
    this.#safely(() => {
      const silent = this.#silence.look(now);
      if (this.#unread && silent > READING_TIME) this.#lose('the client does not read its answers');
      else if (this.#context.idleMilliseconds > 0 && !this.#busy && silent > this.#context.idleMilliseconds) {
        this.#refuse('idle', 'no request has come for a long time');
      }
    });
  }

  /** Ends the connection, which can be told nothing, because of `why`. */
  #refuse(event: string, why: string, linger = LINGER): void {
    if (this.#over) return;
    this.#log('warning', event, `the connection is closed: ${why}`);
    this.#finish(linger);
  }

  #lose(why: string): void {
    if (this.#over) return;
    this.#log('warning', 'connection-lost', why);
    this.#finish();
  }

  /** Another connection needs the place. */
  giveWay(why: string): void {
    this.#safely(() => this.#refuse('full', why, 0));
  }

  /** The server ends. Never rejects. */
  async shutDown(): Promise<void> {
    this.#safely(() => this.#finish(LINGER));
    await this.#gone;
  }

  /** Ends the connection: at once, or once the peer has read what was sent. */
  #finish(linger?: number): void {
    if (this.#over) return;
    this.#over = true;
    this.#conversation.close();
    this.#log('info', 'disconnected', 'the connection ends');
    this.#gone = this.#leave(linger);
  }

  /** Never rejects. */
  async #leave(linger: number | undefined): Promise<void> {
    try {
      if (linger === undefined) this.#endpoint.abort();
      else await this.#endpoint.close(linger);
    } catch (error) {
      this.#context.log(bug(error, 'the connection could not be closed', { connection: this.#context.number }));
    } finally {
      this.#context.ended(this);
    }
  }

  #log(level: 'info' | 'warning', event: string, text: string): void {
    this.#context.log({ level, event, text, connection: this.#context.number });
  }
}
