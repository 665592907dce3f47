/**
 * A trace as the inputs that `fmutool simulate --input` takes, and the rest of what has to be said for it to do the same
 * steps again.
 */
import { FmuToolError } from '../fmu/error.js';
import { replaceFile } from '../files/replace-file.js';
import { ValueType, type Value } from '../runtime/frames.js';
import { csvLine } from '../simulate/csv.js';
import { formatNumber, formatValue } from '../simulate/values.js';
import type { SimulationVariable } from '../simulate/variables.js';
import type { FmuSpace } from './fmu-space.js';
import type { Trace } from './search/trace.js';

/** The experiment that goes the way of a trace. */
export interface Replay {
  readonly startTime: number;
  readonly stopTime: number;
  readonly stepSize: number;
  /** The inputs, and their values in every step. */
  readonly variables: readonly SimulationVariable[];
  readonly rows: readonly { readonly time: number; readonly values: readonly Value[] }[];
}

/** The replay of a trace of this space. */
export function replayOf(space: FmuSpace, { initial, steps }: Trace): Replay {
  const { startTime, stepSize, inputs } = space;
  const time = (point: number): number => startTime + point * stepSize;
  const rows = [{ time: startTime, values: space.inputsOf(initial) }];
  let point = 0;
  for (const { transition, target } of steps) {
    // What was there until now, and what is there from now on: nothing is to be interpolated.
    if (point > 0) rows.push({ time: time(point), values: rows.at(-1)?.values ?? [] });
    rows.push({ time: time(point), values: space.inputsOf(target) });
    point += space.stepsOf(transition);
  }
  return { startTime, stopTime: time(point), stepSize, variables: inputs, rows };
}

/** The text of the file. */
export function replayCsv({ variables, rows }: Replay): string {
  const isText = (column: number): boolean => variables[column - 1]?.type === ValueType.String;
  const lines = rows.map(({ time, values }) => csvLine([formatNumber(time), ...values.map(formatValue)], isText));
  return csvLine(['time', ...variables.map(({ name }) => name)], () => false) + lines.join('');
}

/** @throws FmuToolError `trace` for a model without inputs, `file-system` */
export async function writeReplay(file: string, replay: Replay): Promise<void> {
  if (replay.variables.length === 0) {
    throw new FmuToolError(
      'trace',
      'no input was chosen, so that there are none to write; simulate it without --input',
    );
  }
  await replaceFile(file, [Buffer.from(replayCsv(replay))], { sync: true });
}
