/** Unpacks what a running model needs, and nothing else: model descriptions and libraries of other platforms stay packed. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { posix } from 'node:path';
import { MODEL_DESCRIPTION, type Fmu } from '../fmu/fmu.js';
import { asFileError } from '../files/system-error.js';

const EXECUTABLE = 0o111;

/** The folders under `binaries/` that a library in `folder` needs: its own, and those that remoting in them points to. */
export function neededFolders(fmu: Fmu, folder: string): ReadonlySet<string> {
  const needed = new Set([folder]);
  for (const each of needed) {
    for (const { path: file, file: remoting } of fmu.remoting) {
      if (posix.dirname(file) !== each) continue;
      for (const target of [remoting.model, remoting.server]) {
        const [top, platform] = posix.normalize(posix.join(each, target)).split('/');
        if (top === 'binaries' && platform !== undefined) needed.add(`${top}/${platform}`);
      }
    }
  }
  return needed;
}

/**
 * Writes the model description, the resources and the given folders into `destination`.
 * @throws FmuToolError `file-system`, or with an `archive-` code
 */
export async function unpack(fmu: Fmu, folders: ReadonlySet<string>, destination: string): Promise<void> {
  const made = new Set<string>();
  for (const entry of fmu.archive.entries) {
    const [top, second] = entry.name.split('/');
    const needed =
      entry.name === MODEL_DESCRIPTION ||
      top === 'resources' ||
      (top === 'binaries' && second !== undefined && folders.has(`${top}/${second}`));
    if (!needed) continue;
    const target = path.join(destination, ...entry.name.split('/'));
    const folder = entry.isDirectory ? target : path.dirname(target);
    try {
      if (!made.has(folder)) await mkdir(folder, { recursive: true, mode: 0o700 });
      made.add(folder);
      if (entry.isDirectory) continue;
      // Servers, and programs that a model brings along, are often packed without the bit.
      const runs = top === 'binaries' || (entry.mode & EXECUTABLE) !== 0;
      await writeFile(target, fmu.archive.read(entry.name), { mode: runs ? 0o700 : 0o600 });
    } catch (error) {
      throw asFileError(error, fmu.path, `cannot be unpacked into ${path.dirname(destination)}`);
    }
  }
  await mkdir(path.join(destination, 'resources'), { recursive: true, mode: 0o700 });
}
