/** An entry as the archive's own code needs it: what the user sees, and where its bytes are. */
import type { ArchiveEntry } from './entry.js';

/** An entry together with its raw records. */
export interface RawEntry extends ArchiveEntry {
  /** The whole central directory header, with name, extra fields and comment. */
  readonly central: Buffer;
  /** Where the local header begins in the archive. */
  readonly localOffset: number;
}

/** A {@link RawEntry} whose local header has been looked at. */
export interface PlacedEntry extends RawEntry {
  /** Where the compressed data begins. */
  readonly dataOffset: number;
  /** Where the next entry, or the central directory, begins: data descriptors and padding belong to this entry. */
  readonly end: number;
}
