// Builds zip archives byte by byte, knowing nothing of the code under test, so that the two cannot agree on a mistake.
import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipFile {
  readonly name: string;
  readonly data?: Buffer | string;
  readonly method?: 'store' | 'deflate';
  /** Unix mode with type; none: made by FAT. */
  readonly mode?: number;
  /** Time and date as zip has them, one after the other. */
  readonly time?: number;
  readonly flags?: number;
  /** What the headers claim, where it is not the truth. */
  readonly claimedSize?: number;
  readonly claimedCrc?: number;
  readonly claimedMethod?: number;
  readonly extra?: Buffer;
}

export interface ZipOptions {
  readonly comment?: string;
  /** What the end record claims. */
  readonly claimedEntries?: number;
}

/** An archive with these entries, in this order. */
export function zip(files: readonly ZipFile[], options: ZipOptions = {}): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const file of files) {
    const { local, central } = headers(file, offset);
    locals.push(local);
    centrals.push(central);
    offset += local.length;
  }
  const directory = Buffer.concat(centrals);
  const comment = Buffer.from(options.comment ?? '');
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(options.claimedEntries ?? files.length, 8);
  end.writeUInt16LE(options.claimedEntries ?? files.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([...locals, directory, end, comment]);
}

function headers(file: ZipFile, offset: number): { local: Buffer; central: Buffer } {
  const data = Buffer.from(file.data ?? '');
  const deflated = file.method !== 'store' && data.length > 0;
  const packed = deflated ? deflateRawSync(data) : data;
  const name = Buffer.from(file.name);
  const extra = file.extra ?? Buffer.alloc(0);
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(file.flags ?? (/^[\x20-\x7e]*$/.test(file.name) ? 0 : 0x800), 2);
  common.writeUInt16LE(file.claimedMethod ?? (deflated ? 8 : 0), 4);
  common.writeUInt32LE(file.time ?? 0x52b65d3a, 6);
  common.writeUInt32LE(file.claimedCrc ?? crc32(data), 10);
  common.writeUInt32LE(packed.length, 14);
  common.writeUInt32LE(file.claimedSize ?? data.length, 18);
  common.writeUInt16LE(name.length, 22);
  common.writeUInt16LE(extra.length, 24);
  const local = Buffer.concat([u32(0x04034b50), common, name, extra, packed]);
  const central = Buffer.concat([u32(0x02014b50), Buffer.alloc(2), common, Buffer.alloc(14), name, extra]);
  central.writeUInt16LE(((file.mode === undefined ? 0 : 3) << 8) | 20, 4);
  central.writeUInt16LE(file.mode ?? 0, 40);
  central.writeUInt32LE(offset, 42);
  return { local, central };
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
