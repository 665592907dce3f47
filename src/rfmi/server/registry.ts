/** The sessions of a server, by their numbers. */
import { randomInt } from 'node:crypto';
import { HeldSession, type Conversation, type Holder } from './held-session.js';
import { sessionName, type Log } from './log.js';

export interface RegistryOptions {
  /** Makes the conversation of a new session, whose number is `id`. */
  readonly converse: (id: number) => Conversation;
  /** Milliseconds for which a session waits for its client to come back. */
  readonly timeout: number;
  /** Sessions at once, those that wait included. */
  readonly most: number;
  readonly log: Log;
}

export class SessionRegistry {
  readonly #options: RegistryOptions;
  readonly #sessions = new Map<number, HeldSession>();
  readonly #closing = new Set<Promise<void>>();

  constructor(options: RegistryOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#sessions.size;
  }

  /**
   * The session with the number that was asked for, if it is there; else a new one with a number that nobody has and that
   * was not asked for. Undefined if there are too many.
   */
  enter(asked: number, holder: Holder): { readonly session: HeldSession; readonly isNew: boolean } | undefined {
    const known = this.#sessions.get(asked);
    if (known !== undefined) {
      known.attach(holder);
      return { session: known, isNew: false };
    }
    if (this.#sessions.size >= this.#options.most) return undefined;
    const id = this.#freeNumber(asked);
    const session = new HeldSession(id, this.#options.converse(id), this.#options.timeout, () => this.#expire(id));
    this.#sessions.set(id, session);
    session.attach(holder);
    return { session, isNew: true };
  }

  /** Ends a session; resolves when everything of it is gone. */
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

  #expire(id: number): void {
    const session = this.#sessions.get(id);
    if (session === undefined) return;
    const text = 'nobody has come back for the session: it is cleaned up';
    this.#options.log({ level: 'info', event: 'session-expired', text, session: sessionName(id) });
    void this.end(session);
  }

  #freeNumber(asked: number): number {
    for (;;) {
      const id = randomInt(1, 0x1_0000_0000);
      if (id !== asked && !this.#sessions.has(id)) return id;
    }
  }
}
