// Runs made up for tests: the bytes of every sample are written here and not by the code under test.
import type { Failure, Recording, Sample } from '../../src/smoke/recording.js';
import type { Signals } from '../../src/smoke/signals.js';
import { ValueType } from '../../src/runtime/frames.js';
import type { SimulationVariable } from '../../src/simulate/variables.js';

export function variable(name: string, reference: number, type: ValueType): SimulationVariable {
  return {
    name,
    reference,
    type,
    negated: false,
    causality: 'output',
    variability: type === ValueType.Real ? 'continuous' : 'discrete',
    unit: undefined,
    description: undefined,
    items: [],
  };
}

/** A real `x`, an integer `n` and a text `s`. */
export const outputs: Signals = {
  variables: [
    variable('x', 1, ValueType.Real),
    variable('n', 1, ValueType.Integer),
    variable('s', 1, ValueType.String),
  ],
  subFrames: [
    { type: ValueType.Real, references: [1] },
    { type: ValueType.Integer, references: [1] },
    { type: ValueType.String, references: [1] },
  ],
  names: ['x', 'n', 's'],
};

/** The bytes of `x`, `n` and `s`; the real by its bits, as a hexadecimal number of 16 digits. */
export function bytes(bits: string, n: number, s: string): Buffer {
  const text = Buffer.from(`${s}\0`);
  const result = Buffer.alloc(16 + Math.ceil(text.length / 4) * 4);
  const view = new DataView(result.buffer, result.byteOffset);
  const little = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
  view.setBigUint64(0, BigInt(`0x${bits}`), little);
  view.setInt32(8, n, little);
  view.setUint32(12, text.length, little);
  text.copy(result, 16);
  return result;
}

export const ONE = '3ff0000000000000';
export const TWO = '4000000000000000';

export function recording(samples: readonly Buffer[], failure?: Failure, steps: readonly number[] = []): Recording {
  return {
    unit: 'step',
    outputs,
    samples: samples.map((values, index): Sample => ({ time: index / 10, values })),
    final: [],
    farewell: [],
    failure,
    durations: { connect: undefined, initialize: 0.001, steps },
  };
}
