/** What the operating system says when a file cannot be read or written, in words of one line. */
import { FmuToolError } from '../fmu/error.js';

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'no permission (check the rights of the file and of its folder)',
  EPERM: 'the operating system does not allow it (check the rights of the file and of its folder)',
  EROFS: 'the file system is read-only (choose another place with --output)',
  ENOSPC: 'the disk is full (make room or choose another place with --output)',
  EDQUOT: 'the disk quota is used up (make room or choose another place with --output)',
  EFBIG: 'the file is bigger than the file system or a limit allows (choose another place with --output)',
  ENOENT: 'there is no such file or folder (check the path)',
  ENOTDIR: 'a part of the path is not a folder (check the path)',
  EISDIR: 'is a folder (name a file)',
  ELOOP: 'symbolic links go round in a circle (name the file itself)',
  ENAMETOOLONG: 'the name is too long (choose a shorter one)',
  EMFILE: 'too many files are open (close some programs or raise the limit)',
  ENFILE: 'too many files are open (close some programs or raise the limit)',
  EBUSY: 'it is in use (close the program that uses it)',
  ETXTBSY: 'it is in use (close the program that uses it)',
  ENXIO: 'nothing can be opened there (a socket, or a device that is not there; name a file)',
  EAGAIN: 'the system has no room for more of it now (close some programs or raise the limit)',
  ENOMEM: 'there is not enough memory (close some programs or raise the limit)',
  EIO: 'the disk reports an error (check the disk)',
};

/** What the system may run out of at any moment, and how libraries of the system say so where no code does. */
const SHORTAGES: Readonly<Record<string, RegExp>> = {
  EMFILE: /\bEMFILE\b|too many open files(?! in system)/i,
  ENFILE: /\bENFILE\b|too many open files in system/i,
  ENOMEM: /\bENOMEM\b|cannot allocate memory|out of memory/i,
  EAGAIN: /\bEAGAIN\b|resource temporarily unavailable/i,
};

/**
 * What the system has run out of, in one line, if that is why something was thrown: no mistake of this program, whatever
 * it was about to do.
 */
export function shortageOf(error: unknown): string | undefined {
  for (let each = error; each instanceof Error; each = each.cause) {
    const { code, message } = each as NodeJS.ErrnoException;
    const found = Object.entries(SHORTAGES).find(([name, words]) => code === name || words.test(message));
    if (found !== undefined) return REASONS[found[0]];
  }
  return undefined;
}

/** True for what Node throws when a call to the operating system fails. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).code === 'string' && 'syscall' in error;
}

/** `error` as a {@link FmuToolError} about `path`; anything but an error of the operating system is returned as it is. */
export function asFileError(error: unknown, path: string, what: string): unknown {
  if (!isSystemError(error)) return error;
  const reason = REASONS[error.code ?? ''] ?? `${error.code ?? 'error'} (check the path and the disk)`;
  return new FmuToolError('file-system', `${what}: ${reason}`, { path, cause: error });
}
