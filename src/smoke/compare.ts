/** Compares two runs bit for bit: NaN is equal to a NaN of the same bits, 0 is not equal to -0. */
import { decodeValues, valueRanges } from '../runtime/frame-values.js';
import { ValueType, type Value } from '../runtime/frames.js';
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
  const findings = new Findings(original.outputs);
  const both = Math.min(original.samples.length, tested.samples.length);
  const finished = original.failure === undefined && tested.failure === undefined;
  let sample = 0;
  for (; sample < both; sample++) {
    const [a, b] = [original.samples[sample], tested.samples[sample]];
    // In model exchange every side finds its own events: after one at another time nothing can be compared.
    if (a === undefined || a.time !== b?.time) break;
    findings.compare(original.outputs, sample, a.time, a.values, b.values);
  }
  const [a, b] = [original.samples[sample], tested.samples[sample]];
  if (sample < both || (finished && a !== b)) {
    const time = a?.time ?? b?.time ?? 0;
    findings.add('time', sample, time, [a?.time ?? 'no such row', b?.time ?? 'no such row']);
  }
  const last = original.samples.length - 1;
  const comparedAtEnd = finished ? findings.compareFinal(original, tested, last) : [];
  return {
    differences: findings.list(),
    maxAbsoluteDifference: greatest(findings.distances),
    compared: sample === 0 ? [] : original.outputs.names,
    comparedAtEnd,
  };
}

class Findings {
  /** Of all numbers that differ, and of all that do not. */
  readonly distances: number[];
  readonly #found = new Map<string, Difference>();

  constructor({ variables }: Signals) {
    this.distances = variables.some(isNumber) ? [0] : [];
  }

  list(): Difference[] {
    return [...this.#found.values()];
  }

  add(variable: string, step: number, time: number, [original, tested]: readonly [Value, Value]): void {
    const known = this.#found.get(variable);
    this.#found.set(variable, {
      ...(known ?? { variable, step, time, original, tested }),
      samples: (known?.samples ?? 0) + 1,
    });
    if (typeof original === 'number' && typeof tested === 'number') this.distances.push(Math.abs(original - tested));
  }

  compare(signals: Signals, step: number, time: number, a: Buffer, b: Buffer): void {
    for (const { variable, values } of differing(signals, a, b)) this.add(variable, step, time, values);
  }

  /** What was read at the end; a type of values that only one side refuses is a difference too. */
  compareFinal(original: Recording, tested: Recording, last: number): string[] {
    const time = original.samples[last]?.time ?? 0;
    const compared: string[] = [];
    for (let index = 0; index < Math.max(original.final.length, tested.final.length); index++) {
      const [a, b] = [original.final[index], tested.final[index]];
      const one = a ?? b;
      if (one === undefined) continue;
      if (a !== undefined && b !== undefined) {
        compared.push(...a.signals.names);
        this.compare(a.signals, last, time, a.values, b.values);
      } else {
        const value = decodeValues(one.signals.subFrames, one.values)[0] ?? '';
        const values = [a === undefined ? 'refused' : value, b === undefined ? 'refused' : value] as const;
        this.add(one.signals.variables[0]?.name ?? '', last, time, values);
      }
    }
    return compared;
  }
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
