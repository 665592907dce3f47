/** Compares two runs bit for bit: NaN is equal to a NaN of the same bits, 0 is not equal to -0. */
import { decodeValues, valueRanges, ValueType, type Value } from '../runtime/frames.js';
import type { SimulationVariable } from '../simulate/variables.js';
import type { Recording } from './recording.js';
import type { Signals } from './signals.js';

/** A variable that is not the same in both runs. */
export interface Difference {
  readonly variable: string;
  /** The step after which it differed first; 0: after the initialization. */
  readonly step: number;
  /** Seconds of the simulation. */
  readonly time: number;
  readonly original: Value;
  readonly tested: Value;
  /** In how many samples it differs. */
  readonly samples: number;
}

/** What came of a comparison. */
export interface Comparison {
  /** A line for each variable that differs, in the order in which they differed first. */
  readonly differences: readonly Difference[];
  /** Of all numbers: 0 if none differs; undefined where a difference is no number (infinity, NaN) or no variable is one. */
  readonly maxAbsoluteDifference: number | undefined;
  /** Names of the variables compared at every step, and once after the last one. */
  readonly compared: readonly string[];
  readonly comparedAtEnd: readonly string[];
}

/** Compares as far as both runs came. */
export function compareRuns(original: Recording, tested: Recording): Comparison {
  const found = new Map<string, Difference>();
  const distances: number[] = original.outputs.variables.some(isNumber) ? [0] : [];
  const compare = (signals: Signals, step: number, time: number, a: Buffer, b: Buffer): void => {
    for (const { variable, values } of differing(signals, a, b)) {
      const [first, second] = values;
      const known = found.get(variable);
      found.set(variable, {
        ...(known ?? { variable, step, time, original: first, tested: second }),
        samples: (known?.samples ?? 0) + 1,
      });
      if (typeof first !== 'number' || typeof second !== 'number') continue;
      distances.push(Math.abs(first - second));
    }
  };
  const samples = Math.min(original.samples.length, tested.samples.length);
  for (let step = 0; step < samples; step++) {
    const [a, b] = [original.samples[step], tested.samples[step]];
    if (a !== undefined && b !== undefined) compare(original.outputs, step, a.time, a.values, b.values);
  }
  const last = original.samples.at(-1)?.time ?? 0;
  const comparedAtEnd: string[] = [];
  original.final.forEach((final, index) => {
    const other = tested.final[index];
    if (other === undefined) return;
    comparedAtEnd.push(...final.signals.names);
    compare(final.signals, original.samples.length - 1, last, final.values, other.values);
  });
  return {
    differences: [...found.values()],
    maxAbsoluteDifference: greatest(distances),
    compared: samples === 0 ? [] : original.outputs.names,
    comparedAtEnd,
  };
}

/** Undefined of none, and where one is no number. */
function greatest(distances: readonly number[]): number | undefined {
  const all = distances.reduce((most, each) => Math.max(most, each), -Infinity);
  return Number.isFinite(all) ? all : undefined;
}

function differing(
  { variables, subFrames }: Signals,
  a: Buffer,
  b: Buffer,
): { readonly variable: string; readonly values: readonly [Value, Value] }[] {
  if (a.equals(b)) return [];
  const [rangesA, rangesB] = [valueRanges(subFrames, a), valueRanges(subFrames, b)];
  const [valuesA, valuesB] = [decodeValues(subFrames, a), decodeValues(subFrames, b)];
  return variables.flatMap(({ name }, index) => {
    const [first, second] = [bytesOf(a, rangesA[index]), bytesOf(b, rangesB[index])];
    if (first.equals(second)) return [];
    return [{ variable: name, values: [valuesA[index] ?? NaN, valuesB[index] ?? NaN] }];
  });
}

function bytesOf(bytes: Buffer, range: { readonly start: number; readonly end: number } | undefined): Buffer {
  return bytes.subarray(range?.start ?? 0, range?.end ?? 0);
}

function isNumber({ type }: SimulationVariable): boolean {
  return type === ValueType.Real || type === ValueType.Integer;
}
