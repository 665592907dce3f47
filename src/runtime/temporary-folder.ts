/**
 * A folder for one process that is gone when the process is, however it ends: a small shell outside of its group waits
 * for the end of its input, which the operating system brings about, and removes the folder.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { asFileError } from '../files/system-error.js';
import { REMOVE, removeTree } from '../files/remove-tree.js';
import { removeStaleFolders, temporaryFolderPrefix } from '../files/temporary-file.js';

/** The second try is for what a model wrote while the first one was at work. */
const SCRIPT = `trap "" HUP INT QUIT TERM PIPE; while read -r line; do :; done; rm -rf -- "$1" || { sleep 1; ${REMOVE}; }`;
/** Milliseconds that the shell may take once it has been told: a model can stop it, too. */
const LIMIT = 10_000;

/** The code of the warning of Node.js that something is left. */
export const LEFT_BEHIND = 'FMUTOOL_LEFT_BEHIND';

export class TemporaryFolder {
  readonly path: string;
  readonly #remover: ChildProcess | undefined;
  readonly #atExit: (() => void) | undefined;

  private constructor(folder: string) {
    this.path = folder;
    if (process.platform === 'win32') {
      this.#atExit = () => {
        rmSync(folder, { recursive: true, force: true });
      };
      process.once('exit', this.#atExit);
      return;
    }
    this.#remover = spawn('/bin/sh', ['-c', SCRIPT, 'fmutool-remover', folder], {
      cwd: '/',
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    // Without a shell the folder is removed by remove() alone.
    this.#remover.on('error', () => undefined);
    this.#remover.stdin?.on('error', () => undefined);
    this.#remover.unref();
    (this.#remover.stdin as (NodeJS.WritableStream & { unref?: () => void }) | null)?.unref?.();
  }

  /**
   * Makes one that only this user may look into, and removes those that ended processes have left. `purpose` is a word
   * that its name has in it.
   * @throws FmuToolError `file-system`
   */
  static async make(purpose: string): Promise<TemporaryFolder> {
    await removeStaleFolders(tmpdir());
    try {
      return new TemporaryFolder(mkdtempSync(temporaryFolderPrefix(tmpdir(), purpose)));
    } catch (error) {
      throw asFileError(error, tmpdir(), 'no folder can be made for the unpacked FMU');
    }
  }

  /** Removes it and what is in it; warns of what cannot be removed. Never throws. */
  async remove(): Promise<void> {
    if (this.#atExit !== undefined) process.off('exit', this.#atExit);
    const remover = this.#remover;
    if (remover?.pid !== undefined && remover.exitCode === null && remover.signalCode === null) {
      await endRemover(remover, remover.pid);
    }
    // What is left if there is no shell, or if it was ended.
    if (await removeTree(this.path)) return;
    process.emitWarning(`the temporary folder ${this.path} cannot be removed; remove it by hand`, {
      code: LEFT_BEHIND,
    });
  }
}

/** Lets the shell do its work, and ends it if it does not. */
async function endRemover(remover: ChildProcess, pid: number): Promise<void> {
  remover.ref();
  const ended = once(remover, 'exit');
  remover.stdin?.end();
  // Both go to its group, which is its own: what it has started belongs to it.
  tell(pid, 'SIGCONT');
  const late = setTimeout(() => tell(pid, 'SIGKILL'), LIMIT);
  await ended.catch(() => undefined);
  clearTimeout(late);
}

function tell(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch {
    // It has just ended.
  }
}
