/** Says where every entry of an FMU stands once a given remoting is in it. The same remoting, the same layout. */
import { posix } from 'node:path';
import { MODEL_DESCRIPTION } from '../fmu/fmu.js';
import { PLATFORMS, platformFolder, type Platform } from '../fmu/platforms.js';
import { REMOTING_FORMAT, formatRemotingFile } from '../fmu/remoting-file.js';
import { withIdentifier } from './client-image.js';
import type { Installed } from './installed.js';
import { binariesFolder, libraryName, remotingName, serverName } from '../fmu/file-names.js';
import { clearFlags, formatFlags, type FlagValues } from './once-flag.js';
import type { Prebuilt } from '../prebuilt/prebuilt.js';
import type { Subject } from './subject.js';
import { fmutoolVersion } from '../version.js';

/** The remoting that an FMU has or is to have. */
export interface Remoting {
  readonly installed: readonly Installed[];
  /** Flags of modelDescription.xml that are cleared. */
  readonly cleared: FlagValues;
}

/** A file that fmutool puts into the FMU. */
export interface PutFile {
  readonly name: string;
  readonly data: Buffer;
  /** Unix permissions. */
  readonly mode: number;
}

/** Where everything stands. */
export interface Layout {
  /** Own entries, by the name that they have without remoting, with the name that they get. */
  readonly own: ReadonlyMap<string, string>;
  /** Copies of own entries, by their names: of what, by the name that it has without remoting. */
  readonly copies: ReadonlyMap<string, string>;
  /** In the order in which they stand at the end of the archive. */
  readonly put: readonly PutFile[];
  /** Contents of modelDescription.xml. */
  readonly description: Buffer;
}

/** The layout of `subject` with `remoting`. */
export function layOut(subject: Subject, remoting: Remoting, prebuilt: Prebuilt): Layout {
  const installed = sorted(remoting.installed);
  const put = new Map<string, PutFile>();
  for (const each of installed) {
    const folder = binariesFolder(each.platform, subject.major);
    for (const identifier of subject.identifiers) {
      const model = libraryPath(subject, installed, each.via, identifier);
      const server = `${posix.dirname(model)}/${serverName(each.via)}`;
      add(
        `${folder}/${libraryName(each.platform, identifier)}`,
        client(subject, prebuilt, each.platform, identifier),
        0o755,
      );
      const text = remotingText(subject, remoting, each, identifier, { folder, model, server });
      add(`${folder}/${remotingName(identifier)}`, Buffer.from(text), 0o644);
      add(server, prebuilt.server(each.via), 0o755);
    }
  }
  return {
    own: ownNames(subject, installed),
    copies: copiesBesides(subject, installed),
    put: [...put.values()],
    description: description(subject, remoting),
  };

  function add(name: string, data: Buffer, mode: number): void {
    put.set(name, { name, data, mode });
  }
}

/** The client that poses as the library `identifier`. */
function client(subject: Subject, prebuilt: Prebuilt, platform: Platform, identifier: string): Buffer {
  const library = prebuilt.client(platform, subject.major);
  return subject.major === 1 ? withIdentifier(library, identifier) : library;
}

/** Where the model's own library for `platform` stands. */
export function libraryPath(
  subject: Subject,
  installed: readonly Installed[],
  platform: Platform,
  identifier: string,
): string {
  const here = installed.find((each) => each.platform === platform);
  const path = subject.library(platform, identifier);
  if (here === undefined) return path;
  const name = posix.basename(path);
  return `${posix.dirname(path)}/${here.subfolder === undefined ? `real-${name}` : `${here.subfolder}/${name}`}`;
}

function ownNames(subject: Subject, installed: readonly Installed[]): Map<string, string> {
  const names = new Map(subject.inventory.own.map(({ original }) => [original, original]));
  for (const { platform } of installed) {
    for (const identifier of subject.identifiers) {
      const path = subject.library(platform, identifier);
      if (names.has(path)) names.set(path, libraryPath(subject, installed, platform, identifier));
    }
  }
  return names;
}

/**
 * Libraries of a folder look for each other, and for data, beside themselves; and they look for them in the folder that
 * the platform has beside the resources. So all that is beside a library that moves into a sub-folder is in both places.
 */
function copiesBesides(subject: Subject, installed: readonly Installed[]): Map<string, string> {
  const copies = new Map<string, string>();
  for (const { platform, subfolder } of installed) {
    // A library that is only put aside is not run, and looks for nothing.
    if (subfolder === undefined || !installed.some(({ via }) => via === platform)) continue;
    const folder = `${binariesFolder(platform, subject.major)}/`;
    const moved = new Set(subject.identifiers.map((identifier) => subject.library(platform, identifier)));
    for (const { original } of subject.inventory.own) {
      if (!original.startsWith(folder) || original === folder || moved.has(original)) continue;
      copies.set(`${folder}${subfolder}/${original.slice(folder.length)}`, original);
    }
  }
  return copies;
}

function remotingText(
  subject: Subject,
  remoting: Remoting,
  installed: Installed,
  identifier: string,
  paths: { readonly folder: string; readonly model: string; readonly server: string },
): string {
  const { platform, via, timeout } = installed;
  const own = subject.library(platform, identifier);
  const hasOwn = subject.has(own);
  const moved = libraryPath(subject, remoting.installed, platform, identifier);
  return formatRemotingFile({
    format: REMOTING_FORMAT,
    fmutool: fmutoolVersion(),
    kind: platform === via ? 'isolate' : 'bridge',
    fmi: subject.major,
    platform: platformFolder(via, subject.major),
    model: posix.relative(paths.folder, paths.model),
    server: posix.relative(paths.folder, paths.server),
    transport: 'sm',
    timeout,
    original: hasOwn ? posix.basename(own) : undefined,
    own: hasOwn && platform !== via ? posix.relative(paths.folder, moved) : undefined,
    once: remoting.cleared.size > 0 ? formatFlags(remoting.cleared) : undefined,
  });
}

function description(subject: Subject, remoting: Remoting): Buffer {
  if (!subject.has(MODEL_DESCRIPTION)) return Buffer.alloc(0);
  return clearFlags(subject.description, remoting.cleared);
}

/** One order, so that it does not matter which platform came first. */
function sorted(installed: readonly Installed[]): Installed[] {
  return installed.toSorted((a, b) => PLATFORMS.indexOf(a.platform) - PLATFORMS.indexOf(b.platform));
}
