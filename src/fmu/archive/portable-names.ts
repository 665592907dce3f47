/**
 * Names that mean one thing here and another on the next system. An FMU goes to other readers, on Windows and macOS too,
 * which fold letters, drop what ends a name and keep some names for devices.
 */
import { FmuToolError, quote } from '../error.js';

/** Why a name is not the same everywhere. */
export type NameFault = 'same-but-for-case' | 'device' | 'ending' | 'character' | 'too-long';

/** A name that is not the same everywhere. */
export interface NameProblem {
  readonly fault: NameFault;
  readonly name: string;
  /** For `same-but-for-case`: the other name. */
  readonly other?: string;
}

/** Names that Windows keeps for devices, with any ending (Win32: Naming Files, Paths, and Namespaces). */
const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3])(?:\.|$)/i;
/** Characters that no name on Windows may have; a colon would name a stream of the file before it. */
const FORBIDDEN = /[<>:"|?*]/;
/** Most bytes of a name within its folder on the usual file systems, and most units of UTF-16 on Windows. */
const LONGEST = 255;

/** Parts of an FMU that decide which model runs: there, one name for two files is not taken. */
const DECISIVE = /^(?:binaries\/|modeldescription\.xml$)/;

/**
 * Refuses names of entries that lead different readers to different models.
 * @throws FmuToolError `archive-name-file-and-folder`, `archive-name-collision`
 */
export function checkTogether(names: Iterable<string>): void {
  const files = new Set<string>();
  const folders = new Set<string>();
  const spelt = new Map<string, string>();
  for (const name of names) {
    if (name.endsWith('/')) folders.add(name.slice(0, -1));
    else files.add(name);
    // From the innermost on, and only as far as is not known yet: a deep name costs no more than its length.
    for (let at = name.lastIndexOf('/', name.length - 2); at > 0; at = name.lastIndexOf('/', at - 1)) {
      const folder = name.slice(0, at);
      if (folders.has(folder)) break;
      folders.add(folder);
    }
    const key = folded(name);
    const other = spelt.get(key);
    if (other !== undefined && DECISIVE.test(key)) {
      const what = `${quote(other)} and ${quote(name)} are one file where letters are folded, as on Windows and macOS`;
      throw new FmuToolError('archive-name-collision', `${what}; zip the FMU again with one of them`);
    }
    spelt.set(key, name);
  }
  for (const folder of folders) {
    if (!files.has(folder)) continue;
    const what = `the entry ${quote(folder)} is a file and a folder with files in it`;
    throw new FmuToolError('archive-name-file-and-folder', `${what}; zip the FMU again with one of them`);
  }
}

/** What other systems make of the names of entries, in their order. */
export function nameProblems(names: Iterable<string>): NameProblem[] {
  const problems: NameProblem[] = [];
  const spelt = new Map<string, string>();
  for (const name of names) {
    const parts = name.split('/');
    if (parts.some((part) => DEVICE.test(part))) problems.push({ fault: 'device', name });
    else if (FORBIDDEN.test(name)) problems.push({ fault: 'character', name });
    else if (parts.some((part) => part.endsWith('.') || part.endsWith(' '))) problems.push({ fault: 'ending', name });
    else if (parts.some((part) => Buffer.byteLength(part) > LONGEST)) problems.push({ fault: 'too-long', name });
    const key = folded(name);
    const other = spelt.get(key);
    if (other === undefined) spelt.set(key, name);
    else problems.push({ fault: 'same-but-for-case', name, other });
  }
  return problems;
}

/** What is wrong with a name, as a sentence without its end. */
export function nameProblemText({ fault, name, other }: NameProblem): string {
  switch (fault) {
    case 'same-but-for-case':
      return `${quote(other ?? '')} and ${quote(name)} are one file on Windows and macOS`;
    case 'device':
      return `${quote(name)} is the name of a device on Windows`;
    case 'ending':
      return `${quote(name)} loses its last dot or blank on Windows`;
    case 'character':
      return `${quote(name)} has a character that Windows allows in no name`;
    case 'too-long':
      return `${quote(name)} is longer than the ${LONGEST} bytes that file systems allow`;
  }
}

/** One spelling for all names that are one file where letters are folded. */
function folded(name: string): string {
  return name.normalize('NFC').toLowerCase();
}
