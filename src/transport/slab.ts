/**
 * Memory for short-lived bytes, cut from larger pieces: making room for a message of a kilobyte or two takes Node.js, whose
 * pieces are small, longer than the message takes from process to process.
 */
const PIECE = 1 << 16;
/** What is longer gets memory of its own, so that little is wasted at the end of a piece. */
const LONGEST = 1 << 13;

export class Slab {
  #piece = Buffer.alloc(0);
  #used = 0;

  /** So many bytes, whatever is in them; no other caller gets them. */
  take(length: number): Buffer {
    if (length > LONGEST) return Buffer.allocUnsafe(length);
    if (this.#used + length > this.#piece.length) {
      this.#piece = Buffer.allocUnsafeSlow(PIECE);
      this.#used = 0;
    }
    const begin = this.#used;
    // The next ones begin at a multiple of 8, as numbers in them want to.
    this.#used = (begin + length + 7) & ~7;
    return this.#piece.subarray(begin, begin + length);
  }
}
