/**
 * Reads numbers and names from untrusted bytes and never outside of them. Every reader of a binary format goes through
 * one of these, so that a hostile file can neither be read past its end nor keep us busy.
 */
import type { Budget } from '../budget.js';

/** The file leads outside of itself, or goes round in a circle. Caught where the format is known, never seen outside. */
export class FenceError extends Error {}

/** No name in a symbol table is longer, in bytes. */
const NAME_LIMIT = 4096;

/** Bounds-checked access to the bytes of one file, or of one slice of it. */
export class FencedReader {
  readonly size: number;
  readonly #bytes: Buffer;
  readonly #littleEndian: boolean;
  readonly #budget: Budget;

  /** What is read is charged to `budget`. */
  constructor(bytes: Buffer, littleEndian: boolean, budget: Budget) {
    this.#bytes = bytes;
    this.#budget = budget;
    this.size = bytes.length;
    this.#littleEndian = littleEndian;
  }

  u8(offset: number): number {
    this.#check(offset, 1);
    return this.#bytes.readUInt8(offset);
  }

  u16(offset: number): number {
    this.#check(offset, 2);
    return this.#littleEndian ? this.#bytes.readUInt16LE(offset) : this.#bytes.readUInt16BE(offset);
  }

  u32(offset: number): number {
    this.#check(offset, 4);
    return this.#littleEndian ? this.#bytes.readUInt32LE(offset) : this.#bytes.readUInt32BE(offset);
  }

  /** 64 bits, which in a file small enough to be in memory fit a number; `Infinity` if they do not. */
  u64(offset: number): number {
    this.#check(offset, 8);
    const value = this.#littleEndian ? this.#bytes.readBigUInt64LE(offset) : this.#bytes.readBigUInt64BE(offset);
    return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : Infinity;
  }

  /** A number as wide as a pointer. */
  word(offset: number, bits: 32 | 64): number {
    return bits === 64 ? this.u64(offset) : this.u32(offset);
  }

  /** A name that ends with a zero byte. */
  name(offset: number): string {
    this.#check(offset, 1);
    const end = this.#bytes.subarray(offset, offset + NAME_LIMIT).indexOf(0);
    if (end < 0) throw new FenceError('a name without end');
    this.spendName(end);
    return this.#bytes.toString('utf8', offset, offset + end);
  }

  /** The bytes of a part of the file. */
  slice(offset: number, length: number): Buffer {
    this.#check(offset, length);
    return this.#bytes.subarray(offset, offset + length);
  }

  /**
   * Calls `read` with the offset of each row of a table. A table that claims more rows than the file has room for is
   * read as far as the file goes.
   */
  rows(offset: number, count: number, rowSize: number, read: (row: number, index: number) => void): void {
    this.#check(offset, 0);
    for (let index = 0; index < count; index++) {
      const row = offset + index * rowSize;
      this.#check(row, rowSize);
      this.#budget.spend('row');
      read(row, index);
    }
  }

  /** Charges for one step of a walk: walks could be made endless. */
  spendRow(): void {
    this.#budget.spend('row');
  }

  /** Charges for something that is remembered of a walk. */
  spendNode(): void {
    this.#budget.spend('node');
  }

  /** Charges for a name of so many bytes. */
  spendName(length: number): void {
    this.#budget.spend('name');
    this.#budget.spend('nameByte', length);
  }

  #check(offset: number, length: number): void {
    if (!(offset >= 0 && length >= 0 && offset + length <= this.size)) {
      throw new FenceError(`bytes ${offset} to ${offset + length} of ${this.size}`);
    }
  }
}

/** Collects what is wrong with a file while the rest of it is read all the same. */
export class Damage {
  #first: string | undefined;

  /** What was found first, in a few words. */
  get first(): string | undefined {
    return this.#first;
  }

  /** What `read` returns, or `otherwise` and a note if it runs into the fence. */
  guard<T>(what: string, otherwise: T, read: () => T): T {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof FenceError)) throw error;
      this.#first ??= `${what}: ${error.message}`;
      return otherwise;
    }
  }
}

/** Names in order and each once. */
export function sorted(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}
