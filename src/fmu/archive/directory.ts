/** Finds and reads the central directory of an archive, trusting none of it. */
import { FmuToolError, quote } from '../error.js';
import type { ArchiveLimits } from './entry.js';
import { CENTRAL, END, FLAG, IN_ZIP64, LOCAL, METHOD, SPLIT_SIGNATURE, ZIP64_LOCATOR } from './format.js';
import { decodeName } from './names.js';
import { checkTogether } from './portable-names.js';
import type { RawEntry } from './raw-entry.js';
import type { ByteSource } from './source.js';

/** What stands at the end of an archive. */
export interface Directory {
  readonly entries: readonly RawEntry[];
  /** Where the central directory begins. */
  readonly offset: number;
  /** The end record with the archive's comment. */
  readonly end: Buffer;
}

const REPACK = 'make the FMU again';
const UNIX_HOSTS = [3, 19];
const FILE_TYPE = { mask: 0o170000, regular: 0o100000, folder: 0o040000, link: 0o120000 } as const;

/**
 * Reads the central directory.
 * @throws FmuToolError with an `archive-` code that says what is wrong with the archive
 */
export function readDirectory(source: ByteSource, limits: ArchiveLimits): Directory {
  const { end, endOffset } = findEnd(source);
  const count = end.readUInt16LE(END.entries);
  const size = end.readUInt32LE(END.directorySize);
  const offset = end.readUInt32LE(END.directoryOffset);
  const split = [END.disk, END.directoryDisk].some((field) => end.readUInt16LE(field) !== 0);
  if (split || end.readUInt16LE(END.diskEntries) !== count) throw splitArchive();
  if (count === 0 && size === 0) {
    throw new FmuToolError('archive-no-entries', 'the archive is empty; name an FMU');
  }
  if (offset + size !== endOffset || count * CENTRAL.size > size) {
    throw damaged(`the central directory is said to be at ${offset} with ${size} bytes, which does not fit`);
  }
  const entries = readEntries(source.read(offset, size), count);
  checkEntries(entries, limits);
  return { entries, offset, end };
}

function findEnd(source: ByteSource): { end: Buffer; endOffset: number } {
  if (source.size === 0) throw new FmuToolError('archive-empty-file', 'the file is empty; name an FMU');
  const start = source.size >= 4 ? source.read(0, 4).readUInt32LE(0) : 0;
  if (start === SPLIT_SIGNATURE) throw splitArchive();
  const tailOffset = Math.max(0, source.size - END.size - 0xffff);
  const tail = source.read(tailOffset, source.size - tailOffset);
  let near = false;
  for (let at = tail.length - END.size; at >= 0; at--) {
    if (tail[at] !== 0x50 || tail.readUInt32LE(at) !== END.signature) continue;
    near = true;
    if (at + END.size + tail.readUInt16LE(at + END.commentLength) !== tail.length) continue;
    const locator = at - ZIP64_LOCATOR.size;
    if (locator >= 0 && tail.readUInt32LE(locator) === ZIP64_LOCATOR.signature) throw zip64('the archive');
    return { end: Buffer.from(tail.subarray(at)), endOffset: tailOffset + at };
  }
  if (near || start === LOCAL.signature) {
    throw new FmuToolError(
      'archive-truncated',
      'the end of the archive is cut off or followed by other data; get it again',
    );
  }
  throw new FmuToolError('archive-not-zip', 'is not a zip archive, so it is not an FMU; name an FMU');
}

function readEntries(bytes: Buffer, count: number): RawEntry[] {
  const entries: RawEntry[] = [];
  let at = 0;
  while (entries.length < count) {
    const length = recordLength(bytes, at);
    if (length === undefined) throw damaged(`central directory header ${entries.length + 1} of ${count} is broken`);
    entries.push(readEntry(bytes.subarray(at, at + length)));
    at += length;
  }
  if (at !== bytes.length) throw damaged('the central directory has more in it than its entries');
  return entries;
}

function recordLength(bytes: Buffer, at: number): number | undefined {
  if (at + CENTRAL.size > bytes.length || bytes.readUInt32LE(at) !== CENTRAL.signature) return undefined;
  const variable = [CENTRAL.nameLength, CENTRAL.extraLength, CENTRAL.commentLength];
  const length = variable.reduce<number>((sum, field) => sum + bytes.readUInt16LE(at + field), CENTRAL.size);
  return at + length <= bytes.length ? length : undefined;
}

function readEntry(central: Buffer): RawEntry {
  const nameEnd = CENTRAL.size + central.readUInt16LE(CENTRAL.nameLength);
  const extra = central.subarray(nameEnd, nameEnd + central.readUInt16LE(CENTRAL.extraLength));
  const flags = central.readUInt16LE(CENTRAL.flags);
  const name = decodeName(central.subarray(CENTRAL.size, nameEnd), flags, extra);
  const host = central.readUInt16LE(CENTRAL.madeBy) >>> 8;
  const mode = central.readUInt32LE(CENTRAL.externalAttributes) >>> 16;
  return {
    name,
    isDirectory: name.endsWith('/'),
    size: central.readUInt32LE(CENTRAL.uncompressedSize),
    compressedSize: central.readUInt32LE(CENTRAL.compressedSize),
    crc: central.readUInt32LE(CENTRAL.crc),
    method: central.readUInt16LE(CENTRAL.method),
    flags,
    mode: UNIX_HOSTS.includes(host) || (mode & FILE_TYPE.mask) === FILE_TYPE.link ? mode : 0,
    time: dosTime(central.readUInt32LE(CENTRAL.time)),
    central,
    localOffset: central.readUInt32LE(CENTRAL.localOffset),
  };
}

/** What a zip says about time, as it says it: no time zone, and whatever nonsense was written. */
function dosTime(value: number): string {
  const part = (shift: number, bits: number): number => (value >>> shift) & ((1 << bits) - 1);
  const two = (number: number): string => String(number).padStart(2, '0');
  const date = `${1980 + part(25, 7)}-${two(part(21, 4))}-${two(part(16, 5))}`;
  return `${date}T${two(part(11, 5))}:${two(part(5, 6))}:${two(part(0, 5) * 2)}`;
}

function checkEntries(entries: readonly RawEntry[], limits: ArchiveLimits): void {
  const names = new Set<string>();
  let total = 0;
  for (const entry of entries) {
    if (names.has(entry.name)) {
      throw new FmuToolError('archive-duplicate-name', `two entries are called ${quote(entry.name)}; ${REPACK}`);
    }
    names.add(entry.name);
    checkEntry(entry, limits);
    total += entry.size;
  }
  checkTogether(names);
  if (total > limits.totalBytes) {
    throw tooLarge(`the archive unpacks to ${total} bytes, more than the ${limits.totalBytes} allowed`);
  }
}

function checkEntry(entry: RawEntry, limits: ArchiveLimits): void {
  const shown = `the entry ${quote(entry.name)}`;
  if ((entry.flags & (FLAG.encrypted | FLAG.strongEncryption | FLAG.maskedHeaders)) !== 0) {
    throw new FmuToolError('archive-encrypted', `${shown} is encrypted, which FMI does not allow; zip it without`);
  }
  if ([entry.size, entry.compressedSize, entry.localOffset].includes(IN_ZIP64)) throw zip64(shown);
  if (entry.central.readUInt16LE(CENTRAL.disk) !== 0) throw splitArchive();
  const known = entry.method === METHOD.stored || entry.method === METHOD.deflated;
  if (!known || (entry.flags & FLAG.patch) !== 0) {
    const what = `is compressed with method ${entry.method}; FMI allows only 0 (stored) and 8 (deflated)`;
    throw new FmuToolError('archive-method', `${shown} ${what}; ${REPACK}`);
  }
  if (entry.method === METHOD.stored && entry.size !== entry.compressedSize) {
    throw headerMismatch(`${shown} is stored, but its two sizes differ`);
  }
  if (entry.isDirectory && entry.size !== 0) throw headerMismatch(`${shown} is a folder, but has contents`);
  checkFileType(entry, shown);
  if (entry.size > limits.entryBytes) {
    throw tooLarge(`${shown} unpacks to ${entry.size} bytes, more than the ${limits.entryBytes} allowed`);
  }
}

function checkFileType(entry: RawEntry, shown: string): void {
  const type = entry.mode & FILE_TYPE.mask;
  if (type === FILE_TYPE.link) {
    throw new FmuToolError(
      'archive-symlink',
      `${shown} is a symbolic link, which FMI does not allow; zip the file itself`,
    );
  }
  if (type !== 0 && type !== FILE_TYPE.regular && type !== FILE_TYPE.folder) {
    throw new FmuToolError('archive-special-file', `${shown} is neither a file nor a folder; zip the FMU without it`);
  }
}

/** The records of the archive contradict each other. */
export function headerMismatch(what: string): FmuToolError {
  return new FmuToolError('archive-header-mismatch', `${what}; ${REPACK}`);
}

/** A record of the archive is not where or what it should be. */
export function damaged(what: string): FmuToolError {
  return new FmuToolError('archive-damaged', `the archive is damaged: ${what}; get it again`);
}

/** Something in the archive is beyond the classic format's 4 GiB and 65,535 entries. */
export function zip64(what: string): FmuToolError {
  const limit = 'which FMI does not allow; make it smaller than 4 GiB and 65,535 entries';
  return new FmuToolError('archive-zip64', `${what} needs the zip64 format, ${limit}`);
}

function tooLarge(what: string): FmuToolError {
  return new FmuToolError('archive-too-large', `${what}; it may be a zip bomb, raise the limit if you trust it`);
}

function splitArchive(): FmuToolError {
  return new FmuToolError('archive-split', 'the archive is split over several files; join them first');
}
