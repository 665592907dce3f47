/** Pipes and devices as outputs: nothing can take their place, so what is written goes straight into them. */
import { open, stat, type FileHandle } from 'node:fs/promises';
import { FmuToolError } from '../fmu/error.js';
import { asFileError, isSystemError } from './system-error.js';
import { unlessAborted } from './unless-aborted.js';

/** Milliseconds that a reader may take for what is still to be written once the user has given up. */
const GRACE = 2000;

/** Whether there is a pipe or a device of characters at the path. */
export async function isStreamFile(path: string): Promise<boolean> {
  const status = await stat(path).catch(() => undefined);
  return status !== undefined && (status.isFIFO() || status.isCharacterDevice());
}

/** One that is open. */
export class StreamFile {
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #signal: AbortSignal | undefined;

  private constructor(path: string, file: FileHandle, signal: AbortSignal | undefined) {
    this.#path = path;
    this.#file = file;
    this.#signal = signal;
  }

  /**
   * Waits for a reader if there is none yet.
   * @throws FmuToolError `file-system`, `interrupted` when `signal` says so
   */
  static async begin(path: string, signal: AbortSignal | undefined): Promise<StreamFile> {
    const opening = open(path, 'w');
    try {
      return new StreamFile(path, await unlessAborted(opening, signal), signal);
    } catch (error) {
      opening.then(closeLater, () => undefined);
      throw asFileError(error, path, 'cannot be written');
    }
  }

  /** @throws FmuToolError `output-closed` without a reader, `file-system`, `interrupted` */
  async write(bytes: Uint8Array): Promise<void> {
    try {
      await unlessAborted(this.#writeAll(bytes), this.#signal, GRACE);
    } catch (error) {
      if (isSystemError(error) && error.code === 'EPIPE') {
        throw new FmuToolError('output-closed', 'nothing reads the output any more', {
          path: this.#path,
          cause: error,
        });
      }
      throw asFileError(error, this.#path, 'cannot be written');
    }
  }

  /** Everything has been written. */
  finish(): Promise<void> {
    return this.discard();
  }

  /** No more is written; what has been is with its reader. Never throws. */
  discard(): Promise<void> {
    closeLater(this.#file);
    return Promise.resolve();
  }

  async #writeAll(bytes: Uint8Array): Promise<void> {
    for (let done = 0; done < bytes.length;) done += (await this.#file.write(bytes, done)).bytesWritten;
  }
}

/** Closing waits for what is under way, and that may never end. */
function closeLater(file: FileHandle): void {
  file.close().catch(() => undefined);
}
