/** The bytes of a changed archive as a list of pieces, most of them still in the old file, so that none is held twice. */
import type { ByteSource } from './source.js';

/** The bytes of a changed archive; valid while the archive it came from is open. */
export interface EditedArchive {
  /** Size in bytes. */
  readonly size: number;
  /** The bytes in order, in pieces of at most 4 MiB; a piece is valid until the next one is asked for. */
  chunks(): Iterable<Buffer>;
  /** All bytes at once; for small archives and tests. */
  toBuffer(): Buffer;
}

const CHUNK = 4 * 1024 * 1024;

type Piece = { readonly offset: number; length: number } | Buffer[];

/** Collects pieces in the order in which they will be written. */
export class PieceList implements EditedArchive {
  readonly #source: ByteSource;
  readonly #pieces: Piece[] = [];
  #size = 0;

  constructor(source: ByteSource) {
    this.#source = source;
  }

  get size(): number {
    return this.#size;
  }

  /** Appends bytes of the source; neighbours become one piece. */
  copy(offset: number, length: number): void {
    if (length === 0) return;
    const last = this.#pieces.at(-1);
    if (last !== undefined && !Array.isArray(last) && last.offset + last.length === offset) last.length += length;
    else this.#pieces.push({ offset, length });
    this.#size += length;
  }

  /** Appends new bytes. */
  bytes(bytes: Buffer): void {
    const last = this.#pieces.at(-1);
    if (Array.isArray(last)) last.push(bytes);
    else this.#pieces.push([bytes]);
    this.#size += bytes.length;
  }

  *chunks(): Generator<Buffer, void, undefined> {
    let scratch: Buffer | undefined;
    for (const piece of this.#pieces) {
      const [first] = Array.isArray(piece) ? piece : [];
      if (Array.isArray(piece)) {
        const joined = piece.length === 1 && first !== undefined ? first : Buffer.concat(piece);
        for (let at = 0; at < joined.length; at += CHUNK) yield joined.subarray(at, at + CHUNK);
        continue;
      }
      scratch ??= Buffer.allocUnsafe(CHUNK);
      for (let at = 0; at < piece.length; at += CHUNK) {
        yield this.#source.read(piece.offset + at, Math.min(CHUNK, piece.length - at), scratch);
      }
    }
  }

  toBuffer(): Buffer {
    const whole = Buffer.allocUnsafe(this.#size);
    let at = 0;
    for (const chunk of this.chunks()) at += chunk.copy(whole, at);
    return whole;
  }
}
