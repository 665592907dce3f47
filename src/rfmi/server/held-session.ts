/**
 * A session as the server holds it: it outlives its connection for a while, remembers its last answer in case that was
 * lost on the way, and carries out one command after the other (RFMI 0.91, 2).
 */
import type { Soon } from '../../runtime/calls.js';
import { decodeCommand, encodeMessage, MalformedMessage, type ByteOrder } from '../wire/codec.js';
import { ErrorCode, type Command, type Response, type UnknownMessage } from '../wire/messages.js';

/** What carries out the commands of one session. */
export interface Conversation {
  handle(command: Command | UnknownMessage, order: ByteOrder): Soon<Response>;
  /** Ends everything that belongs to it, a call under way included. Never rejects. */
  close(): Promise<void>;
}

/** What a connection is to a session. */
export interface Holder {
  /** Somebody else goes on with the session. */
  replaced(): void;
}

/** An answer as it goes out. */
export interface Answer {
  readonly bytes: Buffer;
  /** Whether session and connection end with it. */
  readonly final: boolean;
}

export class HeldSession {
  /** Never 0. */
  readonly id: number;
  readonly #conversation: Conversation;
  readonly #timeout: number;
  readonly #expired: () => void;
  #holder: Holder | undefined;
  #timer: NodeJS.Timeout | undefined;
  #command: Buffer | undefined;
  #answer: Soon<Answer> | undefined;

  /** `expired` is called when nobody has come back for `timeout` milliseconds. */
  constructor(id: number, conversation: Conversation, timeout: number, expired: () => void) {
    this.id = id;
    this.#conversation = conversation;
    this.#timeout = timeout;
    this.#expired = expired;
  }

  /** From now on the session belongs to `holder`; whoever had it has lost it. */
  attach(holder: Holder): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const before = this.#holder;
    this.#holder = holder;
    before?.replaced();
  }

  /** The client of `holder` has gone and may come back. */
  leave(holder: Holder): void {
    if (this.#holder !== holder || this.#timer !== undefined) return;
    this.#timer = setTimeout(this.#expired, this.#timeout);
  }

  /**
   * Carries out the command in `bytes`. After reconnecting a client cannot know whether its last command was carried out;
   * `repeated` says that this may be that command again: then its answer is given and nothing else done.
   */
  carryOut(bytes: Buffer, order: ByteOrder, repeated: boolean): Soon<Answer> {
    const before = this.#answer;
    if (repeated && before !== undefined && this.#command?.equals(bytes) === true) return before;
    if (before instanceof Promise) return before.then(() => this.carryOut(bytes, order, false));
    this.#command = bytes;
    const answer = this.#begin(bytes, order);
    this.#answer = answer;
    if (answer instanceof Promise) {
      void answer.then((there) => {
        if (this.#answer === answer) this.#answer = there;
      });
    }
    return answer;
  }

  #begin(bytes: Buffer, order: ByteOrder): Soon<Answer> {
    let response: Soon<Response>;
    try {
      response = this.#conversation.handle(decodeCommand(bytes, order), order);
    } catch (error) {
      if (!(error instanceof MalformedMessage)) throw error;
      response = { code: 'eror', errorCode: ErrorCode.malformed, message: error.message };
    }
    return response instanceof Promise ? response.then((there) => written(there, order)) : written(response, order);
  }

  /** Ends the session. What is under way is given up. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const holder = this.#holder;
    this.#holder = undefined;
    holder?.replaced();
    await this.#conversation.close();
  }
}

function written(response: Response, order: ByteOrder): Answer {
  return { bytes: encodeMessage(response, order), final: response.code === 'soff' };
}
