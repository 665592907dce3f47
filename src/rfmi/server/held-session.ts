/**
 * A session as the server holds it: it outlives its connection for a while, remembers its last answer in case that was
 * lost on the way, and carries out one command after the other (RFMI 0.91, 2). An exception ends it, and nothing else.
 */
import type { Soon } from '../../runtime/calls.js';
import { andThen } from '../../runtime/soon.js';
import type { Origin } from '../../transport/endpoint.js';
import { decodeCommand, encodeMessage, MalformedMessage, type ByteOrder } from '../wire/codec.js';
import { ErrorCode, type Command, type Response, type UnknownMessage } from '../wire/messages.js';
import type { AnswerKeeper, KeptAnswers } from './kept-answers.js';
import { LastCommand } from './last-command.js';

/** What carries out the commands of one session. */
export interface Conversation {
  /** Whether there is anything in it that a client could come back for. */
  readonly lasting: boolean;
  /** Whether commands may have what only the extension has. */
  readonly extended: boolean;
  handle(command: Command | UnknownMessage, order: ByteOrder): Soon<Response>;
  /** Ends everything that belongs to it, a call under way included. May be called again. */
  close(): Promise<void>;
}

/** What a connection is to a session. */
export interface Holder {
  /** Another connection goes on with the session. Does not throw. */
  replaced(): void;
}

/** An answer as it goes out. */
export interface Answer {
  readonly bytes: Buffer;
  /** Whether session and connection end with it. */
  readonly final: boolean;
}

export interface HeldSessionOptions {
  /** Never 0. */
  readonly id: number;
  readonly conversation: Conversation;
  /** How the connection came about that it was begun on. */
  readonly origin: Origin;
  /** Milliseconds for which it waits for its client. */
  readonly timeoutMilliseconds: number;
  /** What the answers of all sessions take. */
  readonly answers: KeptAnswers;
  /** The client has not come back in time, or there is nothing to come back for. */
  readonly expired: (why: 'timeout' | 'nothing-selected') => void;
  /** Something was thrown: a fault of fmutool. */
  readonly failed: (error: unknown) => void;
}

export class HeldSession implements AnswerKeeper {
  readonly #options: HeldSessionOptions;
  #holder: Holder | undefined;
  #timer: NodeJS.Timeout | undefined;
  readonly #command = new LastCommand();
  #answer: Soon<Answer> | 'forgotten' | undefined;
  #broken = false;
  #ending: Promise<void> | undefined;

  constructor(options: HeldSessionOptions) {
    this.#options = options;
  }

  get id(): number {
    return this.#options.id;
  }

  get origin(): Origin {
    return this.#options.origin;
  }

  /** Whether a client is connected to it. */
  get held(): boolean {
    return this.#holder !== undefined && this.#timer === undefined;
  }

  /** From now on the session belongs to `holder`; the connection that had it has lost it. */
  attach(holder: Holder): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const before = this.#holder;
    this.#holder = holder;
    before?.replaced();
  }

  /** The client of `holder` has gone and may come back, if there is anything to come back for. */
  leave(holder: Holder): void {
    if (this.#holder !== holder || this.#timer !== undefined) return;
    const { conversation, expired, timeoutMilliseconds } = this.#options;
    if (!conversation.lasting) expired('nothing-selected');
    else this.#timer = setTimeout(() => expired('timeout'), timeoutMilliseconds);
  }

  /**
   * Carries out the command in `bytes`. After reconnecting a client cannot know whether its last command was carried out;
   * `repeated` says that this may be that command again: then its answer is given and nothing else done. Neither throws nor
   * rejects unless even the answer that says so cannot be made.
   */
  carryOut(bytes: Buffer, order: ByteOrder, repeated: boolean): Soon<Answer> {
    const before = this.#answer;
    if (repeated && before !== undefined) {
      return andThen(this.#command.is(bytes), (same) => {
        if (!same) return this.carryOut(bytes, order, false);
        return before === 'forgotten' ? written(FORGOTTEN, order) : before;
      });
    }
    if (before instanceof Promise) return before.then(() => this.carryOut(bytes, order, false));
    this.#command.note(bytes);
    const answer = this.#begin(bytes, order);
    if (!(answer instanceof Promise)) return this.#keep(answer);
    const kept: Promise<Answer> = answer.then((there) => (this.#answer === kept ? this.#keep(there) : there));
    this.#answer = kept;
    return kept;
  }

  forgetAnswer(): void {
    this.#answer = 'forgotten';
  }

  #keep(answer: Answer): Answer {
    this.#answer = answer;
    this.#options.answers.note(this, answer.bytes.length);
    return answer;
  }

  #begin(bytes: Buffer, order: ByteOrder): Soon<Answer> {
    if (this.#broken) return broken(order, 'it has ended');
    try {
      const { conversation } = this.#options;
      const response = conversation.handle(decodeCommand(bytes, order, conversation.extended), order);
      if (!(response instanceof Promise)) return written(response, order);
      return response.then((there) => written(there, order)).catch((error: unknown) => this.#fail(error, order));
    } catch (error) {
      if (!(error instanceof MalformedMessage)) return this.#fail(error, order);
      return written({ code: 'eror', errorCode: ErrorCode.malformed, message: error.message }, order);
    }
  }

  /** Nothing is known any more of what the session is in: it ends, with its model. */
  #fail(error: unknown, order: ByteOrder): Answer {
    this.#broken = true;
    this.#options.failed(error);
    void this.#end();
    return broken(order, error instanceof Error ? error.message : String(error));
  }

  /** Ends the session. What is under way is given up. Never rejects. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const holder = this.#holder;
    this.#holder = undefined;
    this.#answer = undefined;
    this.#options.answers.drop(this);
    holder?.replaced();
    await this.#end();
  }

  #end(): Promise<void> {
    this.#ending ??= this.#closeConversation();
    return this.#ending;
  }

  async #closeConversation(): Promise<void> {
    try {
      await this.#options.conversation.close();
    } catch (error) {
      this.#options.failed(error);
    }
  }
}

const FORGOTTEN: Response = {
  code: 'eror',
  errorCode: ErrorCode.forgotten,
  message:
    'the command was carried out, but its answer is not there any more: the answers that the server kept were too long; ' +
    'ask for the values again',
};

function written(response: Response, order: ByteOrder): Answer {
  return { bytes: encodeMessage(response, order), final: response.code === 'soff' };
}

/** The last answer of a session in which something was thrown. */
export function broken(order: ByteOrder, why: string): Answer {
  const message = `the session ends because of a fault of the server: ${why} (this is a bug in fmutool; its log says more)`;
  return { bytes: encodeMessage({ code: 'eror', errorCode: ErrorCode.bug, message }, order), final: true };
}
