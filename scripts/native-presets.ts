// Configures and builds the native code: one CMake preset per platform, found in native/CMakePresets.json, so that a
// new platform needs no change here. What a build was made with is read back from CMake's cache.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';

export const root = path.resolve(import.meta.dirname, '..');

export interface Toolchain {
  /** First line of what the C++ compiler and the linker say their versions are. */
  readonly compiler: string;
  readonly linker: string;
  /** The strip program that belongs to the compiler. */
  readonly strip: string;
}

interface PresetsFile {
  readonly configurePresets: readonly { readonly name: string; readonly hidden?: boolean }[];
}

/** The platforms that can be built, in the order of the presets file. */
export async function platforms(): Promise<string[]> {
  const text = await readFile(path.join(root, 'native', 'CMakePresets.json'), 'utf8');
  const presets = JSON.parse(text) as PresetsFile;
  return presets.configurePresets.filter((preset) => preset.hidden !== true).map((preset) => preset.name);
}

/** Where the build of a platform is. */
export function buildFolder(platform: string): string {
  return path.join(root, 'build', 'native', platform);
}

/** Builds everything for a platform; the output of CMake and the compilers goes to this process's own. */
export async function build(platform: string): Promise<void> {
  const options = { cwd: path.join(root, 'native'), stdio: ['ignore', 'inherit', 'inherit'] } as const;
  await execa('cmake', ['--preset', platform], options);
  await execa('cmake', ['--build', '--preset', platform], options);
}

/** What a platform was last configured with. Throws when it was not. */
export async function toolchain(platform: string): Promise<Toolchain> {
  const cache = await readFile(path.join(buildFolder(platform), 'CMakeCache.txt'), 'utf8');
  const entry = (name: string): string => {
    const value = new RegExp(`^${name}:[A-Z]+=(.+)$`, 'm').exec(cache)?.[1];
    if (value === undefined) throw new Error(`${platform}: CMake's cache has no ${name}`);
    return value;
  };
  return {
    compiler: await versionLine(entry('CMAKE_CXX_COMPILER')),
    linker: await versionLine(entry('CMAKE_LINKER')),
    strip: entry('CMAKE_STRIP'),
  };
}

async function versionLine(program: string): Promise<string> {
  const { stdout } = await execa(program, ['--version']);
  const [line = ''] = stdout.split('\n');
  return line.trim();
}
