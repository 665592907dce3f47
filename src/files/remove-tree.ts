/** Removes a folder with all that is in it, also what a hostile program has made there. */
import { execFile } from 'node:child_process';
import { lstat, rm } from 'node:fs/promises';

/**
 * For a shell: removes `$1`. Folders that may not be entered are opened first; `rm` of the system goes as deep as there are
 * folders, where paths of Node.js become too long.
 */
export const REMOVE = 'rm -rf -- "$1" || { find "$1" -type d ! -perm -700 -exec chmod u+rwx {} \\; ; rm -rf -- "$1"; }';
/** Windows keeps files busy for a moment; elsewhere what is busy stays so, and each folder above it would try again. */
const RETRIES = process.platform === 'win32' ? 5 : 0;
/** Milliseconds that the shell may take. */
const LIMIT = 60_000;

/** Whether nothing is left of it. Never throws. */
export async function removeTree(path: string): Promise<boolean> {
  const removed = await rm(path, { recursive: true, force: true, maxRetries: RETRIES }).then(
    () => true,
    () => false,
  );
  if (!removed && process.platform !== 'win32') await byShell(path);
  return (await lstat(path).catch(() => undefined)) === undefined;
}

function byShell(path: string): Promise<void> {
  return new Promise((resolve) => {
    const options = { cwd: '/', timeout: LIMIT, killSignal: 'SIGKILL' } as const;
    // What it says does not matter: whether something is left is looked at afterwards.
    execFile('/bin/sh', ['-c', REMOVE, 'fmutool-remover', path], options, () => resolve());
  });
}
