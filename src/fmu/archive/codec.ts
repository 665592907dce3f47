/** Packs and unpacks the data of single entries. Why with two libraries: docs/decisions/002-archive.md. */
import AdmZip from 'adm-zip';
import { crc32, inflateRawSync } from 'node:zlib';
import { FmuToolError, quote } from '../error.js';
import type { ArchiveEntry } from './entry.js';
import { METHOD } from './format.js';

/** Deflate writes at least one bit for 258 bytes and a few bits for a block. */
const HIGHEST_RATIO = 1032;
/** Smallest piece that zlib unpacks into, in bytes. */
const LEAST_ROOM = 64;

/**
 * Unpacks an entry and checks size and CRC; `packed` gives the compressed data. No more than the claimed size is ever
 * unpacked, and it is unpacked in one piece, not in parts that are put together afterwards.
 * @throws FmuToolError `archive-bad-data`, `archive-bad-crc`, or `archive-size-lie` if it unpacks to another size
 */
export function unpack(entry: ArchiveEntry, packed: () => Buffer): Buffer {
  if (entry.method !== METHOD.stored && entry.size > entry.compressedSize * HIGHEST_RATIO) throw sizeLie(entry);
  const data = entry.method === METHOD.stored ? packed() : inflate(entry, packed());
  if (data.length !== entry.size) throw sizeLie(entry);
  if (crc32(data) !== entry.crc) throw damaged('archive-bad-crc', entry, 'its checksum does not fit its data');
  return data;
}

function inflate(entry: ArchiveEntry, packed: Buffer): Buffer {
  const room = Math.max(entry.size, LEAST_ROOM);
  try {
    // One byte more than is needed: zlib asks for the next piece as soon as one is full.
    return inflateRawSync(packed, { chunkSize: room + 1, maxOutputLength: room });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ERR_BUFFER_TOO_LARGE') throw sizeLie(entry, error);
    throw damaged('archive-bad-data', entry, 'its compressed data is broken', error);
  }
}

/** Deflates `data`. */
export function pack(data: Buffer): Buffer {
  const zip = new AdmZip();
  return zip.addFile('e', data).getCompressedData();
}

/** A lie looks the same as bytes that went wrong on their way, which is what nearly all of these are. */
function sizeLie(entry: ArchiveEntry, cause?: unknown): FmuToolError {
  return damaged('archive-size-lie', entry, `it does not unpack to the ${entry.size} bytes it claims`, cause);
}

function damaged(code: string, entry: ArchiveEntry, how: string, cause?: unknown): FmuToolError {
  return new FmuToolError(code, `the entry ${quote(entry.name)} is damaged: ${how}; get the FMU again`, { cause });
}
