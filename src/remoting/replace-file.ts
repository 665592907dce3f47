/**
 * Puts a file in its place so that whatever happens (a full disk, a failed check, kill -9) either the old or the new
 * file is there, whole: written beside the destination, flushed, checked, renamed over.
 */
import { constants } from 'node:fs';
import { access, open, realpath, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { FmuToolError } from '../fmu/error.js';
import { asFileError, isSystemError } from './system-error.js';
import { removeStaleFiles, temporaryPath } from './temporary-file.js';

const READ_ONLY = 'the file is read-only (make it writable or choose another place with --output)';

/** How {@link replaceFile} goes about it. */
export interface ReplaceOptions {
  /** Flush to the disk before renaming; only worth switching off for benchmarks and throw-away folders. */
  readonly sync: boolean;
  /** How the user named the destination; for messages. */
  readonly name?: string | undefined;
  /** Called with each part while it is being written: time that would otherwise be spent waiting. Must not throw. */
  readonly onPart?: ((part: Uint8Array) => void) | undefined;
  /** Aborting it removes the temporary file and leaves the destination as it was. */
  readonly signal?: AbortSignal | undefined;
  /** Called with the path of the complete new file, before it takes the place of the old one; throws to stop that. */
  readonly check?: ((temporary: string) => Promise<void>) | undefined;
}

/**
 * Checks, before any work is done, that `destination` can be replaced, and returns the path of the file itself where
 * `destination` is a symbolic link to it.
 * @throws FmuToolError `output-…` or `file-system`
 */
export async function checkDestination(destination: string): Promise<string> {
  const target = await resolveLink(destination);
  try {
    await checkFolder(path.dirname(target), destination);
    const status = await stat(target).catch((error: unknown) => {
      if (isSystemError(error) && error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (status === undefined) return target;
    if (status.isDirectory()) {
      throw problem('output-is-folder', 'the output is a folder (name a file in it)', destination);
    }
    if (!status.isFile()) {
      throw problem('output-not-file', 'the output is not a regular file (name another one)', destination);
    }
    // Renaming over a read-only file would succeed, but its owner meant "do not touch".
    await access(target, constants.W_OK).catch((error: unknown) => {
      if (!isSystemError(error) || error.code !== 'EACCES') throw error;
      throw problem('output-read-only', READ_ONLY, destination);
    });
    return target;
  } catch (error) {
    throw asFileError(error, destination, 'cannot be written');
  }
}

async function checkFolder(folder: string, destination: string): Promise<void> {
  const status = await stat(folder).catch((error: unknown) => {
    if (isSystemError(error) && error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (status === undefined) {
    throw problem(
      'output-folder-missing',
      `the folder ${path.dirname(destination)} does not exist (create it first)`,
      destination,
    );
  }
  if (!status.isDirectory()) {
    throw problem(
      'output-folder-missing',
      `${path.dirname(destination)} is not a folder (choose another place)`,
      destination,
    );
  }
  await access(folder, constants.W_OK | constants.X_OK);
}

/**
 * Writes `parts` to `destination`, which {@link checkDestination} returned. A part is used up before the next is asked
 * for.
 * @throws FmuToolError `file-system`, `interrupted` when `options.signal` says so, or what `options.check` throws
 */
export async function replaceFile(
  destination: string,
  parts: Iterable<Uint8Array>,
  options: ReplaceOptions,
): Promise<void> {
  const folder = path.dirname(destination);
  await removeStaleFiles(folder);
  const temporary = temporaryPath(folder);
  try {
    await writeParts(temporary, parts, destination, options);
    await options.check?.(temporary);
    throwIfAborted(options.signal);
    await rename(temporary, destination);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw asFileError(error, options.name ?? destination, 'cannot be written');
  }
  if (options.sync) await syncFolder(folder);
}

async function writeParts(
  temporary: string,
  parts: Iterable<Uint8Array>,
  destination: string,
  options: ReplaceOptions,
): Promise<void> {
  const file = await open(temporary, 'wx', 0o666);
  try {
    for (const part of parts) {
      throwIfAborted(options.signal);
      const written = writeAll(file, part);
      options.onPart?.(part);
      await written;
    }
    await takeOver(file, destination);
    if (options.sync) await file.sync();
  } finally {
    await file.close();
  }
}

async function writeAll(file: FileHandle, part: Uint8Array): Promise<void> {
  let offset = 0;
  while (offset < part.length) offset += (await file.write(part, offset)).bytesWritten;
}

/** Gives the new file the mode and, where that is allowed, the owner of the old one. */
async function takeOver(file: FileHandle, destination: string): Promise<void> {
  const old = await stat(destination).catch(() => undefined);
  if (old === undefined) return;
  const now = await file.stat();
  if (now.uid !== old.uid || now.gid !== old.gid) await file.chown(old.uid, old.gid).catch(() => undefined);
  await file.chmod(old.mode & 0o777);
}

/** Without this a power cut may undo the rename. Some file systems cannot, and nothing is lost then. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

async function resolveLink(file: string): Promise<string> {
  try {
    return await realpath(file);
  } catch {
    return path.resolve(file);
  }
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) {
    throw new FmuToolError('interrupted', 'interrupted, nothing was changed', { cause: signal.reason });
  }
}

function problem(code: string, message: string, path: string): FmuToolError {
  return new FmuToolError(code, message, { path });
}
