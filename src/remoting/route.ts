/** Decides which platform's library computes when importers load another, and says why when none can. */
import { FmuToolError, quote } from '../fmu/error.js';
import type { Platform } from '../fmu/platforms.js';
import { binariesFolder, displayName, libraryName, otherBitness } from '../fmu/file-names.js';
import type { Prebuilt } from '../prebuilt/prebuilt.js';
import type { Subject } from './subject.js';

const ARTICLES = { pe: 'a PE', elf: 'an ELF', macho: 'a Mach-O' } as const;

/**
 * Refuses what no remoting can be added to, whatever the platform.
 * @throws FmuToolError `remoting-no-interface`
 */
export function checkSupported(subject: Subject): void {
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
  checkPlatform(subject, platform, prebuilt);
  const candidates = candidatesFor(subject, platform, prebuilt);
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

function checkPlatform(subject: Subject, platform: Platform, prebuilt: Prebuilt): void {
  if (prebuilt.supports(platform, subject.major)) return;
  const why =
    platform.os === 'darwin' ? 'there is no client for macOS' : 'this version of fmutool has no client for it';
  throw new FmuToolError(
    'remoting-platform',
    `remoting for ${displayName(platform)} is not supported, ${why} (${whatIsPossible(subject, prebuilt)})`,
  );
}

/** The platforms that can compute for `platform`, the one with the fewest detours first. */
function candidatesFor(subject: Subject, platform: Platform, prebuilt: Prebuilt): Platform[] {
  return [platform, otherBitness(platform)]
    .filter((each) => each !== undefined)
    .filter((each) => prebuilt.supports(each, subject.major) && hasLibraries(subject, each));
}

/** For the end of a refusal: what would not be refused. */
function whatIsPossible(subject: Subject, prebuilt: Prebuilt): string {
  const possible = prebuilt.platforms.filter((each) => isPossible(subject, each, prebuilt));
  if (possible.length === 0) return 'no platform is possible for this FMU';
  return `possible for this FMU: ${list(possible, 'and')}`;
}

function isPossible(subject: Subject, platform: Platform, prebuilt: Prebuilt): boolean {
  try {
    const [via] = candidatesFor(subject, platform, prebuilt);
    if (via === undefined) return false;
    for (const each of [platform, via]) checkArchitecture(subject, each);
    return true;
  } catch (error) {
    if (error instanceof FmuToolError) return false;
    throw error;
  }
}

/**
 * Whether the FMU has the model's libraries for `platform`. A folder with some of them, or with others only, is a
 * mistake, and a guess would help no user.
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
  const windowsOnly = platform.os === 'linux' && present.some((each) => each.os === 'windows');
  const wine = windowsOnly ? '; running Windows libraries on Linux is not supported yet' : '';
  const possible = whatIsPossible(subject, prebuilt);
  return new FmuToolError(
    'remoting-no-route',
    `nothing in the FMU can compute for ${displayName(platform)}, it has libraries for ${list(present, 'and')}${wine} (${possible})`,
  );
}

function list(platforms: readonly Platform[], word: 'and' | 'or'): string {
  const names = platforms.map((each) => displayName(each));
  if (names.length < 2) return names[0] ?? 'none';
  return `${names.slice(0, -1).join(', ')} ${word} ${names.at(-1) ?? ''}`;
}
