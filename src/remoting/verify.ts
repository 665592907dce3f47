/** Reads a changed FMU back and holds it against what was planned, before it takes the place of the old one. */
import type { FmiMajor } from '../fmu/fmi-major.js';
import { posix } from 'node:path';
import { Archive } from '../fmu/archive.js';
import type { ArchiveLimits } from '../fmu/archive/entry.js';
import { fmiFunctions } from '../fmu/binaries/fmi-functions.js';
import type { BinaryInfo } from '../fmu/binaries/binary-info.js';
import { identifyBinary } from '../fmu/binaries/identify.js';
import { FmuToolError, quote } from '../fmu/error.js';
import { MODEL_DESCRIPTION } from '../fmu/fmu.js';
import { findPlatform, type Platform } from '../fmu/platforms.js';
import { parseRemotingFile } from '../fmu/remoting-file.js';
import { STANDARD_FUNCTIONS } from './standard-functions.js';
import { exportedName } from './client-image.js';
import type { Installed } from './installed.js';
import type { Layout, Remoting } from './layout.js';
import { binariesFolder, libraryName, remotingName } from '../fmu/file-names.js';
import type { Subject } from './subject.js';

/** The file to look at and what it should be. */
export interface Expectation {
  readonly subject: Subject;
  readonly layout: Layout;
  readonly remoting: Remoting;
  readonly limits: Partial<ArchiveLimits>;
}

/**
 * Checks the new file at `path`.
 * @throws FmuToolError `verification-failed`, or `fmu-too-costly` if there is too much in it to be checked
 */
export function verify(path: string, expected: Expectation): void {
  try {
    verifyArchive(path, expected);
  } catch (error) {
    if (!(error instanceof FmuToolError) || error.code === 'verification-failed' || error.code === 'fmu-too-costly') {
      throw error;
    }
    throw failed(error.message, error);
  }
}

function verifyArchive(path: string, expected: Expectation): void {
  const archive = Archive.open(path, { limits: expected.limits });
  try {
    checkEntries(archive, expected);
    checkContents(archive, expected);
    for (const installed of expected.remoting.installed) {
      for (const identifier of expected.subject.identifiers) checkRemoting(archive, expected, installed, identifier);
    }
  } finally {
    archive.close();
  }
}

function checkEntries(archive: Archive, { layout }: Expectation): void {
  const names = [...layout.own.values(), ...layout.copies.keys(), ...layout.put.map((file) => file.name)];
  if (archive.entries.length !== names.length) {
    throw failed(`there are ${archive.entries.length} entries, there should be ${names.length}`);
  }
  names.forEach((name, index) => {
    const found = archive.entries[index]?.name;
    if (found !== name) throw failed(`entry ${index + 1} is ${quote(found ?? '')}, it should be ${quote(name)}`);
  });
}

function checkContents(archive: Archive, { subject, layout }: Expectation): void {
  const descriptionChanged = !subject.writtenDescription.equals(layout.description);
  for (const { original, current } of subject.inventory.own) {
    if (original === MODEL_DESCRIPTION && descriptionChanged) continue;
    const name = layout.own.get(original) ?? original;
    if (!subject.fmu.archive.sameEntry(current, archive, name)) throw failed(`${quote(name)} is not what it was`);
  }
  for (const [name, original] of layout.copies) {
    if (!archive.sameEntry(layout.own.get(original) ?? original, archive, name)) {
      throw failed(`${quote(name)} is no copy of ${quote(original)}`);
    }
  }
  if (!archive.read(MODEL_DESCRIPTION).equals(layout.description)) {
    throw failed(`${MODEL_DESCRIPTION} is not as planned`);
  }
  for (const { name, data } of layout.put) {
    if (!archive.read(name).equals(data)) throw failed(`${quote(name)} is not what was put in`);
  }
}

function checkRemoting(
  archive: Archive,
  { subject }: Expectation,
  { platform, via }: Installed,
  identifier: string,
): void {
  const { major } = subject;
  const folder = binariesFolder(platform, major);
  const file = parseRemotingFile(archive.read(`${folder}/${remotingName(identifier)}`).toString('utf8'));
  if (findPlatform(file.platform) !== via) throw failed(`the .remoting file in ${folder} names another platform`);
  const model = binaryAt(archive, posix.join(folder, file.model), via);
  binaryAt(archive, posix.join(folder, file.server), via);
  const client = binaryAt(archive, `${folder}/${libraryName(platform, identifier)}`, platform);
  const own = subject.library(platform, identifier);
  const originals = [model, subject.has(own) ? subject.binary(own) : undefined];
  const offered = new Set(client.exports);
  for (const original of originals.filter((each) => each !== undefined)) {
    const missing = standardFunctions(original, major, identifier).filter((name) => !offered.has(name));
    if (missing.length === 0) continue;
    throw failed(`the client in ${folder} does not export ${missing.slice(0, 5).join(', ')}, which the model does`);
  }
  // Whatever the model lacks or hides: an importer finds the whole standard.
  const lacking = [...STANDARD_FUNCTIONS[major]].filter((name) => !offered.has(exportedName(name, major, identifier)));
  if (lacking.length > 0) {
    throw failed(`the client in ${folder} does not export ${lacking.slice(0, 5).join(', ')}`);
  }
}

function binaryAt(archive: Archive, path: string, platform: Platform): BinaryInfo {
  if (!archive.has(path)) throw failed(`${quote(path)} is not there`);
  const info = identifyBinary(archive.read(path), archive.budget);
  if (info?.arch !== platform.arch) {
    throw failed(`${quote(path)} is for ${info?.arch ?? 'no machine'}, it should be for ${platform.arch}`);
  }
  return info;
}

/** Functions that a model exports besides the standard's are its own business. */
function standardFunctions(info: BinaryInfo, major: FmiMajor, identifier: string): string[] {
  const standard = new Set([...STANDARD_FUNCTIONS[major]].map((name) => exportedName(name, major, identifier)));
  return fmiFunctions(info.exports, major, [identifier]).filter((name) => standard.has(name));
}

function failed(what: string, cause?: unknown): FmuToolError {
  return new FmuToolError(
    'verification-failed',
    `the check of the new file failed: ${what} (nothing was changed; please report this)`,
    { cause },
  );
}
