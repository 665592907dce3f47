// What prebuilt/ holds and what its manifest says of it. The manifest ties the binaries to the sources and the
// compilers they came from, so that every reader can make them again and see that they are what they claim to be.
import { createHash } from 'node:crypto';
import { chmod, copyFile, mkdir, readFile, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { buildFolder, root, type Toolchain } from './native-presets.js';

export interface Manifest {
  /** sha256 over the native sources that the binaries are made of, see `sourcesHash`. */
  readonly sources: string;
  readonly platforms: Readonly<Record<string, PlatformEntry>>;
}

export interface PlatformEntry {
  readonly compiler: string;
  readonly linker: string;
  readonly files: Readonly<Record<string, FileEntry>>;
}

export interface FileEntry {
  readonly size: number;
  readonly sha256: string;
}

export const prebuiltFolder = path.join(root, 'prebuilt');
export const manifestFile = path.join(prebuiltFolder, 'manifest.json');

/** One for each version of the FMI. */
const clients = ['client_sm_fmi1', 'client_sm_fmi2', 'client_sm_fmi3'];

/** The targets that make what is in prebuilt/. */
export const targets = [...clients, 'server_sm', 'smipc', 'runner'];

/** Folders of native/ that nothing in prebuilt/ is made of: programs of the tests, and tests wherever they are. */
const notInPrebuilt = new Set(['guest', 'tracer', 'test', 'tests']);

/** The files that a platform's folder in prebuilt/ has. */
export function fileNames(platform: string): string[] {
  const windows = platform.startsWith('win');
  const library = windows ? 'dll' : 'so';
  const libraries = [...clients, 'smipc', 'runner'].map((name) => `${name}.${library}`);
  return [...libraries, windows ? 'server_sm.exe' : 'server_sm'];
}

export async function readManifest(): Promise<Manifest> {
  return JSON.parse(await readFile(manifestFile, 'utf8')) as Manifest;
}

/** One hash over the paths and contents of the sources that go into prebuilt/. */
export async function sourcesHash(): Promise<string> {
  const folder = path.join(root, 'native');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.md'))
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .filter((file) => !file.split('/').some((part) => notInPrebuilt.has(part)))
    .sort();
  const hash = createHash('sha256');
  for (const file of files) {
    const content = await readFile(path.join(folder, file));
    hash.update(`${file}\0${String(content.length)}\0`).update(content);
  }
  return hash.digest('hex');
}

/**
 * Copies what the build of a platform made for prebuilt/ into `destination`, and describes it. The linker has stripped
 * it already: strip itself would write the time of day into the header of a Windows binary.
 */
export async function collect(platform: string, tools: Toolchain, destination: string): Promise<PlatformEntry> {
  await rm(destination, { recursive: true, force: true });
  await mkdir(destination, { recursive: true });
  const files: Record<string, FileEntry> = {};
  for (const name of fileNames(platform)) {
    const file = path.join(destination, name);
    const part = path.parse(name).name;
    const built = path.join(buildFolder(platform), part.includes('_sm') ? 'remoting' : part, name);
    await copyFile(built, file);
    await chmod(file, name.startsWith('server') ? 0o755 : 0o644);
    files[name] = await describe(file);
  }
  return { compiler: tools.compiler, linker: tools.linker, files };
}

export async function describe(file: string): Promise<FileEntry> {
  const content = await readFile(file);
  return { size: content.length, sha256: createHash('sha256').update(content).digest('hex') };
}
