/** Turns what was typed into operations. */
import { findPlatform, type Platform } from '../fmu/platforms.js';
import { displayName } from '../fmu/file-names.js';
import type { AddRemoting } from '../remoting/plan.js';
import { Prebuilt } from '../prebuilt/prebuilt.js';
import type { AddingOptions } from './options.js';
import { UsageError } from './usage-error.js';

/**
 * The operation of `add-remoting <platform>`.
 * @throws UsageError for an unknown platform
 */
export function addOperation(platform: string, options: AddingOptions): AddRemoting {
  return {
    action: 'add-remoting',
    platform: requirePlatform(platform),
    via: options.via === undefined ? undefined : requirePlatform(options.via),
    keepName: options.keepName,
    allowMultipleInstances: options.allowMultipleInstances,
    timeout: options.callTimeout,
  };
}

/** Names of the platforms that remoting can be added for, as people know them. */
export function supportedPlatforms(): readonly string[] {
  return new Prebuilt().platforms.map((each) => displayName(each));
}

/**
 * The platform called `name` in either naming scheme, in letters of any case.
 * @throws UsageError if there is none
 */
export function requirePlatform(name: string): Platform {
  const found = findPlatform(name.toLowerCase());
  if (found !== undefined) return found;
  if (name.toLowerCase() === 'tcp')
    throw new UsageError('remoting over TCP is not supported yet (see fmutool add-remoting --help)');
  const known = supportedPlatforms().join(', ');
  throw new UsageError(`unknown platform '${name}' (use ${known}, or a name of FMI 3 such as x86_64-windows)`);
}
