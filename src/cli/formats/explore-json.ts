/** What `fmutool explore --json` prints, and what `--trace way.json` has. */
import type { Exploration, Finding } from '../../explore/exploration.js';
import type { ToldStep } from '../../explore/told-trace.js';
import { jsonValue } from '../../simulate/values.js';

/** The document; `traces` has the way of each finding. */
export function exploreJson(
  file: string,
  { findings, seen }: Exploration,
  traces: readonly (readonly ToldStep[] | undefined)[],
  notes: readonly string[],
): object {
  return {
    file,
    properties: findings.map((finding, place) => findingJson(finding, traces[place])),
    ...seen,
    bound: seen.bound ?? null,
    findings: notes,
  };
}

/** One question with its answer, and the way. */
export function findingJson({ property, verdict }: Finding, trace: readonly ToldStep[] | undefined): object {
  return {
    kind: property.kind,
    expression: property.kind === 'deadlock' ? null : property.text,
    verdict,
    trace: trace === undefined ? null : traceJson(trace),
  };
}

/** A way. */
function traceJson(trace: readonly ToldStep[]): object[] {
  return trace.map(({ action, time, values }) => ({
    action: action ?? null,
    time: time ?? null,
    values: Object.fromEntries(Array.from(values, ([{ name }, value]) => [name, jsonValue(value)])),
  }));
}
