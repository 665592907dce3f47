/** Where the result of each FMU goes. */
import { statSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from './usage-error.js';

/**
 * The output for each of `files`; undefined where the FMU is replaced.
 * @throws UsageError when `output` does not fit them
 */
export function destinations(
  files: readonly string[],
  output: string | undefined,
): ReadonlyMap<string, string | undefined> {
  if (output === undefined) return new Map(files.map((file) => [file, undefined]));
  const named = /[/\\]$/.test(output);
  if (files.length === 1 && !named) return new Map(files.map((file) => [file, output]));
  requireFolder(output, files.length);
  const taken = new Map<string, string>();
  return new Map(
    files.map((file): [string, string] => {
      const target = path.join(output, path.basename(file));
      const other = taken.get(target);
      if (other !== undefined) throw collision(other, file, target);
      taken.set(target, file);
      return [file, target];
    }),
  );
}

function collision(first: string, second: string, target: string): UsageError {
  return path.resolve(first) === path.resolve(second)
    ? new UsageError(`${second} is named twice and would become ${target} twice (name it once)`)
    : new UsageError(`${first} and ${second} would both become ${target} (give them one at a time)`);
}

function requireFolder(output: string, count: number): void {
  const status = statSync(output, { throwIfNoEntry: false });
  if (status?.isDirectory() === true) return;
  const what = status === undefined ? 'does not exist (create it first)' : 'is not a folder (name a folder)';
  const why = count > 1 ? `the output of ${count} FMUs` : 'the output';
  throw new UsageError(`${output}, the folder for ${why}, ${what}`);
}
