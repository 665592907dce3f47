/** Writes the fields of one message after another into memory that is used again, since most messages are short. */
import type { ByteOrder } from '../../runtime/frames.js';
import { Slab } from '../../transport/slab.js';

/** Memory that is kept from message to message; longer messages get memory of their own. */
const KEPT = 1 << 16;

const slab = new Slab();

export class MessageWriter {
  /** Where the next field begins, counted from the start of the message. */
  at = 0;
  #bytes: Buffer = Buffer.alloc(KEPT);
  #view: DataView = new DataView(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.byteLength);
  readonly #little: boolean;

  constructor(order: ByteOrder) {
    this.#little = order === 'little';
  }

  /** What was written before, and not finished, is given up. */
  begin(): void {
    this.at = 0;
  }

  u8(value: number): void {
    const at = this.#grow(1);
    this.#view.setUint8(at, value);
  }

  u16(value: number): void {
    const at = this.#grow(2);
    this.#view.setUint16(at, value, this.#little);
  }

  u32(value: number): void {
    const at = this.#grow(4);
    this.#view.setUint32(at, value, this.#little);
  }

  u64(value: number): void {
    const at = this.#grow(8);
    this.#setU64(at, value);
  }

  exactU64(value: bigint): void {
    const at = this.#grow(8);
    this.#view.setBigUint64(at, value, this.#little);
  }

  f64(value: number): void {
    const at = this.#grow(8);
    this.#view.setFloat64(at, value, this.#little);
  }

  zeros(length: number): void {
    const at = this.#grow(length);
    for (let byte = at; byte < at + length; byte += 1) this.#view.setUint8(byte, 0);
  }

  /** A text ends at its first zero, as it does for every reader. */
  text(value: string, padding: number): void {
    const zero = value.indexOf('\0');
    const text = zero < 0 ? value : value.slice(0, zero);
    const at = this.#grow(4 + 3 * text.length + 1);
    const length = this.#bytes.write(text, at + 4) + 1;
    this.#bytes[at + 4 + length - 1] = 0;
    this.#view.setUint32(at, length, this.#little);
    this.at = at + 4 + length;
    this.align(padding);
  }

  align(size: number): void {
    const rest = this.at % size;
    if (rest !== 0) this.zeros(size - rest);
  }

  bytes(value: Uint8Array): void {
    const at = this.#grow(value.length);
    this.#bytes.set(value, at);
  }

  /** The message, whose length is put where it belongs. */
  finish(): Buffer {
    this.#setU64(8, this.at);
    const own = this.#bytes.length > KEPT;
    const message = own ? this.#bytes.subarray(0, this.at) : slab.take(this.at);
    if (!own) this.#bytes.copy(message, 0, 0, this.at);
    if (own) this.#use(Buffer.alloc(KEPT));
    return message;
  }

  #setU64(at: number, value: number): void {
    this.#view.setUint32(this.#little ? at : at + 4, value >>> 0, this.#little);
    this.#view.setUint32(this.#little ? at + 4 : at, Math.floor(value / 0x1_0000_0000), this.#little);
  }

  #grow(length: number): number {
    const at = this.at;
    this.at = at + length;
    if (this.at > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(2 * this.#bytes.length, this.at));
      this.#bytes.copy(larger, 0, 0, at);
      this.#use(larger);
    }
    return at;
  }

  #use(bytes: Buffer): void {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
}
