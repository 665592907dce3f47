/** The sessions of a server, by their numbers. */
import { randomInt } from 'node:crypto';
import type { Origin } from '../../transport/endpoint.js';
import { bug } from '../../transport/log.js';
import { HeldSession, type Conversation, type Holder } from './held-session.js';
import { KeptAnswers } from './kept-answers.js';
import { sessionName, type Log } from './log.js';
import { mayGoOn, whereItGoesOn } from './origin.js';

export interface RegistryOptions {
  /** Makes the conversation of a new session, whose number is `id`. */
  readonly converse: (id: number) => Conversation;
  /** Milliseconds for which a session waits for its client to come back. */
  readonly timeoutMilliseconds: number;
  /** Sessions at once, those that wait included. */
  readonly most: number;
  /** Bytes that the last answers of all sessions may have together. */
  readonly answers: number;
  /** Does not throw. */
  readonly log: Log;
}

export class SessionRegistry {
  readonly #options: RegistryOptions;
  readonly #sessions = new Map<number, HeldSession>();
  readonly #closing = new Set<Promise<void>>();
  readonly #answers: KeptAnswers;

  constructor(options: RegistryOptions) {
    this.#options = options;
    this.#answers = new KeptAnswers(options.answers);
  }

  get size(): number {
    return this.#sessions.size;
  }

  /**
   * The session with the number that was asked for, if it is there and may go on over such a connection; else a new one
   * with a number that no session has and that was not asked for. Undefined if there are too many.
   */
  enter(
    asked: number,
    holder: Holder,
    origin: Origin,
  ): { readonly session: HeldSession; readonly isNew: boolean } | undefined {
    const known = this.#sessions.get(asked);
    if (known !== undefined && mayGoOn(known.origin, origin)) {
      known.attach(holder);
      return { session: known, isNew: false };
    }
    if (known !== undefined) this.#refuse(known);
    if (this.#sessions.size >= this.#options.most) return undefined;
    const session = this.#begin(this.#freeNumber(asked), origin);
    session.attach(holder);
    return { session, isNew: true };
  }

  /** Ends a session; resolves when everything of it is gone. Never rejects. */
  end(session: HeldSession): Promise<void> {
    if (this.#sessions.get(session.id) === session) this.#sessions.delete(session.id);
    const closing = session.close();
    this.#closing.add(closing);
    void closing.finally(() => this.#closing.delete(closing));
    return closing;
  }

  /** Ends all of them, and waits for those that are being ended. */
  async close(): Promise<void> {
    for (const session of this.#sessions.values()) void this.end(session);
    await Promise.all(this.#closing);
  }

  #begin(id: number, origin: Origin): HeldSession {
    const { converse, timeoutMilliseconds, log } = this.#options;
    const session: HeldSession = new HeldSession({
      id,
      conversation: converse(id),
      origin,
      timeoutMilliseconds,
      answers: this.#answers,
      expired: (why) => this.#expire(session, why),
      failed: (error) => log(bug(error, 'the session ends', { session: sessionName(id) })),
    });
    this.#sessions.set(id, session);
    return session;
  }

  /** The client is told no more than if there were no such session. */
  #refuse({ id, origin }: HeldSession): void {
    const text = `a client has asked for the session, which goes on ${whereItGoesOn(origin)}: it is not given away`;
    this.#options.log({ level: 'warning', event: 'session-refused', text, session: sessionName(id) });
  }

  #expire(session: HeldSession, why: 'timeout' | 'nothing-selected'): void {
    const text =
      why === 'timeout'
        ? 'its client has not come back to the session: it is cleaned up'
        : 'the session ends with its connection, because it has no FMU';
    this.#options.log({ level: 'info', event: 'session-expired', text, session: sessionName(session.id) });
    void this.end(session);
  }

  #freeNumber(asked: number): number {
    for (;;) {
      const id = randomInt(1, 0x1_0000_0000);
      if (id !== asked && !this.#sessions.has(id)) return id;
    }
  }
}
