/** Which FMI versions fmutool can run itself; it reads, and adds remoting to, all of them. */
import type { ModelDescription } from './model-description.js';

/** Why models of an FMU of this version cannot be run; undefined: they can. */
export function whyNotRun({
  fmiMajor,
  fmiVersion,
}: Pick<ModelDescription, 'fmiMajor' | 'fmiVersion'>): string | undefined {
  if (fmiMajor < 3) return undefined;
  const advice = 'export the model as FMI 2.0, or wait for a later version; remoting can be added to it';
  return `running models with FMI ${fmiVersion} is not supported yet, this fmutool does FMI 1.0 and 2.0 (${advice})`;
}
