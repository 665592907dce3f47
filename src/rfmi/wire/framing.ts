/**
 * Where messages of RFMI begin and end in a stream of bytes, and in which byte order they are: the first message says it
 * (2.1), and it holds for the connection.
 */
import { TransportError } from '../../transport/endpoint.js';
import { codeNumber, HEADER_LENGTH, type ByteOrder } from './codec.js';
import { EXTENSION_COMMANDS } from './extension.js';
import { COMMANDS } from './messages.js';

/** Which side of a connection sends. */
export type Sender = 'client' | 'server';

/** Longest message in bytes that is accepted unless an option says otherwise. */
export const LONGEST_MESSAGE_BYTES = 256 * 2 ** 20;

/** Longest message in bytes that a server takes before it has been greeted: a hello has 24, and may bring more with it. */
export const LONGEST_BEFORE_HELLO_BYTES = 512;

/** Why a stream is given up. */
export type FramingProblem =
  | 'no-rfmi' // the first message is none of RFMI
  | 'too-short' // a message says that it is shorter than its header
  | 'too-long'; // a message says that it is longer than allowed

/** Nothing after this place of the stream can be understood. */
export class FramingError extends TransportError {
  readonly problem: FramingProblem;

  constructor(problem: FramingProblem, message: string) {
    super(problem === 'too-long' ? 'too-long' : 'corrupt', message);
    this.name = 'FramingError';
    this.problem = problem;
  }
}

/** A message of `length` bytes where so many are allowed. */
export function tooLong(length: number, allowed: number, when = ''): FramingError {
  return new FramingError('too-long', `a message of ${length} bytes, of ${allowed} allowed${when}`);
}

/**
 * What tells that a stream is one of RFMI, and its byte order: any command of the specification, though only a hello is
 * answered as the client wishes; a server that takes no client may say so at once.
 */
const OPENINGS: Readonly<Record<Sender, ReadonlySet<number>>> = {
  client: new Set(
    Object.keys(COMMANDS)
      .filter((code) => !(code in EXTENSION_COMMANDS))
      .map(codeNumber),
  ),
  server: new Set(['rfmi', 'fatl', 'fat!', 'eror', 'unsp', 'nack'].map(codeNumber)),
};

/** The byte order of a conversation of which `bytes` are the beginning; undefined if they are none. */
export function byteOrderOf(bytes: Uint8Array, sender: Sender = 'client'): ByteOrder | undefined {
  return orderWithin(bytes, OPENINGS[sender]);
}

const HELLO = codeNumber('RFMI');
/** Bytes of a hello (2.1.1). */
const HELLO_LENGTH = 24;

const FATAL: ReadonlySet<number> = new Set(['fatl', 'fat!'].map(codeNumber));

/** Whether a message of a server, in whichever byte order, says that it ends the connection (1.3.1). */
export function isFatal(bytes: Uint8Array): boolean {
  return orderWithin(bytes, FATAL) !== undefined;
}

/** The byte order in which `bytes` begin with one of these codes. */
function orderWithin(bytes: Uint8Array, codes: ReadonlySet<number>): ByteOrder | undefined {
  if (bytes.length < 4) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (codes.has(view.getUint32(0, true))) return 'little';
  if (codes.has(view.getUint32(0, false))) return 'big';
  return undefined;
}

/** The framing of what one side of one connection sends. */
export class RfmiFraming {
  readonly headerLength = HEADER_LENGTH;
  readonly #sender: Sender;
  readonly #longest: number;
  readonly #beforeHello: number;
  #greeted = false;
  #order: ByteOrder | undefined;

  /**
   * Messages of more than `longest` bytes are refused before memory is taken for them, and those before a hello that can be
   * answered if they have more than `beforeHello`.
   */
  constructor(sender: Sender, longest = LONGEST_MESSAGE_BYTES, beforeHello = longest) {
    this.#sender = sender;
    this.#longest = longest;
    this.#beforeHello = Math.min(longest, beforeHello);
  }

  /** The byte order; undefined before the first message. */
  get order(): ByteOrder | undefined {
    return this.#order;
  }

  /**
   * How long the message with this header is, the header included.
   * @throws FramingError
   */
  messageLength(header: Uint8Array): number {
    this.#order ??= byteOrderOf(header, this.#sender);
    if (this.#order === undefined) {
      const begin = Buffer.from(header.subarray(0, 4)).toString('hex');
      throw new FramingError(
        'no-rfmi',
        `the first message begins with the bytes ${begin}, which are no message of RFMI`,
      );
    }
    const little = this.#order === 'little';
    const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
    const length = view.getUint32(little ? 12 : 8, little) * 0x1_0000_0000 + view.getUint32(little ? 8 : 12, little);
    if (length < HEADER_LENGTH) {
      throw new FramingError('too-short', `a message says that it has ${length} bytes; its header alone has 16`);
    }
    if (length > this.#longest) throw tooLong(length, this.#longest);
    if (!this.#greeted) {
      if (length > this.#beforeHello) throw tooLong(length, this.#beforeHello, ' before hello');
      this.#greeted = length >= HELLO_LENGTH && view.getUint32(0, little) === HELLO && view.getUint32(4, little) === 0;
    }
    return length;
  }
}
