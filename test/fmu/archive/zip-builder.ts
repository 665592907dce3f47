/**
 * Builds zip files field by field, straight from the records of the APPNOTE and without the code under test, so that
 * every field can also be wrong.
 */
import { crc32, deflateRawSync } from 'node:zlib';

/** An entry; every field of its two headers can be set to something else. */
export interface EntrySpec {
  readonly name: string | Buffer;
  readonly data?: Buffer | string;
  /** The compressed bytes, if they are not to be made from the data. */
  readonly packed?: Buffer;
  readonly method?: number;
  readonly flags?: number;
  readonly crc?: number;
  readonly size?: number;
  readonly compressedSize?: number;
  readonly time?: number;
  readonly madeBy?: number;
  readonly attributes?: number;
  readonly extra?: Buffer;
  readonly localExtra?: Buffer;
  readonly comment?: string;
  readonly disk?: number;
  readonly offset?: number;
  /** Other values for the local header. */
  readonly local?: {
    readonly name?: string;
    readonly method?: number;
    readonly flags?: number;
    readonly crc?: number;
    readonly size?: number;
    readonly compressedSize?: number;
    readonly signature?: number;
  };
  /** Bytes after the data: a data descriptor, padding. */
  readonly after?: Buffer;
}

/** Other values for what stands around the entries. */
export interface ZipSpec {
  readonly prefix?: Buffer;
  readonly comment?: Buffer;
  readonly trailing?: Buffer;
  readonly disk?: number;
  readonly diskEntries?: number;
  readonly entries?: number;
  readonly directorySize?: number;
  readonly directoryOffset?: number;
  /** Bytes between the central directory and the end record. */
  readonly beforeEnd?: Buffer;
}

export const u16 = (value: number): Buffer => Buffer.from([value & 0xff, (value >>> 8) & 0xff]);
export const u32 = (value: number): Buffer => Buffer.concat([u16(value & 0xffff), u16(value >>> 16)]);

/** 2021-03-22 13:52:06 in the format of MS-DOS. */
export const TIME = (((2021 - 1980) << 9) | (3 << 5) | 22) * 65536 + ((13 << 11) | (52 << 5) | 3);

/** A regular file with permissions 0644, made on Unix. */
const UNIX = { madeBy: (3 << 8) | 30, attributes: (0o100644 << 16) >>> 0 };

/** The bytes of an archive. */
export function buildZip(entries: readonly EntrySpec[], zip: ZipSpec = {}): Buffer {
  const locals: Buffer[] = [zip.prefix ?? Buffer.alloc(0)];
  const centrals: Buffer[] = [];
  let offset = zip.prefix?.length ?? 0;
  for (const entry of entries) {
    const local = localRecord(entry);
    centrals.push(centralRecord(entry, entry.offset ?? offset));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(centrals);
  const count = zip.entries ?? entries.length;
  return Buffer.concat([
    ...locals,
    directory,
    zip.beforeEnd ?? Buffer.alloc(0),
    Buffer.from('PK\x05\x06', 'latin1'),
    u16(zip.disk ?? 0),
    u16(zip.disk ?? 0),
    u16(zip.diskEntries ?? count),
    u16(count),
    u32(zip.directorySize ?? directory.length),
    u32(zip.directoryOffset ?? offset),
    u16(zip.comment?.length ?? 0),
    zip.comment ?? Buffer.alloc(0),
    zip.trailing ?? Buffer.alloc(0),
  ]);
}

interface Resolved {
  readonly name: Buffer;
  readonly packed: Buffer;
  readonly method: number;
  readonly flags: number;
  readonly crc: number;
  readonly size: number;
  readonly compressedSize: number;
}

/** Large data is packed once, and not for each of the headers. */
const resolved = new WeakMap<EntrySpec, Resolved>();

function resolve(entry: EntrySpec): Resolved {
  const known = resolved.get(entry) ?? pack(entry);
  resolved.set(entry, known);
  return known;
}

function pack(entry: EntrySpec): Resolved {
  const data = Buffer.from(entry.data ?? '');
  const method = entry.method ?? (data.length > 0 ? 8 : 0);
  const packed = entry.packed ?? (method === 8 ? deflateRawSync(data) : data);
  return {
    name: Buffer.from(entry.name as string),
    packed,
    method,
    flags: entry.flags ?? 0,
    crc: entry.crc ?? crc32(data),
    size: entry.size ?? data.length,
    compressedSize: entry.compressedSize ?? packed.length,
  };
}

function localRecord(entry: EntrySpec): Buffer {
  const own = resolve(entry);
  const local = { ...own, ...entry.local };
  const name = Buffer.from(local.name as string);
  const extra = entry.localExtra ?? Buffer.alloc(0);
  return Buffer.concat([
    u32(local.signature ?? 0x04034b50),
    u16(20),
    u16(local.flags),
    u16(local.method),
    u32(entry.time ?? TIME),
    u32(local.crc),
    u32(local.compressedSize),
    u32(local.size),
    u16(name.length),
    u16(extra.length),
    name,
    extra,
    own.packed,
    entry.after ?? Buffer.alloc(0),
  ]);
}

function centralRecord(entry: EntrySpec, offset: number): Buffer {
  const own = resolve(entry);
  const extra = entry.extra ?? Buffer.alloc(0);
  const comment = Buffer.from(entry.comment ?? '');
  return Buffer.concat([
    Buffer.from('PK\x01\x02', 'latin1'),
    u16(entry.madeBy ?? UNIX.madeBy),
    u16(20),
    u16(own.flags),
    u16(own.method),
    u32(entry.time ?? TIME),
    u32(own.crc),
    u32(own.compressedSize),
    u32(own.size),
    u16(own.name.length),
    u16(extra.length),
    u16(comment.length),
    u16(entry.disk ?? 0),
    u16(1),
    u32(entry.attributes ?? UNIX.attributes),
    u32(offset),
    own.name,
    extra,
    comment,
  ]);
}

/** An extra field (APPNOTE 4.5.1). */
export function extraField(id: number, data: Buffer): Buffer {
  return Buffer.concat([u16(id), u16(data.length), data]);
}
