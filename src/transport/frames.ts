/** Puts the messages of a stream together from the pieces that it delivers, however small or large these are. */
import { TransportError } from './endpoint.js';
import type { Framing } from './framing.js';

/** Room for a message of which little has come. It grows with what comes, not with what is announced. */
const FIRST_ROOM = 4096;

export class FrameReader {
  readonly #framing: Framing;
  readonly #longest: number;
  /** Bytes of the stream that are not part of the message, at its beginning. */
  readonly #skipped: number;
  /** The message under way, as far as it has come. */
  #room: Buffer = Buffer.alloc(0);
  #used = 0;
  /** Bytes of it that its length may be told from; more than its header, if that was not enough. */
  #needed: number;
  /** Its length, header included, once it can be told. */
  #wanted: number | undefined;
  #completed = 0;

  /** Messages of more than `longest` bytes are refused before memory is taken for them. */
  constructor(framing: Framing, longest: number) {
    this.#framing = framing;
    this.#longest = longest;
    this.#needed = framing.headerLength;
    this.#skipped = framing.prefix === undefined ? 0 : framing.headerLength;
  }

  /** Whether the stream ended, or could end, between two messages. */
  get atBorder(): boolean {
    return this.#used === 0;
  }

  /** Bytes of memory that the message under way takes. */
  get room(): number {
    return this.#room.length;
  }

  /** Gives the message under way up, with its memory; nothing may be pushed any more. */
  drop(): void {
    this.#room = Buffer.alloc(0);
  }

  /** Bytes of the message under way that have come. */
  get arrived(): number {
    return this.#used;
  }

  /** How many messages have come. */
  get completed(): number {
    return this.#completed;
  }

  /**
   * Takes the next piece and hands over the messages that are complete with it; those that need not be put together are
   * views of the piece.
   * @throws TransportError `too-long`, and what the framing throws
   */
  push(piece: Buffer, take: (message: Buffer) => void): void {
    let rest = piece;
    while (rest.length > 0) {
      if (this.#used === 0) {
        const length = this.#measure(rest);
        if (length !== undefined && rest.length >= length) {
          ++this.#completed;
          this.#needed = this.#framing.headerLength;
          take(rest.subarray(this.#skipped, length));
          rest = rest.subarray(length);
          continue;
        }
        this.#wanted = length;
      }
      rest = this.#keep(rest);
      if (this.#used === this.#wanted) take(this.#complete());
    }
  }

  /** Takes of `rest` what belongs to the message under way, up to where its length may be told or to its end. */
  #keep(rest: Buffer): Buffer {
    const limit = this.#wanted ?? this.#needed;
    const count = Math.min(limit - this.#used, rest.length);
    const needed = this.#used + count;
    if (needed > this.#room.length) {
      const ample = Math.min(this.#wanted ?? this.#longest + this.#skipped, 2 * this.#room.length);
      const room = Buffer.allocUnsafe(Math.max(needed, ample, FIRST_ROOM));
      this.#room.copy(room, 0, 0, this.#used);
      this.#room = room;
    }
    rest.copy(this.#room, this.#used, 0, count);
    this.#used = needed;
    this.#wanted ??= this.#measure(this.#room.subarray(0, needed));
    return rest.subarray(count);
  }

  #complete(): Buffer {
    const message = this.#room.subarray(this.#skipped, this.#used);
    this.#room = Buffer.alloc(0);
    this.#used = 0;
    this.#wanted = undefined;
    this.#needed = this.#framing.headerLength;
    ++this.#completed;
    return message;
  }

  /** The length of the message that begins with `bytes`; undefined if there are too few. */
  #measure(bytes: Buffer): number | undefined {
    const { headerLength } = this.#framing;
    while (bytes.length >= this.#needed) {
      const told = this.#framing.messageLength(bytes.subarray(0, this.#needed));
      const length = typeof told === 'number' ? told : told.atLeast;
      if (length - this.#skipped > this.#longest) {
        const text = `a message of ${length - this.#skipped} bytes, of ${this.#longest} allowed`;
        throw new TransportError('too-long', text);
      }
      if (!(length >= headerLength)) {
        throw new TransportError('corrupt', `a message of ${length} bytes, shorter than its own header`);
      }
      if (typeof told === 'number') return told;
      this.#needed = told.atLeast;
    }
    return undefined;
  }
}
