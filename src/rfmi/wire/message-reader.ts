/** Reads the fields of one message. Nothing that the message says is believed before the bytes for it are there. */
import type { ByteOrder } from '../../runtime/frames.js';
import { MalformedMessage } from './malformed.js';

/**
 * Most items of lists, sub-frames and value references in one command or response, counted together. Each of them becomes an
 * object or a number that takes more time and memory than its bytes, and while a server reads one command it does nothing
 * else: a command of the longest kind takes it some tenths of a second.
 */
export const MOST_ENTRIES = { command: 1 << 20, response: 1 << 22 } as const;
/** A sub-frame counts as so many value references. */
export const SUB_FRAME_ENTRIES = 8;

export class MessageReader {
  /** Where the next field begins, counted from the start of the message. */
  at = 0;
  /** What is being read, for messages to people. */
  place = 'header';
  readonly bytes: Buffer;
  /** Whether both sides have agreed on the extension, so that a sub-frame may be one of arrays. */
  readonly extended: boolean;
  readonly #view: DataView;
  readonly #little: boolean;
  readonly #most: number;
  #entries = 0;

  constructor(bytes: Uint8Array, order: ByteOrder, most: number, extended = false) {
    this.#most = most;
    this.extended = extended;
    this.bytes = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#little = order === 'little';
  }

  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#take(2), this.#little);
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4), this.#little);
  }

  /** Numbers that are not safe integers come out as large ones that are too large for everything. */
  u64(): number {
    const at = this.#take(8);
    const low = this.#view.getUint32(this.#little ? at : at + 4, this.#little);
    const high = this.#view.getUint32(this.#little ? at + 4 : at, this.#little);
    return high * 0x1_0000_0000 + low;
  }

  exactU64(): bigint {
    return this.#view.getBigUint64(this.#take(8), this.#little);
  }

  f64(): number {
    return this.#view.getFloat64(this.#take(8), this.#little);
  }

  skip(length: number): void {
    this.#take(length);
  }

  /** A text and its padding; of the padding at the end of a message some may be missing (1.3). */
  text(padding: number): string {
    const length = this.u32();
    const start = this.#take(length);
    if (length === 0 || this.bytes[this.at - 1] !== 0) throw this.malformed('the text does not end with a zero');
    this.align(padding);
    const text = this.bytes.toString('utf8', start, start + length - 1);
    const zero = text.indexOf('\0');
    return zero < 0 ? text : text.slice(0, zero);
  }

  /** Goes on at the next multiple of `size`, or at the end of the message. */
  align(size: number): void {
    this.at = Math.min(Math.ceil(this.at / size) * size, this.bytes.length);
  }

  /** Everything that is left, as a view. */
  rest(): Buffer {
    const start = this.at;
    this.at = this.bytes.length;
    return this.bytes.subarray(start);
  }

  /** A number of entries of at least `size` bytes each, of which each counts as `weight`: refused if so many cannot follow. */
  entries(count: number, size: number, weight = 1): number {
    if (count > (this.bytes.length - this.at) / size) {
      throw this.malformed(`there is no room for ${count} entries`);
    }
    this.#entries += weight * count;
    if (this.#entries > this.#most) {
      throw this.malformed(
        `more than ${this.#most} entries; a sub-frame counts as ${SUB_FRAME_ENTRIES} (divide it into several frames)`,
      );
    }
    return count;
  }

  malformed(what: string): MalformedMessage {
    return new MalformedMessage(`${what} (byte ${this.at} of ${this.bytes.length}, ${this.place})`);
  }

  #take(length: number): number {
    const start = this.at;
    if (length > this.bytes.length - start) throw this.malformed('the message is too short');
    this.at = start + length;
    return start;
  }
}
