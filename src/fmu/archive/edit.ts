/** A changed archive. */
/** The bytes of a changed archive; valid while the archive it came from is open. */
export interface EditedArchive {
  /** Size in bytes. */
  readonly size: number;
  /** The bytes in order, in pieces of at most a few MiB; a piece is valid until the next one is asked for. */
  chunks(): Iterable<Buffer>;
  /** All bytes at once; for small archives and tests. */
  toBuffer(): Buffer;
}
