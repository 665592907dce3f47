/**
 * The last command of a session, as far as it takes to know it again: a long one is not kept for that, and its digest is
 * made by a thread of the pool, because all other clients would wait for it meanwhile.
 */
import { subtle } from 'node:crypto';
import type { Soon } from '../../runtime/calls.js';

/** Commands up to this length in bytes are copied. */
const COPIED = 1 << 16;

export class LastCommand {
  #length = -1;
  /** A copy of a short one, in memory that is used again. */
  #copy: Buffer = Buffer.alloc(0);
  /** Of a long one. */
  #digest: Promise<Buffer> | undefined;

  /** From now on it is this one, whose bytes are not kept. */
  note(bytes: Buffer): void {
    this.#length = bytes.length;
    this.#digest = bytes.length > COPIED ? digestOf(bytes) : undefined;
    if (this.#digest !== undefined) {
      // Whether it could be made matters only when it is asked for.
      this.#digest.catch(() => undefined);
      return;
    }
    if (this.#copy.length < bytes.length) this.#copy = Buffer.allocUnsafeSlow(bytes.length);
    bytes.copy(this.#copy);
  }

  /** Whether `bytes` are the same command, byte for byte. Of a short one this is known at once. */
  is(bytes: Buffer): Soon<boolean> {
    if (bytes.length !== this.#length) return false;
    if (this.#digest === undefined) return bytes.equals(this.#copy.subarray(0, bytes.length));
    return Promise.all([this.#digest, digestOf(bytes)]).then(([known, asked]) => known.equals(asked));
  }
}

async function digestOf(bytes: Buffer): Promise<Buffer> {
  return Buffer.from(await subtle.digest('SHA-256', bytes));
}
