/** The last command of a session, as far as it takes to know it again: a long one is not kept for that. */
import { createHash } from 'node:crypto';

/** Commands up to this length in bytes are copied, which takes less time than a digest. */
const COPIED = 4096;

export class LastCommand {
  #length = -1;
  /** A copy of a short one, in memory that is used again; the digest of a long one. */
  #known: Buffer = Buffer.alloc(0);

  /** From now on it is this one, whose bytes are not kept. */
  note(bytes: Buffer): void {
    this.#length = bytes.length;
    if (bytes.length > COPIED) {
      this.#known = digest(bytes);
      return;
    }
    if (this.#known.length < bytes.length) this.#known = Buffer.allocUnsafeSlow(bytes.length);
    bytes.copy(this.#known);
  }

  /** Whether `bytes` are the same command, byte for byte. */
  is(bytes: Buffer): boolean {
    if (bytes.length !== this.#length) return false;
    const known = bytes.length > COPIED ? digest(bytes) : bytes;
    return known.equals(this.#known.subarray(0, known.length));
  }
}

function digest(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}
