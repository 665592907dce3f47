/**
 * Writes a changed archive without touching what is not changed: headers and compressed data of every other entry are
 * copied as they are, so that taking a change back gives the original bytes.
 */
import { isAscii } from 'node:buffer';
import { crc32 } from 'node:zlib';
import { FmuToolError, quote } from '../error.js';
import { pack } from './codec.js';
import { type Directory, zip64 } from './directory.js';
import type { AddedEntry, ArchiveChanges } from './entry.js';
import { CENTRAL, END, EXTRA, FLAG, IN_ZIP64, LOCAL, METHOD, extraFields } from './format.js';
import { checkName } from './names.js';
import { checkTogether } from './portable-names.js';
import type { PlacedEntry } from './raw-entry.js';
import { type EditedArchive, PieceList } from './pieces.js';
import type { ByteSource } from './source.js';

/** 1980-01-01 00:00:00, the earliest time a zip can tell: the time of every entry that is added. */
const ADDED_TIME = 0x00210000;
const MADE_BY_UNIX = (3 << 8) | 20;

/**
 * Plans the bytes of a changed archive.
 * @throws FmuToolError `archive-entry-missing`, `archive-duplicate-name`, an `archive-name-` code, or `archive-zip64` if
 * the result would be too big for a classic zip
 */
export function editArchive(
  source: ByteSource,
  directory: Directory,
  placed: readonly PlacedEntry[],
  changes: ArchiveChanges,
): EditedArchive {
  checkChanges(placed, changes);
  const pieces = new PieceList(source);
  const offsets = new Map<PlacedEntry, number>();
  const centrals = new Map<PlacedEntry, Buffer>();
  const inFile = [...placed].sort((a, b) => a.localOffset - b.localOffset);
  pieces.copy(0, inFile[0]?.localOffset ?? directory.offset);
  for (const entry of inFile) {
    if (changes.remove?.has(entry.name) === true) continue;
    offsets.set(entry, pieces.size);
    centrals.set(entry, writeEntry(pieces, source, entry, changes));
  }
  const records = placed.flatMap((entry) => {
    const central = centrals.get(entry);
    return central === undefined ? [] : [withOffset(central, offsets.get(entry) ?? 0)];
  });
  const byName = new Map(placed.map((entry) => [entry.name, entry]));
  for (const [name, from] of changes.copy ?? []) {
    const entry = byName.get(from);
    if (entry !== undefined) records.push(copyEntry(pieces, source, entry, name));
  }
  for (const added of changes.add ?? []) records.push(addEntry(pieces, added));
  writeDirectory(pieces, directory, records);
  return pieces;
}

function checkChanges(placed: readonly PlacedEntry[], changes: ArchiveChanges): void {
  const names = new Set(placed.map((entry) => entry.name));
  const {
    rename = new Map<string, string>(),
    replace = new Map<string, Buffer>(),
    remove = new Set<string>(),
    copy = new Map<string, string>(),
  } = changes;
  for (const name of [...rename.keys(), ...replace.keys(), ...remove, ...copy.values()]) {
    if (!names.has(name))
      throw new FmuToolError('archive-entry-missing', `the archive has no ${quote(name)} to change`);
  }
  for (const name of [...rename.keys(), ...remove]) names.delete(name);
  for (const name of [...rename.values(), ...copy.keys(), ...(changes.add ?? []).map((added) => added.name)]) {
    checkName(name);
    if (names.has(name)) {
      throw new FmuToolError('archive-duplicate-name', `the archive would have two entries called ${quote(name)}`);
    }
    names.add(name);
  }
  checkTogether(names);
}

/** Writes local header and data of an entry that stays; returns its new central header. */
function writeEntry(pieces: PieceList, source: ByteSource, entry: PlacedEntry, changes: ArchiveChanges): Buffer {
  const { localOffset, dataOffset, end } = entry;
  const name = changes.rename?.get(entry.name);
  const data = changes.replace?.get(entry.name);
  if (name === undefined && data === undefined) {
    pieces.copy(localOffset, end - localOffset);
    return entry.central;
  }
  let local = source.read(localOffset, dataOffset - localOffset);
  let central = entry.central;
  if (name !== undefined) {
    const bytes = Buffer.from(name);
    local = withName(local, LOCAL, bytes);
    central = withName(central, CENTRAL, bytes);
  }
  if (data === undefined) {
    pieces.bytes(local);
    pieces.copy(dataOffset, end - dataOffset);
    return central;
  }
  const packed = entry.method === METHOD.stored ? data : pack(data);
  local = withContents(withoutZip64(local), LOCAL, data, packed);
  pieces.bytes(local);
  pieces.bytes(packed);
  return withContents(central, CENTRAL, data, packed);
}

/** Writes an entry once more, under another name; returns its central header. */
function copyEntry(pieces: PieceList, source: ByteSource, entry: PlacedEntry, name: string): Buffer {
  const { localOffset, dataOffset, end, central } = entry;
  const offset = pieces.size;
  const bytes = Buffer.from(name);
  pieces.bytes(withName(source.read(localOffset, dataOffset - localOffset), LOCAL, bytes));
  pieces.copy(dataOffset, end - dataOffset);
  return withOffset(withName(central, CENTRAL, bytes), offset);
}

type NameFields = Pick<typeof LOCAL | typeof CENTRAL, 'size' | 'flags' | 'nameLength'>;

/** A header with another name; extra fields, comment and all flags that are set stay. */
function withName(header: Buffer, fields: NameFields, name: Buffer): Buffer {
  const rest = header.subarray(fields.size + header.readUInt16LE(fields.nameLength));
  const changed = Buffer.concat([header.subarray(0, fields.size), name, rest]);
  changed.writeUInt16LE(name.length, fields.nameLength);
  if (!isAscii(name)) changed.writeUInt16LE(header.readUInt16LE(fields.flags) | FLAG.utf8, fields.flags);
  return changed;
}

/** A header for other contents, which need no data descriptor. */
function withContents(header: Buffer, fields: typeof LOCAL | typeof CENTRAL, data: Buffer, packed: Buffer): Buffer {
  const changed = Buffer.from(header);
  changed.writeUInt16LE(changed.readUInt16LE(fields.flags) & ~FLAG.descriptor, fields.flags);
  changed.writeUInt32LE(crc32(data), fields.crc);
  changed.writeUInt32LE(packed.length, fields.compressedSize);
  changed.writeUInt32LE(data.length, fields.uncompressedSize);
  return changed;
}

/** A local header whose sizes are about to be written in its own fields. */
function withoutZip64(local: Buffer): Buffer {
  const extraStart = LOCAL.size + local.readUInt16LE(LOCAL.nameLength);
  const extra = local.subarray(extraStart);
  const field = [...extraFields(extra)].find(({ id }) => id === EXTRA.zip64);
  if (field === undefined) return local;
  const kept = Buffer.concat([
    local.subarray(0, extraStart),
    extra.subarray(0, field.start),
    extra.subarray(field.end),
  ]);
  kept.writeUInt16LE(kept.length - extraStart, LOCAL.extraLength);
  return kept;
}

/** Writes local header and data of a new entry; returns its central header. */
function addEntry(pieces: PieceList, { name, data, mode, method }: AddedEntry): Buffer {
  const offset = pieces.size;
  const isFolder = name.endsWith('/');
  const nameBytes = Buffer.from(name);
  const packed = method === 'deflate' && data.length > 0 ? pack(data) : data;
  const deflated = packed !== data;
  const permissions = (mode ?? (isFolder ? 0o755 : 0o644)) & 0o7777;
  const central = Buffer.alloc(CENTRAL.size + nameBytes.length);
  central.writeUInt32LE(CENTRAL.signature, 0);
  central.writeUInt16LE(MADE_BY_UNIX, CENTRAL.madeBy);
  central.writeUInt16LE(deflated || isFolder ? 20 : 10, CENTRAL.needed);
  central.writeUInt16LE(isAscii(nameBytes) ? 0 : FLAG.utf8, CENTRAL.flags);
  central.writeUInt16LE(deflated ? METHOD.deflated : METHOD.stored, CENTRAL.method);
  central.writeUInt32LE(ADDED_TIME, CENTRAL.time);
  central.writeUInt32LE(crc32(data), CENTRAL.crc);
  central.writeUInt32LE(packed.length, CENTRAL.compressedSize);
  central.writeUInt32LE(data.length, CENTRAL.uncompressedSize);
  central.writeUInt16LE(nameBytes.length, CENTRAL.nameLength);
  central.writeUInt16LE((isFolder ? 0o040000 : 0o100000) | permissions, CENTRAL.externalAttributes + 2);
  central.writeUInt16LE(isFolder ? 0x10 : 0, CENTRAL.externalAttributes);
  nameBytes.copy(central, CENTRAL.size);
  const local = Buffer.alloc(LOCAL.size);
  local.writeUInt32LE(LOCAL.signature, 0);
  // From "version needed" to "name length" the two headers have the same fields in the same order.
  central.copy(local, 4, CENTRAL.needed, CENTRAL.extraLength);
  pieces.bytes(local);
  pieces.bytes(nameBytes);
  pieces.bytes(packed);
  return withOffset(central, offset);
}

function withOffset(central: Buffer, offset: number): Buffer {
  if (offset >= IN_ZIP64) throw zip64('the result');
  if (central.readUInt32LE(CENTRAL.localOffset) === offset) return central;
  const changed = Buffer.from(central);
  changed.writeUInt32LE(offset, CENTRAL.localOffset);
  return changed;
}

function writeDirectory(pieces: PieceList, directory: Directory, records: readonly Buffer[]): void {
  const offset = pieces.size;
  for (const record of records) pieces.bytes(record);
  const size = pieces.size - offset;
  if (records.length > 0xffff || pieces.size >= IN_ZIP64) throw zip64('the result');
  const end = Buffer.from(directory.end);
  end.writeUInt16LE(records.length, END.diskEntries);
  end.writeUInt16LE(records.length, END.entries);
  end.writeUInt32LE(size, END.directorySize);
  end.writeUInt32LE(offset, END.directoryOffset);
  pieces.bytes(end);
}
