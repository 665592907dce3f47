/**
 * Messages on a stream of bytes: a frame is the number of bytes of the message (32 bits, little-endian, not counting
 * itself) and the message.
 */
import { TransportError } from './endpoint.js';

/** Bytes of a frame before the message. */
export const HEADER_LENGTH = 4;

/** The header of a message of so many bytes. */
export function frameHeader(length: number): Buffer {
  const header = Buffer.allocUnsafe(HEADER_LENGTH);
  header.writeUInt32LE(length);
  return header;
}

/** Puts messages together from the pieces that a stream delivers. */
export class FrameReader {
  readonly #longest: number;
  #pieces: Buffer[] = [];
  #buffered = 0;
  #wanted: number | undefined;

  /** Messages of more than `longest` bytes are refused before memory is taken for them. */
  constructor(longest: number) {
    this.#longest = longest;
  }

  /** Whether the stream ended, or could end, between two messages. */
  get atBorder(): boolean {
    return this.#wanted === undefined && this.#buffered === 0;
  }

  /**
   * Takes the next piece and returns the messages that are complete with it.
   * @throws TransportError `too-long`
   */
  push(piece: Buffer): Buffer[] {
    this.#pieces.push(piece);
    this.#buffered += piece.length;
    const messages: Buffer[] = [];
    for (;;) {
      if (this.#wanted === undefined) {
        if (this.#buffered < HEADER_LENGTH) return messages;
        this.#wanted = this.#take(HEADER_LENGTH).readUInt32LE();
        if (this.#wanted > this.#longest) {
          throw new TransportError('too-long', `a message of ${this.#wanted} bytes, of ${this.#longest} allowed`);
        }
      }
      if (this.#buffered < this.#wanted) return messages;
      messages.push(this.#take(this.#wanted));
      this.#wanted = undefined;
    }
  }

  #take(length: number): Buffer {
    const all = this.#pieces.length === 1 ? this.#pieces[0] : undefined;
    const joined = all ?? Buffer.concat(this.#pieces, this.#buffered);
    this.#pieces = joined.length > length ? [joined.subarray(length)] : [];
    this.#buffered -= length;
    return joined.subarray(0, length);
  }
}
