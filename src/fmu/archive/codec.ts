/**
 * Packs and unpacks the data of single entries with adm-zip, which sees each of them as an archive of its own. Why it
 * is given no whole archives: docs/decisions/002-archive.md.
 */
import AdmZip from 'adm-zip';
import { FmuToolError, quote } from '../error.js';
import type { ArchiveEntry } from './entry.js';
import { CENTRAL, END, LOCAL, METHOD } from './format.js';

const NAME = Buffer.from('e');

/**
 * Unpacks an entry and checks size and CRC. `fill` writes the compressed data into the buffer it gets. No more than the
 * claimed size is ever unpacked.
 * @throws FmuToolError `archive-bad-data`, `archive-bad-crc`, or `archive-size-lie` if it unpacks to another size
 */
export function unpack(entry: ArchiveEntry, fill: (target: Buffer) => void): Buffer {
  const dataStart = LOCAL.size + NAME.length;
  const zip = Buffer.alloc(dataStart + entry.compressedSize + CENTRAL.size + NAME.length + END.size);
  writeHeaders(zip, entry);
  fill(zip.subarray(dataStart, dataStart + entry.compressedSize));
  let data: Buffer;
  try {
    data = new AdmZip(zip).getEntries()[0]?.getData() ?? Buffer.alloc(0);
  } catch (error) {
    throw unpackError(entry, error);
  }
  if (data.length !== entry.size) throw sizeLie(entry);
  // adm-zip does not look at the CRC of empty data.
  if (data.length === 0 && entry.crc !== 0) throw unpackError(entry, undefined);
  return data;
}

/** Deflates `data`. */
export function pack(data: Buffer): Buffer {
  const zip = new AdmZip();
  return zip.addFile('e', data).getCompressedData();
}

/** An archive of one entry around the place for its data: adm-zip never sees the headers of the FMU. */
function writeHeaders(zip: Buffer, entry: ArchiveEntry): void {
  const method = entry.method === METHOD.stored ? METHOD.stored : METHOD.deflated;
  zip.writeUInt32LE(LOCAL.signature, 0);
  zip.writeUInt16LE(method, LOCAL.method);
  zip.writeUInt32LE(entry.crc, LOCAL.crc);
  zip.writeUInt32LE(entry.compressedSize, LOCAL.compressedSize);
  zip.writeUInt32LE(entry.size, LOCAL.uncompressedSize);
  zip.writeUInt16LE(NAME.length, LOCAL.nameLength);
  NAME.copy(zip, LOCAL.size);
  const central = LOCAL.size + NAME.length + entry.compressedSize;
  zip.writeUInt32LE(CENTRAL.signature, central);
  zip.writeUInt16LE(method, central + CENTRAL.method);
  zip.writeUInt32LE(entry.crc, central + CENTRAL.crc);
  zip.writeUInt32LE(entry.compressedSize, central + CENTRAL.compressedSize);
  zip.writeUInt32LE(entry.size, central + CENTRAL.uncompressedSize);
  zip.writeUInt16LE(NAME.length, central + CENTRAL.nameLength);
  NAME.copy(zip, central + CENTRAL.size);
  const end = central + CENTRAL.size + NAME.length;
  zip.writeUInt32LE(END.signature, end);
  zip.writeUInt16LE(1, end + END.diskEntries);
  zip.writeUInt16LE(1, end + END.entries);
  zip.writeUInt32LE(CENTRAL.size + NAME.length, end + END.directorySize);
  zip.writeUInt32LE(central, end + END.directoryOffset);
}

function unpackError(entry: ArchiveEntry, error: unknown): FmuToolError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ERR_BUFFER_TOO_LARGE') return sizeLie(entry, error);
  return code.startsWith('Z_')
    ? damaged('archive-bad-data', entry, 'its compressed data is broken', error)
    : damaged('archive-bad-crc', entry, 'its checksum does not fit its data', error);
}

/** A lie looks the same as bytes that went wrong on their way, which is what nearly all of these are. */
function sizeLie(entry: ArchiveEntry, cause?: unknown): FmuToolError {
  return damaged('archive-size-lie', entry, `it does not unpack to the ${entry.size} bytes it claims`, cause);
}

function damaged(code: string, entry: ArchiveEntry, how: string, cause: unknown): FmuToolError {
  return new FmuToolError(code, `the entry ${quote(entry.name)} is damaged: ${how}; get the FMU again`, { cause });
}
