/** The values of one output over a simulation, ready to be drawn. */
import { decodeValues } from '../../runtime/frame-values.js';
import { ValueType } from '../../runtime/frames.js';
import type { SimulationVariable } from '../../simulate/variables.js';
import type { Recording } from '../recording.js';

/** A curve: NaN where there is no number to draw. */
export interface Series {
  readonly variable: SimulationVariable;
  readonly times: readonly number[];
  readonly values: readonly number[];
}

/** The numeric and Boolean outputs of a run, in their order. */
export function seriesOf({ outputs, samples }: Recording): Series[] {
  const times = samples.map(({ time }) => time);
  const rows = samples.map(({ values }) => decodeValues(outputs.subFrames, values));
  return outputs.variables.flatMap((variable, index) => {
    if (variable.type === ValueType.String || variable.type === ValueType.Binary) return [];
    return [{ variable, times, values: rows.map((row) => Number(row[index])) }];
  });
}

/**
 * At most twice `columns` points that look the same: the least and the greatest value of each part of the time. `marks`,
 * by their indices, are kept in any case.
 */
export function thinned({ times, values }: Series, columns: number, marks: ReadonlySet<number>): number[] {
  if (times.length <= 2 * columns) return times.map((_time, index) => index);
  const kept = new Set<number>([0, times.length - 1, ...marks]);
  const width = times.length / columns;
  for (let column = 0; column < columns; column++) {
    let [least, greatest] = [-1, -1];
    for (let at = Math.floor(column * width); at < Math.min(times.length, Math.floor((column + 1) * width)); at++) {
      const value = values[at] ?? NaN;
      if (!Number.isFinite(value)) continue;
      if (least < 0 || value < (values[least] ?? 0)) least = at;
      if (greatest < 0 || value > (values[greatest] ?? 0)) greatest = at;
    }
    if (least >= 0) kept.add(least).add(greatest);
  }
  return [...kept].sort((a, b) => a - b);
}

/** Indices at which two curves are not the same; compared up to the end of the shorter one. */
export function differingAt(a: Series, b: Series): number[] {
  const length = Math.min(a.values.length, b.values.length);
  return Array.from({ length }, (_none, index) => index).filter(
    (index) => !Object.is(a.values[index], b.values[index]),
  );
}
