/** Tells FMI functions from everything else a library exports. */

/**
 * Those of `exports` that are FMI functions of version `major`, sorted. FMI 2 and 3 name them `fmi2...` and `fmi3...`;
 * FMI 1 (2.1.1) puts `<modelIdentifier>_` before each. For FMI 2 and 3 the prefixed names of static libraries count
 * as well.
 */
export function fmiFunctions(
  exports: readonly string[],
  major: 1 | 2 | 3,
  modelIdentifiers: readonly string[],
): string[] {
  const plain = major === 1 ? /^fmi[A-Z]/ : major === 2 ? /^fmi2[A-Z]/ : /^fmi3[A-Z]/;
  return exports.filter((name) => (major !== 1 && plain.test(name)) || hasPrefixed(name)).sort();

  function hasPrefixed(name: string): boolean {
    return modelIdentifiers.some((id) => name.startsWith(`${id}_`) && plain.test(name.slice(id.length + 1)));
  }
}
