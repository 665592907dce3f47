/** An FMU that can be run on this machine: unpacked, with the platform chosen whose library computes. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { FmuToolError, quote } from '../fmu/error.js';
import type { Fmu } from '../fmu/fmu.js';
import type { ModelDescription } from '../fmu/model-description.js';
import { PLATFORMS, type Platform } from '../fmu/platforms.js';
import { binariesFolder, displayName, libraryName } from '../fmu/file-names.js';
import { Prebuilt } from '../prebuilt/prebuilt.js';
import type { ModelInstance, Outcome, Soon } from './calls.js';
import { whyNotHere } from './host.js';
import { InstantiationError } from './instantiation-error.js';
import { loadRunner, ownPlatform, type Runner } from './runner.js';
import { RunningInstance } from './running.js';
import { TemporaryFolder } from './temporary-folder.js';
import { neededFolders, unpack } from './unpack.js';

/** How to run an FMU. */
export interface ModelOptions {
  /** The platform whose library computes; without it this machine's own, else another one that can run here. */
  readonly platform?: Platform | undefined;
  /** Path inside the FMU of the library to load, instead of the one that an importer would. */
  readonly library?: string | undefined;
  /** Longest that a call may take, in seconds; without it there is no limit. */
  readonly timeout?: number | undefined;
}

/** Names that FMI 2.0.4 gives such categories (2.2.4). */
const COMPLAINTS: ReadonlySet<string> = new Set([
  'logStatusWarning',
  'logStatusDiscard',
  'logStatusError',
  'logStatusFatal',
]);

/** What to instantiate. */
export interface InstanceOptions {
  readonly kind: 'coSimulation' | 'modelExchange';
  /** Name of the instance; without it that of the model. */
  readonly name?: string | undefined;
  readonly visible?: boolean | undefined;
  /** Whether the model may write to its log what it likes; without it only what goes wrong. */
  readonly loggingOn?: boolean | undefined;
  /** FMI 3.0 co-simulation: whether event mode is used, and steps may return early. */
  readonly eventMode?: boolean | undefined;
  /** Ends the model's process if it is still being instantiated. */
  readonly signal?: AbortSignal | undefined;
}

export class Model {
  /** The platform whose library computes, or poses as the one that does. */
  readonly platform: Platform;
  readonly #fmu: Pick<Fmu, 'path' | 'modelDescription'>;
  readonly #folder: TemporaryFolder;
  readonly #library: string | undefined;
  readonly #limitMicroseconds: number;
  readonly #runner: Runner;
  readonly #server: string;
  readonly #instances = new Set<RunningInstance>();
  #closing: Promise<void> | undefined;

  private constructor(fmu: Fmu, platform: Platform, runner: Runner, folder: TemporaryFolder, options: ModelOptions) {
    this.#fmu = { path: fmu.path, modelDescription: fmu.modelDescription };
    this.platform = platform;
    this.#runner = runner;
    this.#folder = folder;
    this.#library = options.library;
    this.#limitMicroseconds = Math.round((options.timeout ?? 0) * 1e6);
    this.#server = new Prebuilt().serverFile(platform);
  }

  /**
   * Unpacks what is needed of the FMU, which may be closed afterwards. The model is not loaded yet.
   * @throws FmuToolError `runtime-platform`, `runtime-library-missing`, `runtime-unavailable`, `file-system`, or with an
   *   `archive-` or `model-description-` code
   */
  static async open(fmu: Fmu, options: ModelOptions = {}): Promise<Model> {
    const runner = loadRunner();
    const platform = await choosePlatform(fmu, options);
    const folder = await TemporaryFolder.make('model');
    try {
      await unpack(fmu, foldersFor(fmu, platform, options.library), folder.path);
      return new Model(fmu, platform, runner, folder, options);
    } catch (error) {
      await folder.remove();
      throw error;
    }
  }

  /**
   * Loads the model in a process of its own and instantiates it there.
   * @throws InstantiationError with what the model's log says; FmuToolError `runtime-interface`,
   *   `runtime-library-missing`
   */
  async instantiate(options: InstanceOptions): Promise<ModelInstance> {
    if (this.#closing !== undefined) throw new Error('bug: a model was used after it was closed; please report it');
    const { token, modelName } = this.#fmu.modelDescription;
    const library = this.#libraryFor(options.kind);
    const place = {
      fmi: this.#fmu.modelDescription.fmiMajor,
      server: this.#server,
      library: path.join(this.#folder.path, ...library.split('/')),
      limitMicroseconds: this.#limitMicroseconds,
    };
    const instance = new RunningInstance(this.#runner, place, (closed) => this.#instances.delete(closed), library);
    this.#instances.add(instance);
    const instantiating = instance.carryOut([
      {
        call: 'instantiate',
        kind: options.kind,
        visible: options.visible ?? false,
        loggingOn: options.loggingOn ?? false,
        categories: options.loggingOn === true ? [] : complaints(this.#fmu),
        eventMode: options.eventMode ?? false,
        enumerations: enumerationsOf(this.#fmu.modelDescription),
        name: options.name ?? modelName,
        token,
        resources: this.#resources(),
      },
    ]);
    const outcome = await unlessAborted(instance, instantiating, options.signal).catch(async (error: unknown) => {
      await instance.close();
      throw error;
    });
    if (outcome.status === 'ok' || outcome.status === 'warning') {
      instance.tellLater(outcome.log);
      return instance;
    }
    await instance.close();
    throw new InstantiationError(outcome, this.#fmu.path);
  }

  /**
   * What an instance is told of its files: FMI 1.0 wants the place of the FMU, 2.0 that of its resources, 3.0 their path
   * (FMI 3.0, 2.3.1).
   */
  #resources(): string {
    const resources = path.join(this.#folder.path, 'resources');
    switch (this.#fmu.modelDescription.fmiMajor) {
      case 1:
        return pathToFileURL(this.#folder.path).href;
      case 2:
        return pathToFileURL(resources).href;
      case 3:
        return `${resources}${path.sep}`;
    }
  }

  /** SHA-256 of the library that computes, in hexadecimal digits. */
  async libraryDigest(kind: InstanceOptions['kind']): Promise<string> {
    const file = path.join(this.#folder.path, ...this.#libraryFor(kind).split('/'));
    const hash = createHash('sha256');
    for await (const part of createReadStream(file)) hash.update(part as Buffer);
    return hash.digest('hex');
  }

  /** Ends the processes of all instances, whatever they are doing: their calls fail. */
  abort(): void {
    for (const instance of this.#instances) instance.abort();
  }

  /** Closes all instances and removes what was unpacked. May be called again. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await Promise.all(Array.from(this.#instances, (instance) => instance.close()));
    await this.#folder.remove();
  }

  #libraryFor(kind: InstanceOptions['kind']): string {
    const found = this.#fmu.modelDescription.interfaces.find((each) => each.kind === kind);
    if (found === undefined) {
      const what = kind === 'coSimulation' ? 'co-simulation' : 'model exchange';
      throw new FmuToolError('runtime-interface', `the FMU is not made for ${what} (see fmutool info)`, {
        path: this.#fmu.path,
      });
    }
    return this.#library ?? libraryPath(this.#fmu, this.platform, found.modelIdentifier);
  }
}

/** Value references of the variables that FMI 3.0 has as integers of 64 bits, and frames may have of 32; ascending. */
function enumerationsOf({ fmiMajor, variables }: ModelDescription): readonly number[] {
  if (fmiMajor !== 3) return [];
  const found = variables.filter(({ type }) => type === 'Enumeration').map(({ valueReference }) => valueReference);
  return [...new Set(found)].sort((a, b) => a - b);
}

/** The categories of the model's log for what goes wrong: they cost nothing as long as nothing does. */
function complaints({ modelDescription }: Pick<Fmu, 'modelDescription'>): readonly string[] {
  return modelDescription.logCategories.map(({ name }) => name).filter((name) => COMPLAINTS.has(name));
}

/** Waits for an instance that the signal may end meanwhile. */
async function unlessAborted(
  instance: RunningInstance,
  outcome: Soon<Outcome>,
  signal?: AbortSignal,
): Promise<Outcome> {
  if (signal === undefined) return outcome;
  const abort = (): void => instance.abort();
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort);
  try {
    return await outcome;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function libraryPath(fmu: Pick<Fmu, 'modelDescription'>, platform: Platform, identifier: string): string {
  return `${binariesFolder(platform, fmu.modelDescription.fmiMajor)}/${libraryName(platform, identifier)}`;
}

function foldersFor(fmu: Fmu, platform: Platform, library: string | undefined): ReadonlySet<string> {
  const own = neededFolders(fmu, binariesFolder(platform, fmu.modelDescription.fmiMajor));
  if (library === undefined) return own;
  return new Set([...own, library.split('/').slice(0, 2).join('/')]);
}

/** @throws FmuToolError `runtime-platform`, `runtime-library-missing` */
async function choosePlatform(fmu: Fmu, { platform, library }: ModelOptions): Promise<Platform> {
  if (library !== undefined && !fmu.archive.has(library)) {
    throw new FmuToolError('runtime-library-missing', `the FMU has no ${quote(library)}`, { path: fmu.path });
  }
  const there = platformsOf(fmu);
  if (platform !== undefined) {
    const why = await whyNotHere(platform);
    if (why !== undefined) throw cannotRun(fmu, platform, why);
    if (library === undefined && !there.includes(platform)) throw nothingFor(fmu, platform, there);
    return platform;
  }
  const own = ownPlatform();
  const candidates = own !== undefined && there.includes(own) ? [own] : there;
  // A library of the same operating system ought to run, and the user can do something about it.
  let ought: FmuToolError | undefined;
  for (const each of candidates) {
    const why = await whyNotHere(each);
    if (why === undefined) return each;
    if (each.os === own?.os) ought ??= cannotRun(fmu, each, why);
  }
  throw ought ?? nothingFor(fmu, own, there);
}

/** The platforms that the FMU has all its libraries for. */
function platformsOf(fmu: Fmu): readonly Platform[] {
  const identifiers = fmu.modelDescription.interfaces.map(({ modelIdentifier }) => modelIdentifier);
  return PLATFORMS.filter((platform) => identifiers.some((id) => fmu.archive.has(libraryPath(fmu, platform, id))));
}

function cannotRun(fmu: Fmu, platform: Platform, why: string): FmuToolError {
  return new FmuToolError('runtime-platform', `${displayName(platform)} cannot run here: ${why}`, { path: fmu.path });
}

function nothingFor(fmu: Fmu, wanted: Platform | undefined, there: readonly Platform[]): FmuToolError {
  const name = wanted === undefined ? 'this machine' : displayName(wanted);
  const has = there.length > 0 ? `has one for ${there.map(displayName).join(', ')}` : 'has none at all';
  const text = `the FMU has no library for ${name}, it ${has} (${helpFor(wanted, there)})`;
  return new FmuToolError('runtime-platform', text, { path: fmu.path });
}

/** What the user may do; remoting bridges platforms of the same operating system. */
function helpFor(wanted: Platform | undefined, there: readonly Platform[]): string {
  if (there.length === 0) return 'export the model with binaries';
  if (wanted === undefined || !there.some(({ os }) => os === wanted.os)) return 'run it on one of these';
  return `run it on one of these, or add ${displayName(wanted)} with fmutool add-remoting`;
}
