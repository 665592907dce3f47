/**
 * Where plug messages end on a stream. No message says its length: it follows from reading it, so the reading of the
 * message under way is kept and goes on as bytes come.
 */
import type { Framing, Unmeasured } from '../../transport/framing.js';
import { isAnswered, readAnswer, readRequest, type Tongue } from './codec.js';
import type { Reading } from './layouts.js';
import { malformed } from './malformed.js';
import type { RequestName } from './messages.js';

/** Runs one reading after the other over the beginnings of a stream's messages. */
class ReadingFraming implements Framing {
  readonly headerLength: number;
  readonly #begin: () => Reading<unknown>;
  #reading: Reading<unknown> | undefined;
  #at = 0;
  /** Bytes that the reading has asked for. */
  #asked = 0;

  constructor(headerLength: number, begin: () => Reading<unknown>) {
    this.headerLength = headerLength;
    this.#begin = begin;
  }

  messageLength(begin: Buffer): number | Unmeasured {
    if (this.#reading === undefined) {
      this.#reading = this.#begin();
      this.#at = 0;
      this.#asked = this.#reading.next().value as number;
    }
    while (this.#at + this.#asked <= begin.length) {
      const step = this.#reading.next(begin.subarray(this.#at, this.#at + this.#asked));
      this.#at += this.#asked;
      if (step.done === true) {
        this.#reading = undefined;
        return this.#at;
      }
      this.#asked = step.value;
    }
    return { atLeast: this.#at + this.#asked };
  }
}

/** The framing of what clients send. */
export function requestFraming(tongue: Tongue): Framing {
  return new ReadingFraming(2, () => readRequest(tongue));
}

/**
 * The framing of what a server sends, by what it was asked: `nextAsked` gives the requests in their order, without those
 * that are not answered.
 */
export function answerFraming(tongue: Tongue, nextAsked: () => RequestName | undefined): Framing {
  return new ReadingFraming(4, () => {
    const name = nextAsked();
    if (name === undefined || !isAnswered(tongue.dialect, name)) throw malformed('an answer without a request');
    return readAnswer(name, tongue);
  });
}
