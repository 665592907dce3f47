/** Goes the way of a trace again with `simulate`, in a fresh process of the model, and looks whether it leads there. */
import { simulate } from '../simulate/simulate.js';
import type { FmuOptions } from '../fmu/fmu.js';
import type { Platform } from '../fmu/platforms.js';
import type { Proposition } from './atoms/proposition.js';
import type { Replay } from './trace-csv.js';

/** How the model was explored. */
export interface VerifyOptions extends FmuOptions {
  readonly set?: readonly (readonly [name: string, value: string])[] | undefined;
  readonly platform?: Platform | undefined;
  readonly tolerance?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Whether a proposition has the same value at the end; undefined: yes, else why not, in one line.
 * @param input the file with the inputs of the replay
 */
export async function whyNotReplayed(
  fmu: string,
  input: string | undefined,
  { startTime, stopTime, stepSize }: Replay,
  proposition: Proposition,
  expected: boolean,
  options: VerifyOptions,
): Promise<string | undefined> {
  const { set, platform, tolerance, limits, signal } = options;
  const result = await simulate(fmu, {
    experiment: { startTime, stopTime, stepSize, tolerance },
    kind: 'coSimulation',
    record: proposition.variables.map(({ name }) => name),
    input,
    set,
    platform,
    ...(limits !== undefined && { limits }),
    signal,
  });
  if (result.reason === 'problem') return `the simulation ended at ${result.stopTime} s: ${result.problem ?? ''}`;
  const values = new Map(result.final.map(({ variable, value }) => [variable.name, value]));
  const holds = proposition.holds({ time: result.stopTime, valueOf: ({ name }) => values.get(name) });
  return holds === expected ? undefined : `the simulation leads elsewhere: there, ${proposition.text} is ${holds}`;
}
