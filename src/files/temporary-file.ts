/**
 * Names of the files that a result is written to before it takes its place. They say which process of which machine
 * made them, so that what a killed run left behind can be told from what a running one still needs.
 */
import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';

const PATTERN = /^\.fmutool-([0-9a-f]{8})-(\d+)-(\d+)\.tmp$/;

let counter = 0;

/** A new name for a temporary file in `folder`. Short whatever the destination is called, so that it always fits. */
export function temporaryPath(folder: string): string {
  counter += 1;
  return path.join(folder, `.fmutool-${machine()}-${process.pid}-${counter}.tmp`);
}

/** Removes from `folder` the temporary files of processes of this machine that are no more. Never throws. */
export async function removeStaleFiles(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const match = PATTERN.exec(name);
    if (match?.[1] !== machine() || isRunning(Number(match[2]))) continue;
    await rm(path.join(folder, name), { force: true }).catch(() => undefined);
  }
}

/** Processes of another machine, or of another container, are not visible here: their files are left alone. */
function machine(): string {
  return createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
