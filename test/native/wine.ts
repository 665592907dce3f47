/**
 * Running programs of other platforms in tests: Windows' under Wine, with a prefix of the project's own; Arm's in an
 * emulator, and so those of 32-bit Linux where the kernel refuses them.
 */
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { execa } from 'execa';
import { NO_32_BIT_PROGRAMS, runs32BitPrograms } from '../../src/runtime/thirty-two-bit.js';

/** The platforms whose programs a test may want to run. */
export type TestPlatform = 'win32' | 'win64' | 'linux32' | 'linux64' | 'aarch64-linux';

/** Whether the platform is a Linux. */
export function isLinux(platform: TestPlatform): platform is 'linux32' | 'linux64' | 'aarch64-linux' {
  return platform === 'linux32' || platform === 'linux64' || platform === 'aarch64-linux';
}

/** How a program is started: what stands before its own path and arguments, and its environment. */
export interface Launcher {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** The project's folder. */
export const ROOT = resolve(import.meta.dirname, '..', '..');

/** Whether this kernel refuses 32-bit programs, found out by running one. */
export const REFUSES_32_BIT = (await runs32BitPrograms()) === false;

/** A prefix that was made without the 32-bit half of Wine has none of its libraries. */
const PREFIX = process.env['FMUTOOL_TEST_WINEPREFIX'] ?? join(ROOT, 'build', REFUSES_32_BIT ? 'wine64' : 'wine');

/**
 * The loaders that Debian's packages install. `/usr/bin/wine` is a script, and the program would not be the process
 * that one has started.
 */
const LOADERS = { win32: '/usr/lib/wine/wine', win64: '/usr/lib/wine/wine64' } as const;

const LOADER_OF_LINUX32 = '/lib/ld-linux.so.2';

const CACHE = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'fmutool');

/** Where scripts/setup-aarch64.sh puts the emulator and Arm's C library, and scripts/setup-emulation.sh its own. */
const ARM = process.env['FMUTOOL_AARCH64'] ?? join(CACHE, 'aarch64');
const EMULATION = process.env['FMUTOOL_EMULATION'] ?? join(CACHE, 'emulation');

/** What stands before an Arm program, and before a 32-bit one. */
const ARM_EMULATOR = [join(ARM, 'usr', 'bin', 'qemu-aarch64-static'), '-L', join(ARM, 'usr', 'aarch64-linux-gnu')];
const I386_EMULATOR = [join(EMULATION, 'usr', 'bin', 'qemu-i386-static')];

/** What stands before programs of the platform where they are emulated one by one (qemu-user); undefined: they are not. */
export function emulatorOf(platform: TestPlatform): readonly string[] | undefined {
  if (platform === 'aarch64-linux') return ARM_EMULATOR;
  return platform === 'linux32' && REFUSES_32_BIT ? I386_EMULATOR : undefined;
}

const prefixDeadline = 110_000;

/** Why programs of the platform cannot be run here, in an emulator if need be; undefined: they can. */
export function whyNotRunnable(platform: TestPlatform): string | undefined {
  const [emulator] = emulatorOf(platform) ?? [];
  if (REFUSES_32_BIT && platform.endsWith('32') && (emulator === undefined || !existsSync(emulator))) {
    return NO_32_BIT_PROGRAMS;
  }
  if (isLinux(platform)) {
    if (platform === 'linux32' && !existsSync(LOADER_OF_LINUX32)) return `${LOADER_OF_LINUX32} is not installed`;
    if (emulator !== undefined && !existsSync(emulator)) return `${emulator} is not there`;
    return process.platform === 'linux' && process.arch === 'x64' ? undefined : 'this is not a 64-bit Linux';
  }
  if (process.platform === 'win32') return undefined;
  return existsSync(LOADERS[platform]) ? undefined : `Wine's loader ${LOADERS[platform]} is not installed`;
}

/**
 * The same for what no emulator does: the program is started by fmutool itself, looks at its own processes, or is timed.
 */
export function whyNotRunnableAlone(platform: TestPlatform): string | undefined {
  if (emulatorOf(platform) === undefined) return whyNotRunnable(platform);
  return platform === 'linux32' ? NO_32_BIT_PROGRAMS : `${platform} is emulated`;
}

/** How to start programs of the platform; makes Wine's prefix when there is none yet. */
export async function launcher(platform: TestPlatform): Promise<Launcher> {
  const emulator = emulatorOf(platform);
  if (emulator !== undefined) return { command: emulator, env: {} };
  if (isLinux(platform) || process.platform === 'win32') return { command: [], env: {} };
  const env = wineEnvironment();
  await ensurePrefix(env);
  return { command: [LOADERS[platform]], env };
}

/** The path as a program of the platform has to write it. */
export function pathFor(platform: TestPlatform, path: string): string {
  if (isLinux(platform) || process.platform === 'win32') return path;
  return `Z:${resolve(path).replaceAll('/', '\\')}`;
}

/** The `file:` URI of a folder as a library of the platform has to see it. */
export function uriFor(platform: TestPlatform, path: string): string {
  const parts = resolve(path).split('/').map(encodeURIComponent).join('/');
  return isLinux(platform) ? `file://${parts}` : `file:///Z:${parts}`;
}

function wineEnvironment(): Record<string, string> {
  // Without its debugger Wine lets a crashed program end at once and in silence, as Windows does for a service.
  return { WINEPREFIX: PREFIX, WINEDEBUG: '-all', WINEDLLOVERRIDES: 'mscoree,mshtml,winedbg.exe=' };
}

/** Several test files may want the prefix at the same moment; the first one makes it and the others wait. */
async function ensurePrefix(env: Readonly<Record<string, string>>): Promise<void> {
  const ready = join(PREFIX, 'fmutool-ready');
  const lock = `${PREFIX}.lock`;
  const deadline = Date.now() + prefixDeadline;
  while (!existsSync(ready)) {
    if (Date.now() > deadline) throw new Error(`Wine's prefix ${PREFIX} did not become ready`);
    if (!takeLock(lock)) {
      await pause(200);
      continue;
    }
    try {
      if (existsSync(ready)) return;
      mkdirSync(PREFIX, { recursive: true });
      const command = existsSync(LOADERS.win64) ? LOADERS.win64 : LOADERS.win32;
      await execa(command, ['wineboot.exe', '--init'], { env: { ...env }, stdio: 'ignore', timeout: prefixDeadline });
      writeFileSync(ready, '');
    } finally {
      rmSync(lock, { recursive: true, force: true });
    }
  }
}

/** False: another process holds it. A lock that a killed run has left behind is taken over. */
function takeLock(lock: string): boolean {
  try {
    mkdirSync(join(lock, '..'), { recursive: true });
    mkdirSync(lock);
    return true;
  } catch {
    const since = statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - since > prefixDeadline) rmSync(lock, { recursive: true, force: true });
    return false;
  }
}
