/**
 * An FMU's zip archive: checked in full before anything of it is used, read piece by piece, and changed without
 * touching what is not to be changed. Everything else that knows about zip is in `archive/`.
 */
import { unpack } from './archive/codec.js';
import { type Directory, readDirectory } from './archive/directory.js';
import { editArchive } from './archive/edit.js';
import { type ArchiveChanges, type ArchiveEntry, type ArchiveLimits, DEFAULT_LIMITS } from './archive/entry.js';
import { CENTRAL } from './archive/format.js';
import { checkGaps } from './archive/gaps.js';
import { placeEntries } from './archive/layout.js';
import type { EditedArchive } from './archive/pieces.js';
import type { PlacedEntry } from './archive/raw-entry.js';
import { type ByteSource, bufferSource, fileSource } from './archive/source.js';
import { Budget } from './budget.js';
import { FmuToolError, aboutFile, quote } from './error.js';
import type { FileIdentity } from './file-identity.js';

export type { AddedEntry, ArchiveChanges, ArchiveEntry, ArchiveLimits } from './archive/entry.js';
export type { EditedArchive } from './archive/pieces.js';
export { DEFAULT_LIMITS } from './archive/entry.js';

/** How to open an archive. */
export interface ArchiveOptions {
  /** Bounds on what is believed; what is left out stays at {@link DEFAULT_LIMITS}. */
  readonly limits?: Partial<ArchiveLimits>;
}

const COMPARED_AT_ONCE = 1024 * 1024;

/** An opened archive. Its file stays open until {@link Archive.close}. */
export class Archive {
  /** The file, as it was named when it was opened. */
  readonly path: string;
  /** What reading it may cost, and has cost so far. */
  readonly budget: Budget;
  readonly #source: ByteSource;
  readonly #directory: Directory;
  readonly #placed: readonly PlacedEntry[];
  readonly #byName: ReadonlyMap<string, PlacedEntry>;

  private constructor(path: string, source: ByteSource, limits: ArchiveLimits) {
    this.path = path;
    this.#source = source;
    this.budget = new Budget(source.size, limits.memoryBytes);
    this.#directory = readDirectory(source, limits);
    this.#placed = placeEntries(source, this.#directory);
    checkGaps(source, this.#placed);
    this.#byName = new Map(this.#placed.map((entry) => [entry.name, entry]));
  }

  /**
   * Opens the archive at `path` and checks every header in it; no data is unpacked.
   * @throws FmuToolError with a `file-` code if the file cannot be read, with an `archive-` code if it is not an archive
   * that an FMU may be
   */
  static open(path: string, options: ArchiveOptions = {}): Archive {
    return Archive.#over(path, fileSource(path), options);
  }

  /** The same for bytes in memory, which must not change; `name` stands in messages. */
  static fromBuffer(bytes: Buffer, name: string, options: ArchiveOptions = {}): Archive {
    return Archive.#over(name, bufferSource(bytes), options);
  }

  static #over(path: string, source: ByteSource, options: ArchiveOptions): Archive {
    try {
      return aboutFile(path, () => new Archive(path, source, { ...DEFAULT_LIMITS, ...options.limits }));
    } catch (error) {
      source.close();
      throw error;
    }
  }

  /** Size of the file in bytes. */
  get size(): number {
    return this.#source.size;
  }

  /** The file as it was when it was opened; undefined for an archive in memory. */
  get file(): FileIdentity | undefined {
    return this.#source.file;
  }

  /** Every entry, in the order of the central directory. */
  get entries(): readonly ArchiveEntry[] {
    return this.#placed;
  }

  /** Whether there is an entry of exactly this name. */
  has(name: string): boolean {
    return this.#byName.has(name);
  }

  /** The entry of exactly this name, or undefined. */
  entry(name: string): ArchiveEntry | undefined {
    return this.#byName.get(name);
  }

  /**
   * Unpacks an entry into memory. Size and CRC are checked, and never more than the claimed size is unpacked.
   * @throws FmuToolError `archive-entry-missing`, `archive-bad-data`, `archive-bad-crc`, `archive-size-lie`,
   *   `fmu-too-costly`
   */
  read(name: string): Buffer {
    return aboutFile(this.path, () => {
      const entry = this.#find(name);
      this.budget.lend(entry.size, quote(name));
      this.budget.spend('unpacked', entry.size);
      return unpack(entry, () => this.#source.read(entry.dataOffset, entry.compressedSize));
    });
  }

  /**
   * Whether an entry here and one of another archive are the same in everything but name and place: compressed bytes,
   * CRC, sizes, method, flags, time, mode, extra fields and comment. Nothing is unpacked.
   * @throws FmuToolError `archive-entry-missing`
   */
  sameEntry(name: string, other: Archive, otherName: string = name): boolean {
    const mine = aboutFile(this.path, () => this.#find(name));
    const theirs = aboutFile(other.path, () => other.#find(otherName));
    if (!sameHeader(mine.central, theirs.central)) return false;
    const room = Math.min(COMPARED_AT_ONCE, mine.compressedSize);
    const scratch = [Buffer.allocUnsafe(room), Buffer.allocUnsafe(room)] as const;
    for (let at = 0; at < mine.compressedSize; at += COMPARED_AT_ONCE) {
      const length = Math.min(COMPARED_AT_ONCE, mine.compressedSize - at);
      const left = this.#source.read(mine.dataOffset + at, length, scratch[0]);
      if (!left.equals(other.#source.read(theirs.dataOffset + at, length, scratch[1]))) return false;
    }
    return true;
  }

  /**
   * The bytes of this archive with some entries renamed, replaced, removed or added. Every other entry keeps its
   * place, headers and compressed bytes; the same input and changes give the same bytes everywhere, as long as nothing
   * is deflated (replaced entries that were deflated, and additions that ask for it). The archive must stay open until
   * the result has been written.
   * @throws FmuToolError `archive-entry-missing`, `archive-duplicate-name`, an `archive-name-` code, `archive-zip64`
   */
  edit(changes: ArchiveChanges): EditedArchive {
    return aboutFile(this.path, () => editArchive(this.#source, this.#directory, this.#placed, changes));
  }

  /** Gives the file back; nothing can be read afterwards. May be called twice. */
  close(): void {
    this.#source.close();
  }

  #find(name: string): PlacedEntry {
    const entry = this.#byName.get(name);
    if (entry === undefined) throw new FmuToolError('archive-entry-missing', `the archive has no ${quote(name)}`);
    return entry;
  }
}

/** Compares two central headers but for the name and the place of the local header. */
function sameHeader(a: Buffer, b: Buffer): boolean {
  const masked = (header: Buffer): Buffer[] => {
    const fixed = Buffer.from(header.subarray(0, CENTRAL.size));
    const nameEnd = CENTRAL.size + fixed.readUInt16LE(CENTRAL.nameLength);
    fixed.writeUInt16LE(0, CENTRAL.nameLength);
    fixed.writeUInt32LE(0, CENTRAL.localOffset);
    return [fixed, header.subarray(nameEnd)];
  };
  return Buffer.concat(masked(a)).equals(Buffer.concat(masked(b)));
}
