/**
 * Names of temporary files and folders. They say which process of which machine made them, so that what a killed run
 * left behind can be told from what a running one still needs.
 */
import { createHash } from 'node:crypto';
import { lstat, readdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { removeTree } from './remove-tree.js';

/** Group 1: the machine, group 2: the process. */
const FILE = /^\.fmutool-([0-9a-f]{8})-(\d+)-\d+\.tmp$/;
const FOLDER = /^fmutool-[a-z]+-([0-9a-f]{8})-(\d+)-\w{6}$/;

let counter = 0;

/** A new name for a temporary file in `folder`. Short whatever the destination is called, so that it always fits. */
export function temporaryPath(folder: string): string {
  counter += 1;
  return path.join(folder, `.fmutool-${machine()}-${process.pid}-${counter}.tmp`);
}

/** What `mkdtemp` begins the name of a temporary folder with; `purpose` is a word in small letters. */
export function temporaryFolderPrefix(folder: string, purpose: string): string {
  return path.join(folder, `fmutool-${purpose}-${machine()}-${process.pid}-`);
}

/** Removes from `folder` the temporary files of processes of this machine that are no more. Never throws. */
export function removeStaleFiles(folder: string): Promise<void> {
  return removeStale(folder, FILE);
}

/** The same for temporary folders, with all that is in them. */
export function removeStaleFolders(folder: string): Promise<void> {
  return removeStale(folder, FOLDER);
}

async function removeStale(folder: string, pattern: RegExp): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const match = pattern.exec(name);
    if (match?.[1] !== machine() || isRunning(Number(match[2]))) continue;
    const stale = path.join(folder, name);
    // Every user may write into a common folder, so only what is this user's own is believed.
    if (await isOwn(stale)) await removeTree(stale);
  }
}

async function isOwn(file: string): Promise<boolean> {
  const status = await lstat(file).catch(() => undefined);
  return status !== undefined && !status.isSymbolicLink() && (process.getuid?.() ?? status.uid) === status.uid;
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
