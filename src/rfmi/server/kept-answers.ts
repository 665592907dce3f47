/**
 * What the last answers of all sessions take together: each is kept in case it was lost on the way, and clients decide how
 * long it is. Beyond the limit the oldest are forgotten, first those of sessions that wait for their clients.
 */

/** A session, as this sees it. */
export interface AnswerKeeper {
  /** Whether a client is connected to it. */
  readonly held: boolean;
  /** From now on its last answer cannot be repeated. */
  forgetAnswer(): void;
}

/** Answers up to this length in bytes are not counted: that there are only so many sessions bounds them. */
const SHORT = 4096;

export class KeptAnswers {
  readonly #limit: number;
  /** Bytes of each, the oldest first. */
  readonly #kept = new Map<AnswerKeeper, number>();
  #total = 0;

  /** `limit`: bytes of all answers together. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Bytes that are counted now. */
  get total(): number {
    return this.#total;
  }

  /** The last answer of `keeper` has so many bytes now; it may be told to forget it at once. */
  note(keeper: AnswerKeeper, bytes: number): void {
    this.drop(keeper);
    if (bytes <= SHORT) return;
    this.#kept.set(keeper, bytes);
    this.#total += bytes;
    if (this.#total > this.#limit) this.#forget(({ held }) => !held);
    if (this.#total > this.#limit) this.#forget(() => true);
  }

  /** `keeper` has no answer any more. */
  drop(keeper: AnswerKeeper): void {
    this.#total -= this.#kept.get(keeper) ?? 0;
    this.#kept.delete(keeper);
  }

  #forget(may: (keeper: AnswerKeeper) => boolean): void {
    for (const keeper of this.#kept.keys()) {
      if (this.#total <= this.#limit) return;
      if (!may(keeper)) continue;
      this.drop(keeper);
      keeper.forgetAnswer();
    }
  }
}
