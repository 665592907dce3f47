/**
 * The platforms an FMU may serve. FMI 1 and 2 name them `win64`, FMI 3 `x86_64-windows`; users may write either for any
 * FMU, and each FMU has its folders named as its own FMI version asks.
 */
import type { FmiMajor } from './fmi-major.js';

/** Operating system part of a platform, spelt as in FMI 3. */
export type PlatformOs = 'windows' | 'linux' | 'darwin';

/** Architecture part of a platform, spelt as in FMI 3. */
export type PlatformArch = 'x86' | 'x86_64' | 'aarch32' | 'aarch64' | 'riscv32' | 'riscv64' | 'ppc32' | 'ppc64';

/** One platform, known by both of its names. */
export interface Platform {
  readonly os: PlatformOs;
  readonly arch: PlatformArch;
  /** Width of a pointer in bits. */
  readonly bits: 32 | 64;
  /** Name in FMI 1.0 and 2.0 (FMI 2.0.5, 2.3); undefined where those standards have none. */
  readonly fmi2Name: string | undefined;
  /** Name in FMI 3.0 (3.0.2, 2.5.1.4.1): `<arch>-<os>`. */
  readonly fmi3Name: string;
  /** Ending of a shared library, with the dot. */
  readonly libraryExtension: '.dll' | '.so' | '.dylib';
  /** Ending of an executable, with the dot; empty where there is none. */
  readonly executableExtension: '.exe' | '';
}

const FMI2_NAMES: Readonly<Record<string, string>> = {
  'x86-windows': 'win32',
  'x86_64-windows': 'win64',
  'x86-linux': 'linux32',
  'x86_64-linux': 'linux64',
  'x86-darwin': 'darwin32',
  'x86_64-darwin': 'darwin64',
};

const ARCHITECTURES: readonly PlatformArch[] = [
  'x86',
  'x86_64',
  'aarch32',
  'aarch64',
  'riscv32',
  'riscv64',
  'ppc32',
  'ppc64',
];
const OPERATING_SYSTEMS: readonly PlatformOs[] = ['windows', 'linux', 'darwin'];
const LIBRARY_EXTENSIONS = { windows: '.dll', linux: '.so', darwin: '.dylib' } as const;

/** Every platform the FMI standards can name. */
export const PLATFORMS: readonly Platform[] = OPERATING_SYSTEMS.flatMap((os) =>
  ARCHITECTURES.map((arch) => definePlatform(os, arch)),
);

const BY_NAME: ReadonlyMap<string, Platform> = new Map(
  PLATFORMS.flatMap((platform) =>
    [platform.fmi2Name, platform.fmi3Name]
      .filter((name) => name !== undefined)
      .map((name): [string, Platform] => [name, platform]),
  ),
);

/** The platform that `name` means in either naming scheme, or undefined. Names are case-sensitive, as folders are. */
export function findPlatform(name: string): Platform | undefined {
  return BY_NAME.get(name);
}

/** The platform of this operating system and architecture. */
export function platformOf(os: PlatformOs, arch: PlatformArch): Platform {
  const found = BY_NAME.get(`${arch}-${os}`);
  if (found === undefined) throw new Error(`bug: no platform for ${arch} on ${os}; please report it`);
  return found;
}

/**
 * Name of the platform's folder under `binaries/` in an FMU of FMI version `major`. Where FMI 1 and 2 have no name for
 * a platform the FMI 3 name is used, as FMI 2.0.4 recommends.
 */
export function platformFolder(platform: Platform, major: FmiMajor): string {
  return major === 3 ? platform.fmi3Name : (platform.fmi2Name ?? platform.fmi3Name);
}

function definePlatform(os: PlatformOs, arch: PlatformArch): Platform {
  const fmi3Name = `${arch}-${os}`;
  return {
    os,
    arch,
    bits: arch.endsWith('64') ? 64 : 32,
    fmi2Name: FMI2_NAMES[fmi3Name],
    fmi3Name,
    libraryExtension: LIBRARY_EXTENSIONS[os],
    executableExtension: os === 'windows' ? '.exe' : '',
  };
}
