/** The clients and servers that are put into FMUs: what is in prebuilt/, or in another folder laid out like it. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { FmuToolError } from '../fmu/error.js';
import type { FmiMajor } from '../fmu/fmi-major.js';
import { PLATFORMS, type Platform } from '../fmu/platforms.js';
import { clientName, displayName, serverName } from '../fmu/file-names.js';
import { asFileError } from '../files/system-error.js';

/** Gives the programs of a platform. */
export class Prebuilt {
  readonly folder: string;
  readonly #loaded = new Map<string, Buffer>();
  #hashes: ReadonlyMap<string, string> | undefined;

  /** `folder` has `<platform>/client_sm_fmi<major version>.*` and `<platform>/server_sm*`; without it, the one that comes with fmutool. */
  constructor(folder: string = fileURLToPath(new URL('../../prebuilt', import.meta.url))) {
    this.folder = folder;
  }

  /** Whether an FMU of that version can be given remoting for `platform`. */
  supports(platform: Platform, major: FmiMajor = 2): boolean {
    return [clientName(platform, major), serverName(platform)].every((name) => existsSync(this.#path(platform, name)));
  }

  /** Every supported platform. */
  get platforms(): readonly Platform[] {
    return PLATFORMS.filter((platform) => this.supports(platform));
  }

  /**
   * The library that poses as a model of that version.
   * @throws FmuToolError `prebuilt-missing` or `prebuilt-damaged`
   */
  client(platform: Platform, major: FmiMajor): Buffer {
    return this.#load(platform, clientName(platform, major));
  }

  /**
   * The program that loads the model.
   * @throws FmuToolError `prebuilt-missing` or `prebuilt-damaged`
   */
  server(platform: Platform): Buffer {
    return this.#load(platform, serverName(platform));
  }

  /**
   * Where the server is that runs models on this machine; its file may lack the executable bit.
   * @throws FmuToolError `prebuilt-missing` or `prebuilt-damaged`
   */
  serverFile(platform: Platform): string {
    this.server(platform);
    return this.#path(platform, serverName(platform));
  }

  #path(platform: Platform, name: string): string {
    return path.join(this.folder, displayName(platform), name);
  }

  #load(platform: Platform, name: string): Buffer {
    const file = this.#path(platform, name);
    const known = this.#loaded.get(file);
    if (known !== undefined) return known;
    if (!existsSync(file)) {
      throw new FmuToolError('prebuilt-missing', 'the file is missing from fmutool (install fmutool again)', {
        path: file,
      });
    }
    const bytes = read(file);
    this.#hashes ??= readManifest(path.join(this.folder, 'manifest.json'));
    const expected = this.#hashes.get(`${displayName(platform)}/${name}`);
    if (expected !== undefined && expected !== createHash('sha256').update(bytes).digest('hex')) {
      throw new FmuToolError(
        'prebuilt-damaged',
        'the file is not the one that manifest.json lists (install fmutool again, or run "npm run build:native")',
        { path: file },
      );
    }
    this.#loaded.set(file, bytes);
    return bytes;
  }
}

function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw asFileError(error, file, 'cannot be read');
  }
}

/** The part of manifest.json that matters here. */
interface Manifest {
  readonly platforms?: Readonly<
    Record<string, { readonly files?: Readonly<Record<string, { readonly sha256: string }>> }>
  >;
}

/** `win64/client_sm_fmi2.dll` -> sha256. No manifest, no check: a folder of one's own need not have one. */
function readManifest(file: string): ReadonlyMap<string, string> {
  if (!existsSync(file)) return new Map();
  const { platforms = {} } = parseManifest(file);
  return new Map(
    Object.entries(platforms).flatMap(([platform, { files = {} }]) =>
      Object.entries(files).map(([name, { sha256 }]): [string, string] => [`${platform}/${name}`, sha256]),
    ),
  );
}

function parseManifest(file: string): Manifest {
  try {
    return JSON.parse(read(file).toString('utf8')) as Manifest;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new FmuToolError('prebuilt-damaged', 'the file is damaged (install fmutool again)', { path: file, cause });
  }
}
