/**
 * One connection of the server: hello first, then the commands of its session, one after the other. Most are answered in
 * the turn in which they arrive, without a promise; while one takes longer, or the client does not read, no other is
 * taken.
 */
import { TransportError, type Endpoint, type Handler } from '../../transport/endpoint.js';
import { bug } from '../../transport/log.js';
import type { Soon } from '../../runtime/calls.js';
import {
  codeNumber,
  decodeCommand,
  encodeMessage,
  HEADER_LENGTH,
  MalformedMessage,
  type ByteOrder,
} from '../wire/codec.js';
import { byteOrderOf, LONGEST_BEFORE_HELLO_BYTES, RfmiFraming, tooLong, type Sender } from '../wire/framing.js';
import { ErrorCode, type Command, type Message, type UnknownMessage } from '../wire/messages.js';
import { broken, type Answer, type HeldSession, type Holder } from './held-session.js';
import { sessionName, type Log } from './log.js';
import type { SessionRegistry } from './registry.js';

const HELLO = codeNumber('RFMI');
/** The version of the protocol that is spoken here. */
const MAJOR = 1;
const MINOR = 0;
/** Milliseconds for a peer to read the last answer and to close. */
const LINGER = 1000;
/** Milliseconds until the first message has to be there, and until an answer has to be read. */
const HELLO_TIME = 10_000;
const READING_TIME = 60_000;

export interface ConnectionContext {
  readonly number: number;
  readonly registry: SessionRegistry;
  /** Does not throw. */
  readonly log: Log;
  /** Longest message in bytes. */
  readonly longestBytes: number;
  /** Milliseconds without a message after which the connection is closed; 0: never. */
  readonly idleMilliseconds: number;
  /** Whether every message goes to the log. */
  readonly debug: boolean;
  /** The connection has ended. */
  readonly ended: (connection: Connection) => void;
}

export class Connection implements Holder, Handler {
  readonly #endpoint: Endpoint;
  readonly #context: ConnectionContext;
  /** Messages over shared memory come whole, but their headers may lie there too. */
  readonly #framing: RfmiFraming;
  #order: ByteOrder | undefined;
  #session: HeldSession | undefined;
  /** Whether the next command may be the repetition of one whose answer was lost. */
  #mayRepeat = false;
  #busy = false;
  #unread = false;
  #over = false;
  /** Resolves when nothing of it is left, once it is over. */
  #gone: Promise<void> | undefined;
  /** When it was looked at first. */
  #begun: number | undefined;
  #touched = true;
  #since = 0;

  constructor(endpoint: Endpoint, context: ConnectionContext) {
    this.#endpoint = endpoint;
    this.#context = context;
    this.#framing = new RfmiFraming('client', context.longestBytes, LONGEST_BEFORE_HELLO_BYTES);
    endpoint.handle(this);
  }

  /** Whether a session has begun here, or the connection is on its way out. */
  get greeted(): boolean {
    return this.#session !== undefined || this.#over;
  }

  message(bytes: Buffer): void {
    this.#touched = true;
    if (this.#over) return;
    try {
      const answer = this.#answerTo(bytes);
      if (answer instanceof Promise) this.#await(answer);
      else if (answer !== undefined) this.#send(answer);
    } catch (error) {
      this.#fail(error);
    }
  }

  #await(answer: Promise<Answer>): void {
    this.#busy = true;
    this.#endpoint.pause();
    answer
      .then((there) => {
        this.#busy = false;
        this.#send(there);
        this.#goOn();
      })
      .catch((error: unknown) => this.#fail(error));
  }

  /**
   * Something was thrown that is not foreseen: a fault of fmutool. It ends this connection and its session, and nothing
   * else. Every way into this class leads here.
   */
  #fail(error: unknown): void {
    const session = this.#session;
    this.#context.log(bug(error, 'the connection ends', this.#where()));
    if (this.#over) return;
    this.#session = undefined;
    try {
      this.#endpoint.post(broken(this.#order ?? 'little', messageOf(error)).bytes);
    } catch {
      // Then the client is told nothing.
    }
    this.#finish(LINGER);
    if (session !== undefined) void this.#context.registry.end(session);
  }

  /** Calls `act`, whose exceptions end the connection. */
  #safely(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#fail(error);
    }
  }

  #answerTo(bytes: Buffer): Soon<Answer> | undefined {
    const order = this.#order ?? byteOrderOf(bytes, 'client');
    if (!this.#isWhole(bytes) || order === undefined) return undefined;
    this.#order = order;
    this.#show(bytes, 'client', order);
    const isHello = (order === 'little' ? bytes.readUInt32LE() : bytes.readUInt32BE()) === HELLO;
    if (this.#session === undefined || isHello) return this.#greet(bytes, order);
    const mayRepeat = this.#mayRepeat;
    this.#mayRepeat = false;
    return this.#session.carryOut(bytes, order, mayRepeat);
  }

  /** Over TCP this has been checked already; elsewhere a message may say that it is longer or shorter than it is. */
  #isWhole(bytes: Buffer): boolean {
    try {
      if (bytes.length < HEADER_LENGTH) {
        throw new TransportError('corrupt', `a message of ${bytes.length} bytes; its header alone has 16`);
      }
      this.#framing.messageLength(bytes);
      // The header may say less.
      if (bytes.length > this.#context.longestBytes) throw tooLong(bytes.length, this.#context.longestBytes);
      return true;
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      this.#fatal(error.message);
      return false;
    }
  }

  #greet(bytes: Buffer, order: ByteOrder): Answer | undefined {
    let command: Command | UnknownMessage;
    try {
      command = decodeCommand(bytes, order);
    } catch (error) {
      if (!(error instanceof MalformedMessage)) throw error;
      return refusal({ code: 'eror', errorCode: ErrorCode.malformed, message: error.message }, order);
    }
    if (command.code !== 'RFMI') {
      const message = 'the first command has to be RFMI (Hello)';
      return refusal({ code: 'eror', errorCode: ErrorCode.phase, message }, order);
    }
    if ((command.flags ?? 0) !== 0) {
      return refusal({ code: 'unsp', errorCode: ErrorCode.generic, message: 'RFMI: no flags are known' }, order);
    }
    if (this.#session !== undefined) {
      const message = `RFMI (Hello): this connection has its session already, ${sessionName(this.#session.id)}`;
      return refusal({ code: 'eror', errorCode: ErrorCode.phase, message }, order);
    }
    return this.#enter(command, order);
  }

  #enter({ session: asked }: Message<'RFMI'>, order: ByteOrder): Answer | undefined {
    const entered = this.#context.registry.enter(asked, this, this.#endpoint.origin);
    if (entered === undefined) {
      this.#fatal('the server has as many sessions as it may have; try again later');
      return undefined;
    }
    const { session, isNew } = entered;
    this.#session = session;
    this.#mayRepeat = !isNew;
    if (isNew) this.#log('info', 'session-begun', 'a session begins');
    else this.#log('info', 'session-resumed', 'the client has come back to its session');
    const bytes = encodeMessage({ code: 'rfmi', major: MAJOR, minor: MINOR, session: session.id }, order);
    return { bytes, final: false };
  }

  #send({ bytes, final }: Answer): void {
    if (this.#over) return;
    this.#show(bytes, 'server', this.#order ?? 'little');
    if (!this.#endpoint.post(bytes)) {
      this.#unread = true;
      this.#endpoint.pause();
    }
    if (!final) return;
    this.#log('info', 'session-ended', 'the session ends');
    const session = this.#session;
    this.#session = undefined;
    this.#finish(LINGER);
    if (session !== undefined) void this.#context.registry.end(session);
  }

  drained(): void {
    this.#touched = true;
    this.#unread = false;
    this.#safely(() => this.#goOn());
  }

  #goOn(): void {
    if (!this.#busy && !this.#unread && !this.#over) this.#endpoint.resume();
  }

  ending(): void {
    // The answer may take for ever: from now on the session waits for a client again.
    if (this.#busy) this.#safely(() => this.#session?.leave(this));
  }

  end(error: TransportError | undefined): void {
    this.#safely(() => this.#end(error));
  }

  #end(error: TransportError | undefined): void {
    if (this.#over) return;
    if (error === undefined) {
      this.#finish(LINGER);
    } else if (error.code === 'lost' || error.code === 'untrusted') {
      this.#log('warning', 'connection-lost', error.message);
      this.#finish();
    } else {
      this.#fatal(error.message);
    }
  }

  /** Looks whether the peer takes too long; `now` is in milliseconds. */
  check(now: number): void {
    this.#safely(() => this.#check(now));
  }

  #check(now: number): void {
    this.#begun ??= now;
    if (this.#session === undefined && now - this.#begun > HELLO_TIME) {
      this.#fatal('no hello has come in time');
      return;
    }
    if (this.#touched) {
      this.#touched = false;
      this.#since = now;
      return;
    }
    const silent = now - this.#since;
    if (this.#unread && silent > READING_TIME) {
      this.#log('warning', 'not-read', 'the client does not read its answers: the connection is closed');
      this.#finish();
    } else if (this.#context.idleMilliseconds > 0 && !this.#busy && silent > this.#context.idleMilliseconds) {
      this.#fatal('no command has come for a long time: the connection is closed');
    }
  }

  replaced(): void {
    if (this.#over) return;
    this.#session = undefined;
    this.#log('info', 'connection-replaced', 'the session is not of this connection any more');
    this.#safely(() => this.#finish());
  }

  /** Another connection needs the place. A client that has said nothing reads nothing into the end either: no lingering. */
  giveWay(message: string): void {
    this.#fatal(message, 0);
  }

  /** Ends the connection with a message, once that has been read or after `linger` milliseconds. */
  #fatal(message: string, linger = LINGER): void {
    if (this.#over) return;
    this.#log('warning', 'fatal', message);
    const order = this.#order ?? 'little';
    const bytes = encodeMessage({ code: 'fatl', errorCode: ErrorCode.generic, message }, order);
    this.#show(bytes, 'server', order);
    this.#endpoint.post(bytes);
    this.#finish(linger);
  }

  /** The server ends. Never rejects. */
  async shutDown(message: string): Promise<void> {
    this.#safely(() => this.#fatal(message));
    await this.#gone;
  }

  /** Ends the connection: at once, or once the peer has read what was sent. */
  #finish(linger?: number): void {
    if (this.#over) return;
    this.#over = true;
    this.#session?.leave(this);
    this.#log('info', 'disconnected', 'the connection ends');
    this.#gone = this.#leave(linger);
  }

  /** Never rejects. */
  async #leave(linger: number | undefined): Promise<void> {
    try {
      if (linger === undefined) this.#endpoint.abort();
      else await this.#endpoint.close(linger);
    } catch (error) {
      this.#context.log(bug(error, 'the connection could not be closed', this.#where()));
    } finally {
      this.#context.ended(this);
    }
  }

  #show(bytes: Buffer, sender: Sender, order: ByteOrder): void {
    const { debug, number, log } = this.#context;
    if (!debug) return;
    const text = `${bytes.length} bytes of the ${sender}`;
    log({ level: 'debug', event: 'message', text, connection: number, message: { sender, order, bytes } });
  }

  #log(level: 'info' | 'warning', event: string, text: string): void {
    this.#context.log({ level, event, text, ...this.#where() });
  }

  /** Which connection this is, and of which session. */
  #where(): { connection: number; session?: string } {
    const session = this.#session && { session: sessionName(this.#session.id) };
    return { connection: this.#context.number, ...session };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function refusal(response: Message<'eror' | 'unsp'>, order: ByteOrder): Answer {
  return { bytes: encodeMessage(response, order), final: false };
}
