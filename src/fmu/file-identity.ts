/** Tells whether a file is still the one that was looked at: another program may have put a new one in its place. */
import { fstatSync, type BigIntStats } from 'node:fs';
import { stat } from 'node:fs/promises';

/** What is another in every other file, and in the same one after it was written to. */
export interface FileIdentity {
  readonly device: bigint;
  readonly inode: bigint;
  /** Bytes. */
  readonly size: bigint;
  /** Time of the last change, in ns since 1970. */
  readonly changedNanoseconds: bigint;
}

/** Of an open file. */
export function openFileIdentity(descriptor: number): FileIdentity {
  return identityOf(fstatSync(descriptor, { bigint: true }));
}

/** Of the file at a path; undefined if there is none, or nothing can be known of it. */
export async function fileIdentity(path: string): Promise<FileIdentity | undefined> {
  const status = await stat(path, { bigint: true }).catch(() => undefined);
  return status && identityOf(status);
}

/** Whether both are the same file in the same state. */
export function isSameState(one: FileIdentity | undefined, other: FileIdentity | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return (
    one.device === other.device &&
    one.inode === other.inode &&
    one.size === other.size &&
    one.changedNanoseconds === other.changedNanoseconds
  );
}

function identityOf({ dev, ino, size, mtimeNs }: BigIntStats): FileIdentity {
  return { device: dev, inode: ino, size, changedNanoseconds: mtimeNs };
}
