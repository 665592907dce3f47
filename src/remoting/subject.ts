/** An FMU that remoting is to be added to or taken from: its own parts under their own names, however they stand now. */
import type { FmiMajor } from '../fmu/fmi-major.js';
import { posix } from 'node:path';
import { identifyBinary } from '../fmu/binaries/identify.js';
import type { BinaryInfo } from '../fmu/binaries/binary-info.js';
import { MODEL_DESCRIPTION, type Fmu } from '../fmu/fmu.js';
import type { Platform } from '../fmu/platforms.js';
import { takeInventory, type Inventory } from './installed.js';
import { binariesFolder, libraryName, platformOfFolder } from '../fmu/file-names.js';
import { restoreFlags } from './once-flag.js';

/** Reads the parts of an FMU by the names that they have without remoting. */
export class Subject {
  readonly fmu: Fmu;
  readonly inventory: Inventory;
  readonly #current: ReadonlyMap<string, string>;
  readonly #binaries = new Map<string, BinaryInfo | undefined>();
  #written: Buffer | undefined;
  #description: Buffer | undefined;

  /** @throws FmuToolError when the FMU or the remoting in it cannot be understood */
  constructor(fmu: Fmu) {
    this.fmu = fmu;
    this.inventory = takeInventory(fmu);
    this.#current = new Map(this.inventory.own.map((entry) => [entry.original, entry.current]));
  }

  get major(): FmiMajor {
    return this.fmu.modelDescription.fmiMajor;
  }

  /** The model identifiers, each once. */
  get identifiers(): readonly string[] {
    return [...new Set(this.fmu.modelDescription.interfaces.map((each) => each.modelIdentifier))];
  }

  /** Whether the FMU has this entry of its own. */
  has(original: string): boolean {
    return this.#current.has(original);
  }

  /** Names of the files under `folder`, without it. */
  filesIn(folder: string): string[] {
    return this.inventory.own
      .filter((entry) => !entry.isDirectory && entry.original.startsWith(`${folder}/`))
      .map((entry) => entry.original.slice(folder.length + 1));
  }

  /** Contents of an entry of its own. */
  read(original: string): Buffer {
    return this.fmu.archive.read(this.#current.get(original) ?? original);
  }

  /** modelDescription.xml as it stands in the FMU. */
  get writtenDescription(): Buffer {
    this.#written ??= this.fmu.archive.read(MODEL_DESCRIPTION);
    return this.#written;
  }

  /** modelDescription.xml without what fmutool has changed in it. */
  get description(): Buffer {
    this.#description ??= restoreFlags(this.writtenDescription, this.inventory.cleared);
    return this.#description;
  }

  /** What the binary `original` is; undefined if it is none. */
  binary(original: string): BinaryInfo | undefined {
    if (!this.#binaries.has(original))
      this.#binaries.set(original, identifyBinary(this.read(original), this.fmu.archive.budget));
    return this.#binaries.get(original);
  }

  /** Path of the model's own library for `platform`, whether it is there or not. */
  library(platform: Platform, identifier: string): string {
    return `${binariesFolder(platform, this.major)}/${libraryName(platform, identifier)}`;
  }

  /** Platforms that have at least one of the model's libraries, in the order of the archive. */
  get platforms(): Platform[] {
    const names = this.inventory.own.filter(({ original }) => original.startsWith('binaries/'));
    const folders = new Set(names.map(({ original }) => original.split('/')[1] ?? ''));
    return [...folders]
      .map((folder) => platformOfFolder(folder))
      .filter((platform) => platform !== undefined)
      .filter((platform) => this.identifiers.some((id) => this.has(this.library(platform, id))));
  }

  /**
   * Libraries in the folder of `platform` or in resources that import the model's library `identifier` by its name.
   * Renamed, it would not be found by them.
   */
  companions(platform: Platform, identifier: string): string[] {
    const folder = `${binariesFolder(platform, this.major)}/`;
    const own = this.library(platform, identifier);
    const wanted = normal(posix.basename(own));
    return this.inventory.own
      .map((entry) => entry.original)
      .filter((name) => name !== own && (name.startsWith(folder) || name.startsWith('resources/')) && mayImport(name))
      .filter((name) => {
        const info = this.binary(name);
        return info?.arch === platform.arch && info.imports.some((each) => normal(posix.basename(each)) === wanted);
      });

    function normal(name: string): string {
      return platform.os === 'windows' ? name.toLowerCase() : name;
    }

    function mayImport(name: string): boolean {
      return platform.os === 'windows' ? /\.(?:dll|exe|ocx|mexw\d\d)$/i.test(name) : /\.so(?:\.[\d.]+)?$/.test(name);
    }
  }
}
