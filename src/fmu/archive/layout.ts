/**
 * Compares the local headers with the central directory and finds out where each entry's bytes begin and end. Readers
 * that trust the one and readers that trust the other must see the same archive.
 */
import { FmuToolError, quote } from '../error.js';
import { type Directory, damaged, headerMismatch } from './directory.js';
import { CENTRAL, EXTRA, FLAG, IN_ZIP64, LOCAL, extraFields } from './format.js';
import type { PlacedEntry, RawEntry } from './raw-entry.js';
import type { ByteSource } from './source.js';

/**
 * Places every entry, in the order of the central directory.
 * @throws FmuToolError `archive-damaged`, `archive-header-mismatch` or `archive-overlap`
 */
export function placeEntries(source: ByteSource, directory: Directory): PlacedEntry[] {
  const dataOffsets = new Map(directory.entries.map((entry) => [entry, checkLocal(source, entry, directory.offset)]));
  const inFile = [...directory.entries].sort((a, b) => a.localOffset - b.localOffset);
  const ends = new Map<RawEntry, number>();
  inFile.forEach((entry, index) => {
    const end = inFile[index + 1]?.localOffset ?? directory.offset;
    if ((dataOffsets.get(entry) ?? 0) + entry.compressedSize > end) {
      const other = inFile[index + 1] === undefined ? 'the central directory' : quote(inFile[index + 1]?.name ?? '');
      const what = `the data of ${quote(entry.name)} overlaps ${other}, as in a zip bomb`;
      throw new FmuToolError('archive-overlap', `${what}; make the FMU again`);
    }
    ends.set(entry, end);
  });
  return directory.entries.map((entry) => ({
    ...entry,
    dataOffset: dataOffsets.get(entry) ?? 0,
    end: ends.get(entry) ?? 0,
  }));
}

/** Checks the local header of an entry and returns where its data begins. */
function checkLocal(source: ByteSource, entry: RawEntry, limit: number): number {
  const nameLength = entry.central.readUInt16LE(CENTRAL.nameLength);
  const headerEnd = entry.localOffset + LOCAL.size + nameLength;
  if (headerEnd > limit) throw damaged(`the local header of ${quote(entry.name)} is cut off`);
  const local = source.read(entry.localOffset, LOCAL.size + nameLength);
  if (local.readUInt32LE(0) !== LOCAL.signature) throw damaged(`${quote(entry.name)} has no local header`);
  const name = entry.central.subarray(CENTRAL.size, CENTRAL.size + nameLength);
  const extraLength = local.readUInt16LE(LOCAL.extraLength);
  if (headerEnd + extraLength > limit) throw damaged(`the local header of ${quote(entry.name)} is cut off`);
  const differs =
    local.readUInt16LE(LOCAL.nameLength) !== nameLength || !local.subarray(LOCAL.size).equals(name)
      ? 'name'
      : local.readUInt16LE(LOCAL.method) !== entry.method
        ? 'method'
        : ((local.readUInt16LE(LOCAL.flags) ^ entry.flags) & (FLAG.encrypted | FLAG.descriptor)) !== 0
          ? 'flags'
          : differingSizes(local, entry, () => source.read(headerEnd, extraLength));
  if (differs !== undefined) {
    throw headerMismatch(`the local and the central header of ${quote(entry.name)} have a different ${differs}`);
  }
  return headerEnd + extraLength;
}

function differingSizes(local: Buffer, entry: RawEntry, extra: () => Buffer): string | undefined {
  const crc = local.readUInt32LE(LOCAL.crc);
  const sizes = [local.readUInt32LE(LOCAL.uncompressedSize), local.readUInt32LE(LOCAL.compressedSize)];
  const wanted = [entry.size, entry.compressedSize];
  // With a data descriptor the values follow the data, and the header may have zeros.
  const later = (entry.flags & FLAG.descriptor) !== 0;
  if (crc !== entry.crc && !(later && crc === 0)) return 'CRC';
  const actual = sizes.includes(IN_ZIP64) ? fromZip64(sizes, extra()) : sizes;
  return actual.every((size, index) => size === wanted[index] || (later && size === 0)) ? undefined : 'size';
}

/** Streaming writers keep the sizes of a small entry in a zip64 field of its local header (APPNOTE 4.5.3). */
function fromZip64(sizes: readonly number[], extra: Buffer): number[] {
  const field = [...extraFields(extra)].find(({ id }) => id === EXTRA.zip64)?.data ?? Buffer.alloc(0);
  let at = 0;
  return sizes.map((size) => {
    if (size !== IN_ZIP64) return size;
    at += 8;
    return at <= field.length ? Number(field.readBigUInt64LE(at - 8)) : -1;
  });
}
