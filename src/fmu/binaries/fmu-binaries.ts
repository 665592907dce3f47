/** Finds the programs and libraries of an FMU and says what each of them really is. */
import type { Archive } from '../archive.js';
import type { BinaryInfo } from './binary-info.js';
import { identifyBinary } from './identify.js';

/** A program or library of an FMU. */
export interface FmuBinary {
  /** Path inside the FMU, for example `binaries/win64/model.dll`. */
  readonly path: string;
  /** Name of the folder under `binaries/`, for example `win64`. */
  readonly folder: string;
  readonly info: BinaryInfo;
}

/** Recognises every file under `binaries/<folder>/` that is a PE, ELF or Mach-O file, in the order of the archive. */
export function readBinaries(archive: Archive): FmuBinary[] {
  return archive.entries.flatMap((entry) => {
    const [top, folder, ...rest] = entry.name.split('/');
    if (top !== 'binaries' || folder === undefined || rest.length === 0 || entry.isDirectory) return [];
    const info = identifyBinary(archive.read(entry.name), archive.budget);
    return info === undefined ? [] : [{ path: entry.name, folder, info }];
  });
}
