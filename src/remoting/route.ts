/** Decides which platform's library computes when importers load another, and says why when none can. */
import { FmuToolError, quote } from '../fmu/error.js';
import type { Platform } from '../fmu/platforms.js';
import { binariesFolder, displayName, libraryName, otherBitness } from './names.js';
import type { Prebuilt } from './prebuilt.js';
import type { Subject } from './subject.js';

const ARTICLES = { pe: 'a PE', elf: 'an ELF', macho: 'a Mach-O' } as const;

/**
 * Refuses what no remoting can be added to, whatever the platform.
 * @throws FmuToolError `remoting-fmi-version`, `remoting-no-binaries`
 */
export function checkSupported(subject: Subject): void {
  const { fmiVersion, fmiMajor } = subject.fmu.modelDescription;
  if (fmiMajor !== 2) {
    throw new FmuToolError(
      'remoting-fmi-version',
      `remoting for FMI ${fmiVersion} is not supported yet (this version of fmutool does FMI 2.0)`,
    );
  }
  if (subject.identifiers.length === 0) {
    throw new FmuToolError('remoting-no-interface', 'the FMU declares no interface (check modelDescription.xml)');
  }
}

/**
 * The platform that computes when importers load `platform`.
 * @throws FmuToolError `remoting-platform`, `remoting-via`, `remoting-library-missing`, `remoting-architecture` or
 *   `remoting-no-binaries`
 */
export function chooseRoute(
  subject: Subject,
  platform: Platform,
  asked: Platform | undefined,
  prebuilt: Prebuilt,
): Platform {
  checkPlatform(platform, prebuilt);
  const candidates = [platform, otherBitness(platform)]
    .filter((each) => each !== undefined)
    .filter((each) => prebuilt.supports(each) && hasLibraries(subject, each));
  const [first] = candidates;
  if (first === undefined) throw noRoute(subject, platform, prebuilt);
  if (asked !== undefined && !candidates.includes(asked)) {
    throw new FmuToolError(
      'remoting-via',
      `${displayName(asked)} cannot compute for ${displayName(platform)} here (--via ${list(candidates, 'or')} can)`,
    );
  }
  return asked ?? first;
}

/**
 * Checks what the model's libraries for `platform` really are.
 * @throws FmuToolError `remoting-architecture`
 */
export function checkArchitecture(subject: Subject, platform: Platform): void {
  const format = { windows: 'pe', linux: 'elf', darwin: 'macho' }[platform.os];
  for (const identifier of subject.identifiers) {
    const path = subject.library(platform, identifier);
    if (!subject.has(path)) continue;
    const info = subject.binary(path);
    if (info?.format === format && info.arch === platform.arch && info.kind === 'library') continue;
    const what =
      info === undefined
        ? 'not a library'
        : `${ARTICLES[info.format]} ${info.kind} for ${info.arch}, not a library for ${displayName(platform)}`;
    throw new FmuToolError('remoting-architecture', `${path} is ${what} (put the right library into the FMU)`);
  }
}

function checkPlatform(platform: Platform, prebuilt: Prebuilt): void {
  if (platform.os === 'darwin') {
    throw new FmuToolError(
      'remoting-platform',
      `remoting for ${displayName(platform)} is not supported (there is no client for macOS; possible: ${list(prebuilt.platforms, 'and')})`,
    );
  }
  if (!prebuilt.supports(platform)) {
    throw new FmuToolError(
      'remoting-platform',
      `remoting for ${displayName(platform)} is not supported by this version of fmutool (possible: ${list(prebuilt.platforms, 'and')})`,
    );
  }
}

/**
 * Whether the FMU has the model's libraries for `platform`. A folder with some of them, or with others only, is a
 * mistake that nobody is helped by guessing about.
 */
function hasLibraries(subject: Subject, platform: Platform): boolean {
  const missing = subject.identifiers.filter((id) => !subject.has(subject.library(platform, id)));
  if (missing.length === 0) return true;
  const folder = binariesFolder(platform, subject.major);
  const others = subject.filesIn(folder).filter((name) => name.toLowerCase().endsWith(platform.libraryExtension));
  if (missing.length === subject.identifiers.length && others.length === 0) return false;
  const has = others.length === 0 ? 'nothing else' : others.slice(0, 3).join(', ');
  throw new FmuToolError(
    'remoting-library-missing',
    `${folder} lacks ${libraryName(platform, missing[0] ?? '')}, it has ${has} (the library must be named after the modelIdentifier)`,
  );
}

function noRoute(subject: Subject, platform: Platform, prebuilt: Prebuilt): FmuToolError {
  const present = subject.platforms;
  if (present.length === 0) {
    const identifier = quote(subject.identifiers[0] ?? '');
    return new FmuToolError(
      'remoting-no-binaries',
      `the FMU has no library of the model ${identifier} for any platform (build its sources or ask its author for one)`,
    );
  }
  const working = prebuilt.platforms.filter((each) =>
    [each, otherBitness(each)].some((via) => via !== undefined && present.includes(via) && prebuilt.supports(via)),
  );
  const windowsOnly = platform.os === 'linux' && present.some((each) => each.os === 'windows');
  const wine = windowsOnly ? '; running Windows libraries on Linux is not supported yet' : '';
  const options = working.length === 0 ? 'no platform is possible' : `possible: ${list(working, 'and')}`;
  return new FmuToolError(
    'remoting-no-route',
    `nothing in the FMU can compute for ${displayName(platform)}, it has libraries for ${list(present, 'and')}${wine} (${options})`,
  );
}

function list(platforms: readonly Platform[], word: 'and' | 'or'): string {
  const names = platforms.map((each) => displayName(each));
  if (names.length < 2) return names[0] ?? 'none';
  return `${names.slice(0, -1).join(', ')} ${word} ${names.at(-1) ?? ''}`;
}
