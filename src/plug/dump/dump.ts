/**
 * Captured bytes of the plug remote protocol as data that people can read. Both directions are in one stream, mixed as they
 * came. Nothing in an answer says that it is one, so what could be an answer to the oldest request is one, if what comes after
 * it makes sense.
 */
import { TransportError } from '../../transport/endpoint.js';
import { beginsRequest, isAnswered, readAnswer, readRequest, type Tongue } from '../wire/codec.js';
import type { KnownSizes, Reading } from '../wire/layouts.js';
import { malformed } from '../wire/malformed.js';
import { DIALECTS, MESSAGES, type Dialect, type Request, type RequestName } from '../wire/messages.js';

/** A message of a capture. */
export interface DumpedPlugMessage {
  /** Where it begins in the capture, in bytes. */
  readonly offset: number;
  /** In bytes. */
  readonly length: number;
  readonly from: 'client' | 'server';
  /** Of the request, or of the one that is answered. */
  readonly name: RequestName;
  readonly title: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Something in a capture that cannot be read. */
export interface PlugDumpProblem {
  /** Of where a message should begin. */
  readonly offset: number;
  readonly text: string;
}

/** A capture. */
export interface PlugDump {
  readonly dialect: Dialect;
  readonly messages: readonly DumpedPlugMessage[];
  /** None, or the one after which nothing can be read. */
  readonly problems: readonly PlugDumpProblem[];
}

export interface PlugDumpOptions {
  /** The one in which more can be read unless told otherwise. */
  readonly dialect?: Dialect | undefined;
  /** In bytes, of the dialect `fixed`; what is missing is taken from the first message that says it. */
  readonly sizes?: Partial<KnownSizes> | undefined;
}

/** Fields that are read of a capture: a few bytes may stand for many, and each takes memory. */
const MOST_FIELDS = 10_000_000;
/** What a message counts as. */
const FIELDS_OF_MESSAGE = 10;

/** Reads a capture. */
export function dumpPlugCapture(bytes: Buffer, { dialect, sizes = {} }: PlugDumpOptions = {}): PlugDump {
  const tried = (dialect === undefined ? DIALECTS : [dialect]).map((each) => new CaptureReader(bytes, each, sizes));
  for (const reader of tried) reader.read();
  return tried.reduce((best, next) => (next.end > best.end ? next : best));
}

/** What was read at a place: a value and where it ends, or why there is none. */
type Attempt<T> = { readonly value: T; readonly end: number } | { readonly why: string };

class CaptureReader implements PlugDump {
  readonly dialect: Dialect;
  readonly messages: DumpedPlugMessage[] = [];
  readonly problems: PlugDumpProblem[] = [];
  readonly #bytes: Buffer;
  readonly #sizes: { -readonly [Which in keyof KnownSizes]?: number | undefined };
  readonly #tongue: Tongue;
  /** Requests without their answers. */
  readonly #asked: RequestName[] = [];
  #left = MOST_FIELDS;
  /** How far it could be read. */
  end = 0;

  constructor(bytes: Buffer, dialect: Dialect, sizes: Partial<KnownSizes>) {
    this.dialect = dialect;
    this.#bytes = bytes;
    this.#sizes = { ...sizes };
    const sizeOf = (which: keyof KnownSizes): number => {
      const size = this.#sizes[which];
      if (size === undefined) throw malformed(`no message before it says the size of a ${which} (--${which}-size)`);
      return size;
    };
    const known: KnownSizes = {
      get configuration() {
        return sizeOf('configuration');
      },
      get transition() {
        return sizeOf('transition');
      },
    };
    this.#tongue = dialect === 'prefixed' ? { dialect } : { dialect, known };
  }

  read(): void {
    while (this.end < this.#bytes.length && this.problems.length === 0) this.#message(this.end);
  }

  #message(offset: number): void {
    this.#left -= FIELDS_OF_MESSAGE;
    const [asked] = this.#asked;
    const answer = asked === undefined ? undefined : this.#attempt(offset, readAnswer(asked, this.#tongue));
    const isAnswer = answer !== undefined && 'end' in answer;
    if (isAnswer && this.#makesSense(answer.end)) {
      this.#answer(offset, answer.end, answer.value);
      return;
    }
    const request = this.#attempt(offset, readRequest(this.#tongue));
    if ('end' in request) this.#request(offset, request.end, request.value);
    else if (isAnswer) this.#answer(offset, answer.end, answer.value);
    else this.problems.push({ offset, text: this.#problem(offset, request.why, answer?.why) });
  }

  #problem(offset: number, noRequest: string, noAnswer: string | undefined): string {
    if (this.#left < 0)
      return `the rest is not read: more than ${MOST_FIELDS} fields, or it takes too long to tell what they are`;
    const [asked] = this.#asked;
    if (asked === undefined || noAnswer === undefined || beginsRequest(this.#bytes.subarray(offset), this.dialect)) {
      return noRequest;
    }
    return `no answer to '${MESSAGES[asked].title}': ${noAnswer}`;
  }

  /** Whether a message could begin there. */
  #makesSense(offset: number): boolean {
    return this.#asked.length > 1 || beginsRequest(this.#bytes.subarray(offset), this.dialect) !== false;
  }

  #request(offset: number, end: number, { name, ...fields }: Request): void {
    if (name !== 'fireable' && name !== 'valuations' && 'configuration' in fields) {
      this.#sizes.configuration ??= fields.configuration.length;
    }
    this.#note(offset, end, 'client', name, fields);
    if (isAnswered(this.dialect, name)) this.#asked.push(name);
  }

  #answer(offset: number, end: number, fields: Readonly<Record<string, unknown>>): void {
    const name = this.#asked.shift();
    if (name === undefined) return;
    const { configurations, transitions } = fields as { configurations?: Uint8Array[]; transitions?: Uint8Array[] };
    this.#sizes.configuration ??= configurations?.[0]?.length;
    this.#sizes.transition ??= transitions?.[0]?.length;
    this.#note(offset, end, 'server', name, fields);
  }

  #note(
    offset: number,
    end: number,
    from: DumpedPlugMessage['from'],
    name: RequestName,
    fields: Readonly<Record<string, unknown>>,
  ): void {
    this.messages.push({ offset, length: end - offset, from, name, title: MESSAGES[name].title, fields });
    this.end = end;
  }

  #attempt<T>(offset: number, reading: Reading<T>): Attempt<T> {
    let at = offset;
    try {
      let step = reading.next();
      while (step.done !== true) {
        if (--this.#left < 0) return { why: '' };
        const end = at + step.value;
        if (end > this.#bytes.length) {
          return {
            why: `the capture ends after ${this.#bytes.length - offset} bytes of it; it has at least ${end - offset}`,
          };
        }
        step = reading.next(this.#bytes.subarray(at, end));
        at = end;
      }
      return { value: step.value, end: at };
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      return { why: error.message };
    }
  }
}
