// Configures and builds the native code: one CMake preset per platform, found in native/CMakePresets.json, so that a
// new platform needs no change here. What a build was made with is read back from what CMake found.
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';

export const root = path.resolve(import.meta.dirname, '..');

export interface Toolchain {
  /** First line of what the C++ compiler and the linker say their versions are. */
  readonly compiler: string;
  readonly linker: string;
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

/** The machine has no compiler for a platform. */
export class NoCompiler extends Error {
  constructor(readonly platform: string) {
    super(`there is no compiler for ${platform} here`);
  }
}

/**
 * Configures a platform and builds the given targets, or everything. The output of CMake and the compilers goes to this
 * process's own.
 * @throws NoCompiler
 */
export async function build(platform: string, targets: readonly string[] = []): Promise<void> {
  const options = { cwd: path.join(root, 'native'), stdin: 'ignore', stdout: 'inherit' } as const;
  const { failed, stderr } = await execa('cmake', ['--preset', platform], {
    ...options,
    stderr: ['inherit', 'pipe'],
    reject: false,
  });
  if (failed) {
    if (/is not a full path to an existing compiler|was not found in the PATH/.test(stderr.replaceAll(/\s+/g, ' '))) {
      throw new NoCompiler(platform);
    }
    throw new Error(`CMake cannot configure ${platform}`);
  }
  const selection = targets.length > 0 ? ['--target', ...targets] : [];
  await execa('cmake', ['--build', '--preset', platform, ...selection], { ...options, stderr: 'inherit' });
}

/** What a platform was last configured with. Throws when it was not. */
export async function toolchain(platform: string): Promise<Toolchain> {
  const compiler = await compilerOf(platform);
  const { stdout: linker } = await execa(compiler, ['-print-prog-name=ld']);
  return { compiler: await versionLine(compiler), linker: await versionLine(linker.trim()) };
}

async function compilerOf(platform: string): Promise<string> {
  const folder = path.join(buildFolder(platform), 'CMakeFiles');
  const [file] = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('CMakeCXXCompiler.cmake'));
  const text = file === undefined ? '' : await readFile(path.join(folder, file), 'utf8');
  const compiler = /^set\(CMAKE_CXX_COMPILER "(.+)"\)$/m.exec(text)?.[1];
  if (compiler === undefined) throw new Error(`${platform}: is not configured, CMake knows no C++ compiler for it`);
  return compiler;
}

async function versionLine(program: string): Promise<string> {
  const { stdout } = await execa(program, ['--version']);
  const [line = ''] = stdout.split('\n');
  return line.trim();
}
