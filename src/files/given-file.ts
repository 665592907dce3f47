/**
 * The contents of a file that the user names. It may be a pipe, a terminal or a device: what it says of its size counts for
 * nothing, it may take as long as it likes, and it may never end.
 */
import { open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { FmuToolError } from '../fmu/error.js';
import { asFileError } from './system-error.js';
import { unlessAborted } from './unless-aborted.js';

/** How {@link readGiven} goes about it. */
export interface GivenOptions {
  /** More bytes than this are not read. */
  readonly mostBytes: number;
  /** Aborting it gives up, also while nothing comes. */
  readonly signal?: AbortSignal | undefined;
}

/** Bytes that are read at once: as many as a pipe holds. */
const PIECE = 1 << 16;

/** @throws FmuToolError `file-system`, `file-too-large`, `interrupted` when `options.signal` says so */
export async function readGiven(file: string, options: GivenOptions): Promise<Buffer> {
  const name = path.normalize(file);
  try {
    const opening = open(file, 'r');
    const handle = await unlessAborted(opening, options.signal).catch((error: unknown) => {
      // A pipe opens when its other end does, which may be too late.
      opening.then(closeLater, () => undefined);
      throw error;
    });
    try {
      return await readAll(handle, name, options);
    } finally {
      // Closing waits for what is being read, and that may never come.
      closeLater(handle);
    }
  } catch (error) {
    throw asFileError(error, name, 'cannot be read');
  }
}

async function readAll(handle: FileHandle, name: string, { mostBytes, signal }: GivenOptions): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for (let size = 0; ;) {
    const piece = Buffer.allocUnsafe(PIECE);
    const { bytesRead } = await unlessAborted(handle.read(piece, 0, PIECE, null), signal);
    if (bytesRead === 0) return Buffer.concat(pieces, size);
    size += bytesRead;
    if (size > mostBytes) {
      throw new FmuToolError('file-too-large', `has more than the ${mostBytes} bytes that are read`, { path: name });
    }
    pieces.push(piece.subarray(0, bytesRead));
  }
}

function closeLater(handle: FileHandle): void {
  handle.close().catch(() => undefined);
}
