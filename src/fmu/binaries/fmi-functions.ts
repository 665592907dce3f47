/** Tells FMI functions from everything else a library exports. */
import type { FmiMajor } from '../fmi-major.js';

/**
 * Those of `exports` that are FMI functions of version `major`, sorted. FMI 2 and 3 name them `fmi2...` and `fmi3...`
 * (prefixed names, which some libraries have as well, are for static linking and do not count); FMI 1 (2.1.1) puts
 * `<modelIdentifier>_` before each.
 */
export function fmiFunctions(
  exports: readonly string[],
  major: FmiMajor,
  modelIdentifiers: readonly string[],
): string[] {
  if (major !== 1) {
    const pattern = major === 2 ? /^fmi2[A-Z]\w*$/ : /^fmi3[A-Z]\w*$/;
    return exports.filter((name) => pattern.test(name)).sort();
  }
  return exports
    .filter((name) =>
      modelIdentifiers.some((id) => name.startsWith(`${id}_fmi`) && /^[A-Z]\w*$/.test(name.slice(id.length + 4))),
    )
    .sort();
}
