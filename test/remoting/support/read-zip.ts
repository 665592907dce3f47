// Reads a well-formed zip archive without the code under test, to see what is really in it.
import { inflateRawSync } from 'node:zlib';

export interface ReadEntry {
  readonly name: string;
  readonly data: Buffer;
  /** As they stand in the archive. */
  readonly packed: Buffer;
  /** Central header without name and place: method, time, CRC, sizes, attributes. */
  readonly header: string;
  readonly mode: number;
}

/** The entries, in the order of the central directory. */
export function readZip(bytes: Buffer): ReadEntry[] {
  const end = bytes.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  const entries: ReadEntry[] = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    const nameLength = bytes.readUInt16LE(at + 28);
    const extraLength = bytes.readUInt16LE(at + 30);
    const commentLength = bytes.readUInt16LE(at + 32);
    const local = bytes.readUInt32LE(at + 42);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const packed = bytes.subarray(start, start + bytes.readUInt32LE(at + 20));
    entries.push({
      name: bytes.toString('utf8', at + 46, at + 46 + nameLength),
      data: bytes.readUInt16LE(at + 10) === 0 ? packed : inflateRawSync(packed),
      packed,
      header: bytes.toString('hex', at + 4, at + 28) + bytes.toString('hex', at + 30, at + 42),
      mode: bytes.readUInt16LE(at + 40),
    });
    at += 46 + nameLength + extraLength + commentLength;
  }
  return entries;
}

/** The entries by name. */
export function zipMap(bytes: Buffer): Map<string, ReadEntry> {
  return new Map(readZip(bytes).map((entry) => [entry.name, entry]));
}

/** Names in their order. */
export function zipNames(bytes: Buffer): string[] {
  return readZip(bytes).map((entry) => entry.name);
}

/** A text entry. */
export function zipText(bytes: Buffer, name: string): string {
  return zipMap(bytes).get(name)?.data.toString('utf8') ?? '';
}
