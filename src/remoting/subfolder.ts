/** Decides whether the libraries of a platform can be renamed or must keep their names in a sub-folder. */
import { posix } from 'node:path';
import type { Platform } from '../fmu/platforms.js';
import type { Installed } from './installed.js';
import { binariesFolder, libraryName } from '../fmu/file-names.js';
import type { Subject } from './subject.js';

/** The decision. */
export interface Nesting {
  /** Name of the sub-folder; undefined: the library is renamed, or there is none. */
  readonly subfolder: string | undefined;
  /** Why a sub-folder is needed. */
  readonly reasons: readonly string[];
}

/** Decides for `platform`; what was decided `before` stays, unless the name is to be kept and was not. */
export function chooseSubfolder(
  subject: Subject,
  platform: Platform,
  before: Installed | undefined,
  keepName: boolean,
): Nesting {
  const identifiers = subject.identifiers.filter((id) => subject.has(subject.library(platform, id)));
  if (identifiers.length === 0) return { subfolder: undefined, reasons: [] };
  const reasons = needs(subject, platform, identifiers);
  if (before?.subfolder !== undefined) return { subfolder: before.subfolder, reasons };
  if (reasons.length === 0 && !keepName) return { subfolder: undefined, reasons };
  const subfolder = freeName(subject, platform);
  const asked = `--keep-name asks to leave the model's library its name, in ${subfolder}/`;
  return { subfolder, reasons: reasons.length > 0 ? reasons : [asked] };
}

function needs(subject: Subject, platform: Platform, identifiers: readonly string[]): string[] {
  const folder = binariesFolder(platform, subject.major);
  return identifiers.flatMap((identifier) => {
    const name = libraryName(platform, identifier);
    const companions = subject.companions(platform, identifier).map((each) => posix.basename(each));
    if (companions.length > 0) {
      return [`${companions.join(', ')} imports ${name} by its name, so ${name} keeps it, in a sub-folder`];
    }
    if (subject.has(`${folder}/real-${name}`)) {
      return [`real-${name} is taken by a file of the FMU, so ${name} keeps its name, in a sub-folder`];
    }
    return [];
  });
}

function freeName(subject: Subject, platform: Platform): string {
  const files = subject.filesIn(binariesFolder(platform, subject.major));
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? 'real' : `real-${number}`;
    if (!files.some((file) => file === name || file.startsWith(`${name}/`))) return name;
  }
}
