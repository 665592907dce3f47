/**
 * Memory that the smipc library writes its results to, given to it as an address: making an object of a structure, or a
 * view of foreign memory, takes koffi longer than a message takes from process to process.
 */
import koffi from 'koffi';
import { Slab } from './slab.js';

/** Bytes of a message up to which it needs no memory of the library's. */
const ROOM = 65_536;
/** Pointers and sizes, in words of 32 bits. */
const WIDTH = koffi.sizeof('void *') / 4;

export class Results {
  readonly #memory = Buffer.allocUnsafeSlow(ROOM);
  readonly #words = new Uint32Array(8);
  readonly #slab = new Slab();
  /** Where there is room for a message, and for how many bytes. */
  readonly room = koffi.address(this.#memory);
  readonly roomLength = ROOM;
  /** Where there is room for a smipc_event, a smipc_message or a size_t. */
  readonly fields = koffi.address(this.#words);

  /** A size_t. */
  get size(): number {
    return this.#size(0);
  }

  set size(value: number) {
    this.#words[0] = value;
    this.#words[1] = Math.floor(value / 2 ** 32);
  }

  /** The smipc_event's parts. */
  get kind(): number {
    return this.#word(0);
  }

  get status(): number {
    return this.#word(1) | 0;
  }

  get client(): number {
    return this.#word(2) + this.#word(3) * 2 ** 32;
  }

  /** Of the smipc_message that begins with this word: the size, and the address of what is not in `room`, else 0. */
  messageSize(word: number): number {
    return this.#size(word + WIDTH);
  }

  messageAddress(word: number): bigint {
    const high = WIDTH === 2 ? BigInt(this.#word(word + 1)) << 32n : 0n;
    return high | BigInt(this.#word(word));
  }

  /** A copy of so many bytes in `room`. */
  copy(length: number): Buffer {
    const copy = this.#slab.take(length);
    this.#memory.copy(copy, 0, 0, length);
    return copy;
  }

  #size(word: number): number {
    return this.#word(word) + (WIDTH === 2 ? this.#word(word + 1) * 2 ** 32 : 0);
  }

  #word(index: number): number {
    return this.#words[index] ?? 0;
  }
}
