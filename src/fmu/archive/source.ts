/**
 * Where an archive's bytes come from. A file is read in pieces where they are wanted, so that a 200 MB resource costs
 * neither memory nor time when it is not asked for.
 */
import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { FmuToolError } from '../error.js';
import { openFileIdentity, type FileIdentity } from '../file-identity.js';

/** Random access to a fixed number of bytes. */
export interface ByteSource {
  /** Size in bytes. */
  readonly size: number;
  /** The file as it was when it was opened; undefined for bytes in memory. */
  readonly file?: FileIdentity;
  /**
   * Exactly `length` bytes from `offset`, which must lie inside; written into `into` if that is given, else perhaps a
   * view of the source itself.
   * @throws FmuToolError `file-changed` or `file-io` if the file no longer has them
   */
  read(offset: number, length: number, into?: Buffer): Buffer;
  close(): void;
}

/** The bytes of a buffer. */
export function bufferSource(bytes: Buffer): ByteSource {
  return {
    size: bytes.length,
    read(offset, length, into) {
      const view = bytes.subarray(offset, offset + length);
      if (into === undefined) return view;
      view.copy(into);
      return into.subarray(0, length);
    },
    close: () => undefined,
  };
}

/** Windows has no such flag, and no pipes among its files. */
const NOT_WAITING = process.platform === 'win32' ? 0 : constants.O_NONBLOCK;

/**
 * The bytes of a file, which stays open until it is closed.
 * @throws FmuToolError `file-not-found`, `file-is-folder`, `file-not-regular`, `file-not-readable`, `file-io`
 */
export function fileSource(path: string): ByteSource {
  const fd = attempt(path, () => {
    // Asked before opening, because opening a pipe would wait for its other end.
    const stat = statSync(path);
    if (stat.isDirectory()) throw new FmuToolError('file-is-folder', 'is a folder; name an .fmu file', { path });
    if (!stat.isFile())
      throw new FmuToolError('file-not-regular', 'is not a regular file; name an .fmu file', { path });
    // What has taken its place meanwhile is not waited for either.
    return openSync(path, constants.O_RDONLY | NOT_WAITING);
  });
  let open = true;
  return {
    size: fstatSync(fd).size,
    file: openFileIdentity(fd),
    read(offset, length, into = Buffer.allocUnsafe(length)) {
      if (!open) throw new Error('bug: read from a closed archive; please report it');
      attempt(path, () => {
        for (let done = 0; done < length;) {
          const count = readSync(fd, into, done, length - done, offset + done);
          if (count === 0)
            throw new FmuToolError('file-changed', 'became shorter while it was read; try again', { path });
          done += count;
        }
      });
      return into.subarray(0, length);
    },
    close() {
      if (open) closeSync(fd);
      open = false;
    },
  };
}

const MEANINGS: Readonly<Record<string, readonly [code: string, message: string]>> = {
  ENOENT: ['file-not-found', 'no such file; check the path'],
  ENOTDIR: ['file-not-found', 'no such file; check the path'],
  ENAMETOOLONG: ['file-not-found', 'no such file, the path is too long'],
  ELOOP: ['file-not-found', 'no such file, its links go round in a circle'],
  EISDIR: ['file-is-folder', 'is a folder; name an .fmu file'],
  EACCES: ['file-not-readable', 'may not be read; check its permissions'],
  EPERM: ['file-not-readable', 'may not be read; check its permissions'],
};

function attempt<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error instanceof FmuToolError) throw error;
    const [code, message] = MEANINGS[String(error.code)] ?? ['file-io', `cannot be read: ${error.message}`];
    throw new FmuToolError(code, message, { path, cause: error });
  }
}
