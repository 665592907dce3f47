/** Reads from an FMU what remoting it has, and which of its entries were there before. */
import { posix } from 'node:path';
import { FmuToolError, quote } from '../fmu/error.js';
import type { Fmu, FmuRemoting } from '../fmu/fmu.js';
import { findPlatform, type Platform } from '../fmu/platforms.js';
import { REMOTING_EXTENSION } from '../fmu/remoting-file.js';
import { parseFlags, type FlagValues } from './once-flag.js';
import { libraryName, platformOfFolder, serverName } from '../fmu/file-names.js';

/** The remoting of one platform of an FMU. */
export interface Installed {
  /** The platform that importers load. */
  readonly platform: Platform;
  /** The platform that computes; the same one: isolate. */
  readonly via: Platform;
  /** Where the platform's own libraries have moved to, with copies of what is beside them, if they must keep their names. */
  readonly subfolder: string | undefined;
  /** Seconds a call may take; 0: no limit. */
  readonly timeout: number;
}

/** An entry that the FMU has of its own. */
export interface OwnEntry {
  /** Name without remoting. */
  readonly original: string;
  /** Name now. */
  readonly current: string;
  readonly isDirectory: boolean;
}

/** An FMU taken apart into its own entries and what fmutool has put in. */
export interface Inventory {
  readonly own: readonly OwnEntry[];
  /** Names of the entries that fmutool has put in. */
  readonly ours: ReadonlySet<string>;
  /** Copies of own entries that fmutool has put in, by their names: of what, as it is called without remoting. */
  readonly copies: ReadonlyMap<string, string>;
  readonly installed: readonly Installed[];
  /** Flags that were cleared in modelDescription.xml. */
  readonly cleared: FlagValues;
}

/**
 * Takes the FMU apart.
 * @throws FmuToolError `remoting-file` or `remoting-broken` when its remoting cannot be understood
 */
export function takeInventory(fmu: Fmu): Inventory {
  const ours = new Set<string>();
  const moved = new Map<string, string>();
  const subfolders = new Map<string, string>();
  const installed = new Map<Platform, Installed>();
  let cleared: FlagValues = new Map();
  for (const remoting of fmu.remoting) {
    const found = readOne(fmu, remoting);
    for (const name of found.ours) ours.add(name);
    if (found.ownLibrary !== undefined) moved.set(found.ownLibrary.current, found.ownLibrary.original);
    const { platform, subfolder } = found.installed;
    if (subfolder !== undefined)
      subfolders.set(`${posix.dirname(remoting.path)}/${subfolder}/`, posix.dirname(remoting.path));
    if (!installed.has(platform)) installed.set(platform, found.installed);
    if (found.cleared.size > 0) cleared = found.cleared;
  }
  const copies = new Map<string, string>();
  const own: OwnEntry[] = [];
  for (const { name, isDirectory } of fmu.archive.entries) {
    if (ours.has(name)) continue;
    const original = originalName(name);
    // What stands in its own place too is a copy; in the older layout everything moved and left nothing there.
    const isCopy = original !== name && !moved.has(name) && !ours.has(original) && fmu.archive.has(original);
    if (isCopy) copies.set(name, original);
    else own.push({ original, current: name, isDirectory });
  }
  return { own, ours, copies, installed: [...installed.values()], cleared };

  function originalName(name: string): string {
    const [prefix, folder] = [...subfolders].find(([each]) => name.startsWith(each)) ?? [];
    if (prefix === undefined || folder === undefined) return moved.get(name) ?? name;
    return `${folder}/${name.slice(prefix.length)}`;
  }
}

interface Found {
  readonly installed: Installed;
  readonly ours: readonly string[];
  readonly ownLibrary: { readonly current: string; readonly original: string } | undefined;
  readonly cleared: FlagValues;
}

function readOne(fmu: Fmu, { path, file }: FmuRemoting): Found {
  const folder = posix.dirname(path);
  const platform = platformOfFolder(folder);
  const via = findPlatform(file.platform);
  if (platform === undefined || via === undefined) {
    throw broken(path, `is about the unknown platform ${quote(platform === undefined ? folder : file.platform)}`);
  }
  const client = `${folder}/${libraryName(platform, posix.basename(path, REMOTING_EXTENSION))}`;
  const server = posix.join(folder, file.server);
  if (posix.basename(server) !== serverName(via) || !server.startsWith('binaries/')) {
    throw broken(path, `names ${quote(file.server)} as the server, which no fmutool has put there`);
  }
  const ownPath = file.own ?? (platform === via ? file.model : undefined);
  const own = ownPath === undefined ? undefined : posix.join(folder, ownPath);
  if (own !== undefined && (!own.startsWith(`${folder}/`) || own === client || !fmu.archive.has(own))) {
    throw broken(path, `names ${quote(ownPath ?? '')} as the model's library, which is not in the FMU`);
  }
  const nested = own === undefined ? '.' : posix.dirname(own.slice(folder.length + 1));
  // The client has taken the name of the platform's library; another name could be that of any file.
  const original = posix.basename(client);
  if (file.original !== undefined && file.original !== original) {
    throw broken(path, `has ${quote(file.original)} where the name of its own library is needed, ${quote(original)}`);
  }
  return {
    installed: { platform, via, subfolder: nested === '.' ? undefined : nested, timeout: file.timeout },
    ours: [path, client, server],
    ownLibrary: own === undefined ? undefined : { current: own, original: `${folder}/${original}` },
    cleared: parseFlags(file.once ?? ''),
  };
}

function broken(path: string, what: string): FmuToolError {
  return new FmuToolError('remoting-broken', `${quote(path)} ${what} (use the FMU as it was before remoting)`);
}
