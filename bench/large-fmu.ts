// An FMU of 210 MB: 200 MB that cannot be compressed, 2,000 small files, and a real model. Made once, kept in build/.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './command.js';

const small = { count: 2000, size: 5000 };
const large = { count: 4, size: 50_000_000 };

/** The path of the FMU, in a folder where benchmarks may write. `model` is the FMU that it is made from. */
export function largeFmu(folder: string, model: string): string {
  const file = path.join(folder, 'large.fmu');
  if (existsSync(file)) return file;
  const content = path.join(folder, 'large');
  rmSync(content, { recursive: true, force: true });
  mkdirSync(content, { recursive: true });
  execFileSync('unzip', ['-q', path.join(root, model), '-d', content]);
  const resources = path.join(content, 'resources');
  mkdirSync(path.join(resources, 'small'), { recursive: true });
  for (let index = 0; index < large.count; index += 1) {
    writeFileSync(path.join(resources, `table-${index}.bin`), randomBytes(large.size));
  }
  for (let index = 0; index < small.count; index += 1) {
    writeFileSync(path.join(resources, 'small', `${index}.csv`), randomBytes(small.size));
  }
  const unfinished = path.join(folder, 'unfinished.zip');
  rmSync(unfinished, { force: true });
  // Stored where compression gains nothing, as exporters do with tables they have compressed already.
  execFileSync('zip', ['-q', '-r', '-X', '-n', '.bin', unfinished, '.'], { cwd: content });
  rmSync(content, { recursive: true });
  renameSync(unfinished, file);
  return file;
}
