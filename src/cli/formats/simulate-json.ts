/** What `fmutool simulate --json` prints. */
import type { SimulateResult } from '../../simulate/simulate.js';
import type { ModelWarning } from '../simulating/model-warnings.js';
import { notFiniteJson } from '../../simulate/not-finite.js';
import { jsonValue } from '../../simulate/values.js';

/** The document; `file` is what was simulated, as it was named. */
export function simulateJson(
  file: string,
  result: SimulateResult,
  warnings: readonly ModelWarning[],
  { output, plot, saveState }: { readonly output?: string; readonly plot?: string; readonly saveState?: string },
): object {
  return {
    file,
    model: result.name,
    interface: result.kind,
    steps: result.steps,
    startTime: result.startTime,
    stopTime: result.stopTime,
    reason: result.reason,
    problem: result.problem ?? null,
    warnings,
    note: result.note ?? null,
    notFinite: result.notFinite.map(notFiniteJson),
    final: Object.fromEntries(result.final.map(({ variable, value }) => [variable.name, jsonValue(value)])),
    output: output ?? null,
    plot: plot ?? null,
    state: result.reason === 'paused' ? (saveState ?? null) : null,
  };
}
