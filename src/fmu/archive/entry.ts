/** What users of an archive see of its entries. */

/** One entry of an archive, as its central directory describes it. */
export interface ArchiveEntry {
  /** Path inside the archive, with `/`; a folder's ends in `/`. */
  readonly name: string;
  readonly isDirectory: boolean;
  /** Uncompressed size in bytes. */
  readonly size: number;
  /** Compressed size in bytes. */
  readonly compressedSize: number;
  /** CRC-32 of the uncompressed data. */
  readonly crc: number;
  /** Compression method: 0 stored, 8 deflated. */
  readonly method: number;
  /** General purpose flags (APPNOTE 4.4.4). */
  readonly flags: number;
  /** Unix mode with file type, or 0 if the archive was made on a system without. */
  readonly mode: number;
  /** Time of modification as the archive has it, `YYYY-MM-DDThh:mm:ss`; zip knows no time zone. */
  readonly time: string;
}

/** An entry to be added. */
export interface AddedEntry {
  readonly name: string;
  readonly data: Buffer;
  /** Unix permissions such as 0o755; default 0o644, for a folder 0o755. */
  readonly mode?: number;
  /**
   * How to keep the data; default `store`, because deflate's output differs between zlib versions and processors and
   * the result must be the same bytes wherever it is made.
   */
  readonly method?: 'store' | 'deflate';
}

/** What to change in an archive. Names in `rename`, `replace` and `remove`, and values of `copy`, are those before the change. */
export interface ArchiveChanges {
  readonly rename?: ReadonlyMap<string, string>;
  /** New contents; name, mode, time and place stay. */
  readonly replace?: ReadonlyMap<string, Buffer>;
  readonly remove?: ReadonlySet<string>;
  /** New name -> the entry whose headers and compressed bytes it gets; they go to the end, before those of `add`. */
  readonly copy?: ReadonlyMap<string, string>;
  /** Go to the end, in this order. */
  readonly add?: readonly AddedEntry[];
}

/** Bounds on what is believed of an archive. */
export interface ArchiveLimits {
  /** Largest uncompressed size of one entry, in bytes. */
  readonly entryBytes: number;
  /** Largest uncompressed size of all entries together, in bytes. */
  readonly totalBytes: number;
  /** Memory that the process may take to read it, in bytes; undefined: by the size of the file (`budget.ts`). */
  readonly memoryBytes?: number | undefined;
}

/** 2 GiB for an entry and 4 GiB for all together. */
export const DEFAULT_LIMITS: ArchiveLimits = { entryBytes: 2 * 1024 ** 3, totalBytes: 4 * 1024 ** 3 };
