/** Turns what was typed into operations. */
import { PLATFORMS, findPlatform, type Platform } from '../fmu/platforms.js';
import type { AddRemoting } from '../remoting/plan.js';
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

/**
 * The platform called `name` in either naming scheme.
 * @throws UsageError if there is none
 */
export function requirePlatform(name: string): Platform {
  const found = findPlatform(name);
  if (found !== undefined) return found;
  if (name === 'tcp') throw new UsageError('remoting over TCP is not supported yet (see fmutool add-remoting --help)');
  const common = PLATFORMS.flatMap((each) => each.fmi2Name ?? []).join(', ');
  throw new UsageError(`unknown platform '${name}' (use ${common}, or a name of FMI 3 such as x86_64-windows)`);
}
