/**
 * An FMU as one thing: its archive, its model description and its binaries, each read when it is first asked for, so
 * that a command pays only for what it uses.
 */
import { Archive } from './archive.js';
import type { ArchiveLimits } from './archive/entry.js';
import { type NameProblem, nameProblems } from './archive/portable-names.js';
import { type FmuBinary, readBinaries } from './binaries/fmu-binaries.js';
import { FmuToolError, aboutFile, quote } from './error.js';
import { type ModelDescription, parseModelDescription, requireRoom } from './model-description.js';
import {
  REMOTING_EXTENSION,
  REMOTING_FILE_LIMIT_BYTES,
  type RemotingFile,
  parseRemotingFile,
} from './remoting-file.js';

/** Name of the model description in every FMU. */
export const MODEL_DESCRIPTION = 'modelDescription.xml';

/** How to open an FMU. */
export interface FmuOptions {
  /** Bounds on what is believed of the archive. */
  readonly limits?: Partial<ArchiveLimits>;
}

/** A `.remoting` file of an FMU. */
export interface FmuRemoting {
  /** Path inside the FMU, for example `binaries/win32/model.remoting`. */
  readonly path: string;
  readonly file: RemotingFile;
}

/** An opened FMU. Close it before its file is replaced. */
export class Fmu {
  readonly archive: Archive;
  #description: ModelDescription | undefined;
  #binaries: readonly FmuBinary[] | undefined;
  #remoting: readonly FmuRemoting[] | undefined;

  private constructor(archive: Archive) {
    this.archive = archive;
  }

  /**
   * Opens the FMU at `path` and checks its archive; nothing is unpacked.
   * @throws FmuToolError with an `archive-` or `file-` code, or `fmu-no-model-description`
   */
  static open(path: string, options: FmuOptions = {}): Fmu {
    return Fmu.#over(Archive.open(path, options));
  }

  /** The same for an FMU in memory; `name` stands in messages. */
  static fromBuffer(bytes: Buffer, name: string, options: FmuOptions = {}): Fmu {
    return Fmu.#over(Archive.fromBuffer(bytes, name, options));
  }

  static #over(archive: Archive): Fmu {
    try {
      aboutFile(archive.path, () => {
        requireModelDescription(archive);
      });
      return new Fmu(archive);
    } catch (error) {
      archive.close();
      throw error;
    }
  }

  /** The file, as it was named when it was opened. */
  get path(): string {
    return this.archive.path;
  }

  /**
   * The model description, parsed at the first call.
   * @throws FmuToolError with a `model-description-` code, an `archive-` one if it cannot be unpacked, or
   *   `fmu-too-costly`
   */
  get modelDescription(): ModelDescription {
    this.#description ??= aboutFile(this.path, () => {
      const { budget } = this.archive;
      requireRoom(this.archive.entry(MODEL_DESCRIPTION)?.size ?? 0, budget);
      return parseModelDescription(this.archive.read(MODEL_DESCRIPTION), budget);
    });
    return this.#description;
  }

  /**
   * Every program and library under `binaries/`, recognised by its own headers, in the order of the archive. Files of
   * other kinds are left out.
   * @throws FmuToolError with an `archive-` code if one cannot be unpacked
   */
  get binaries(): readonly FmuBinary[] {
    this.#binaries ??= aboutFile(this.path, () => readBinaries(this.archive));
    return this.#binaries;
  }

  /**
   * The `.remoting` files under `binaries/`, in the order of the archive: what remoting the FMU has.
   * @throws FmuToolError `remoting-file` if one breaks the contract
   */
  get remoting(): readonly FmuRemoting[] {
    this.#remoting ??= aboutFile(this.path, () => readRemoting(this.archive));
    return this.#remoting;
  }

  /** Names of entries that other systems read otherwise, in the order of the archive. */
  get nameProblems(): readonly NameProblem[] {
    return nameProblems(this.archive.entries.map(({ name }) => name));
  }

  /** Gives the file back. Nothing can be read from the archive afterwards; what was read stays. */
  close(): void {
    this.archive.close();
  }
}

function requireModelDescription(archive: Archive): void {
  if (archive.has(MODEL_DESCRIPTION)) return;
  const names = archive.entries.map((entry) => entry.name);
  const nested = names.find((name) => name.endsWith(`/${MODEL_DESCRIPTION}`));
  const spelt = names.find((name) => name.toLowerCase() === MODEL_DESCRIPTION.toLowerCase());
  if (spelt !== undefined) {
    throw missing(`has ${quote(spelt)} where ${MODEL_DESCRIPTION} is needed; the spelling counts, rename it`);
  }
  if (nested !== undefined) {
    throw missing(
      `has its ${MODEL_DESCRIPTION} at ${quote(nested)}; zip the contents of that folder, not the folder itself`,
    );
  }
  throw missing(`has no ${MODEL_DESCRIPTION}, so it is not an FMU; name an FMU`);
}

function missing(what: string): FmuToolError {
  return new FmuToolError('fmu-no-model-description', `the archive ${what}`);
}

function readRemoting(archive: Archive): FmuRemoting[] {
  return archive.entries
    .filter((entry) => /^binaries\/[^/]+\/[^/]+$/.test(entry.name) && entry.name.endsWith(REMOTING_EXTENSION))
    .map((entry) => {
      if (entry.size > REMOTING_FILE_LIMIT_BYTES) {
        throw new FmuToolError('remoting-file', `${quote(entry.name)} is too big for a .remoting file; remove it`);
      }
      archive.budget.spend('remotingByte', entry.size);
      try {
        return { path: entry.name, file: parseRemotingFile(archive.read(entry.name).toString('utf8')) };
      } catch (error) {
        if (!(error instanceof FmuToolError) || error.code !== 'remoting-file') throw error;
        throw new FmuToolError(error.code, `${quote(entry.name)}: ${error.message}`, { cause: error });
      }
    });
}
