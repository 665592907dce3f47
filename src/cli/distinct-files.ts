/** Whether the files of a command are files of their own: a result must not take the place of what it is made from. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { UsageError } from './usage-error.js';

/** What to call a file in a message, and its path, if there is one. */
type Named = readonly [what: string, file: string | undefined];

/**
 * @param written the files that will be written, and `read` those that are read
 * @throws UsageError if a file is written that is read, or written twice
 */
export async function requireDistinct(written: readonly Named[], read: readonly Named[]): Promise<void> {
  const known = new Map<string, string>();
  for (const [what, file] of read) if (file !== undefined) known.set(await identity(file), what);
  for (const [what, file] of written) {
    if (file === undefined) continue;
    const id = await identity(file);
    const other = known.get(id);
    if (other !== undefined) throw new UsageError(`${what} ${file} is ${other} too; name another file`);
    known.set(id, what);
  }
}

/** The same for all names and links of a file. */
async function identity(file: string): Promise<string> {
  try {
    const { dev, ino } = await stat(file, { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    // It does not exist yet; or it cannot be looked at, and opening it will say so.
    return path.resolve(file);
  }
}
