/**
 * Puts a file in its place so that whatever happens (a full disk, a failed check, kill -9) either the old or the new
 * file is there, whole: written beside the destination, flushed, checked, renamed over.
 */
import { constants, type Stats } from 'node:fs';
import { access, open, readlink, realpath, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { FmuToolError } from '../fmu/error.js';
import { fileIdentity, isSameState, type FileIdentity } from '../fmu/file-identity.js';
import { asFileError, isSystemError } from './system-error.js';
import { removeStaleFiles, temporaryPath } from './temporary-file.js';

/** What only a folder can be called. */
const NAMES_FOLDER = process.platform === 'win32' ? /[/\\]$/ : /\/$/;

const READ_ONLY = 'the file is read-only (make it writable or choose another place with --output)';

/** How {@link replaceFile} goes about it. */
export interface ReplaceOptions {
  /** Flush to the disk before renaming; only worth switching off for benchmarks and throw-away folders. */
  readonly sync: boolean;
  /** How the user named the destination; for messages. */
  readonly name?: string | undefined;
  /** Rights of a file that was not there before, but for what the process does not give; without it those of any file. */
  readonly mode?: number | undefined;
  /** Called with each part while it is being written: time that would otherwise be spent waiting. Must not throw. */
  readonly onPart?: ((part: Uint8Array) => void) | undefined;
  /** Aborting it removes the temporary file and leaves the destination as it was. */
  readonly signal?: AbortSignal | undefined;
  /**
   * The file that may be replaced, in the state that it may be replaced in; undefined: there was none. Where another
   * program has put something else there meanwhile, nothing is replaced. Left out: whatever is there is replaced.
   */
  readonly replaces?: FileIdentity | undefined;
  /** Called with the path of the complete new file, before it takes the place of the old one; throws to stop that. */
  readonly check?: ((temporary: string) => Promise<void>) | undefined;
}

/**
 * Checks, before any work is done, that `destination` can be replaced, and returns the path of the file itself where
 * `destination` is a symbolic link to it.
 * @throws FmuToolError `output-…` or `file-system`
 */
export async function checkDestination(destination: string): Promise<string> {
  // `results/` would become a file called results.
  if (NAMES_FOLDER.test(destination)) {
    throw problem('output-is-folder', 'the output is a folder (name a file in it)', destination);
  }
  const given = await stat(destination).catch(() => undefined);
  // Links such as /dev/stdout lead to what has no name.
  if (given !== undefined && !given.isFile() && !given.isDirectory()) throw notFile(given, destination);
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

function notFile(status: Stats, destination: string): FmuToolError {
  const what = status.isFIFO() ? 'a pipe' : status.isSocket() ? 'a socket' : 'a device';
  return problem(
    'output-not-file',
    `the output is ${what}, which no file can take the place of (name a file)`,
    destination,
  );
}

async function checkFolder(folder: string, destination: string): Promise<void> {
  const status = await stat(folder).catch((error: unknown) => {
    if (isSystemError(error) && error.code === 'ENOENT') return undefined;
    throw error;
  });
  // Of a link it is the folder that the link leads to.
  const typed = path.dirname(destination);
  const named = path.resolve(typed) === folder ? typed : folder;
  if (status === undefined) {
    throw problem('output-folder-missing', `the folder ${named} does not exist (create it first)`, destination);
  }
  if (!status.isDirectory()) {
    throw problem('output-folder-missing', `${named} is not a folder (choose another place)`, destination);
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
  const replacement = await Replacement.begin(destination, options);
  try {
    for (const part of parts) {
      throwIfAborted(options.signal);
      const written = replacement.write(part);
      options.onPart?.(part);
      await written;
    }
    await replacement.finish();
  } catch (error) {
    await replacement.discard();
    throw error;
  }
}

/** A file that is written piece by piece and then takes the place of another one. */
export class Replacement {
  readonly #destination: string;
  readonly #temporary: string;
  readonly #file: FileHandle;
  readonly #options: ReplaceOptions;

  private constructor(destination: string, temporary: string, file: FileHandle, options: ReplaceOptions) {
    this.#destination = destination;
    this.#temporary = temporary;
    this.#file = file;
    this.#options = options;
  }

  /**
   * Begins to write what will stand at `destination`, which {@link checkDestination} returned.
   * @throws FmuToolError `file-system`
   */
  static async begin(destination: string, options: ReplaceOptions): Promise<Replacement> {
    const folder = path.dirname(destination);
    await removeStaleFiles(folder);
    const temporary = temporaryPath(folder);
    try {
      // A user that could not read the old file may not read the new one, not even while it is written.
      const mode = (await stat(destination).catch(() => undefined)) === undefined ? (options.mode ?? 0o666) : 0o600;
      return new Replacement(destination, temporary, await open(temporary, 'wx', mode), options);
    } catch (error) {
      throw asFileError(error, options.name ?? destination, 'cannot be written');
    }
  }

  /** @throws FmuToolError `file-system` */
  write(part: Uint8Array): Promise<void> {
    return this.#about(() => writeAll(this.#file, part));
  }

  /**
   * Flushes and checks the file and puts it in its place.
   * @throws FmuToolError `file-system`, `interrupted`, or what the check throws
   */
  finish(): Promise<void> {
    const { sync, check, signal } = this.#options;
    return this.#about(async () => {
      try {
        await takeOver(this.#file, this.#destination);
        if (sync) await this.#file.sync();
      } finally {
        await this.#file.close();
      }
      await check?.(this.#temporary);
      throwIfAborted(signal);
      await this.#checkUnchanged();
      await rename(this.#temporary, this.#destination);
      if (sync) await syncFolder(path.dirname(this.#destination));
    });
  }

  /** Removes what has been written; whatever stands at the destination stays. Never throws. */
  async discard(): Promise<void> {
    await this.#file.close().catch(() => undefined);
    await rm(this.#temporary, { force: true }).catch(() => undefined);
  }

  async #checkUnchanged(): Promise<void> {
    if (!('replaces' in this.#options)) return;
    if (isSameState(await fileIdentity(this.#destination), this.#options.replaces)) return;
    const name = this.#options.name ?? this.#destination;
    throw problem('file-changed', 'another program has changed the file meanwhile; nothing was done, try again', name);
  }

  async #about(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      throw asFileError(error, this.#options.name ?? this.#destination, 'cannot be written');
    }
  }
}

async function writeAll(file: FileHandle, part: Uint8Array): Promise<void> {
  let offset = 0;
  while (offset < part.length) offset += (await file.write(part, offset)).bytesWritten;
}

/**
 * Gives the new file the mode and, where that is allowed, the owner and the group of the old one. Where the group cannot
 * be kept, the new one gets no rights: it may have other members.
 */
async function takeOver(file: FileHandle, destination: string): Promise<void> {
  const old = await stat(destination).catch(() => undefined);
  if (old === undefined) return;
  const now = await file.stat();
  if (now.uid !== old.uid || now.gid !== old.gid) {
    await file.chown(old.uid, old.gid).catch(() => file.chown(now.uid, old.gid).catch(() => undefined));
  }
  const { gid } = await file.stat();
  await file.chmod(old.mode & (gid === old.gid ? 0o777 : 0o707));
}

/** Without this a power cut may undo the rename. Some file systems cannot, and nothing is lost then. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

/** Most links that lead from one to the next; Linux follows as many. */
const MOST_LINKS = 40;

/** The file that a name stands for, also where it is a link to a file that is not there yet. */
async function resolveLink(file: string): Promise<string> {
  let name = path.resolve(file);
  for (let links = 0; links < MOST_LINKS; links += 1) {
    const folder = await realpath(path.dirname(name)).catch(() => path.dirname(name));
    name = path.join(folder, path.basename(name));
    const target = await readlink(name).catch(() => undefined);
    if (target === undefined) return name;
    name = path.resolve(folder, target);
  }
  throw problem('file-system', 'cannot be written: symbolic links go round in a circle (name the file itself)', file);
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) {
    throw new FmuToolError('interrupted', 'interrupted, nothing was changed', { cause: signal.reason });
  }
}

function problem(code: string, message: string, path: string): FmuToolError {
  return new FmuToolError(code, message, { path });
}
