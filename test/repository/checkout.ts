// What the tests of the repository itself share: where it is, and which files belong to it.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '..', '..');

/** Whether this is a git checkout; an unpacked source archive is none. */
export const isCheckout = existsSync(path.join(root, '.git'));

/** The files that git knows, with `/` in their paths. */
export function trackedFiles(): string[] {
  const output = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root });
  const files = output.toString('utf8').split('\0');
  return files.filter((file) => file !== '' && existsSync(path.join(root, file)));
}

/** Copies the files of the checkout, and nothing that was built from them, into `destination`. */
export function copyFiles(destination: string): void {
  for (const file of trackedFiles()) {
    const target = path.join(destination, file);
    mkdirSync(path.dirname(target), { recursive: true });
    copyFileSync(path.join(root, file), target);
  }
}
