/** Which FMI versions fmutool can run, remote and serve; it reads all of them. */
import type { ModelDescription } from './model-description.js';

/** Why `what`, such as "remoting", cannot be done with an FMU of this version; undefined: it can. */
export function unsupportedVersion(
  what: string,
  { fmiMajor, fmiVersion }: Pick<ModelDescription, 'fmiMajor' | 'fmiVersion'>,
): string | undefined {
  if (fmiMajor === 2 || what === 'remoting') return undefined;
  const advice = 'export the model as FMI 2.0, or wait for a later version';
  return `${what} with FMI ${fmiVersion} is not supported yet, this fmutool does FMI 2.0 (${advice})`;
}
