import { describe, expect, it } from 'vitest';
import { ValueType } from '../../src/runtime/frames.js';
import { VariableFrame } from '../../src/simulate/variable-frame.js';
import type { SimulationVariable } from '../../src/simulate/variables.js';

const variable = (reference: number, type: ValueType, negated = false): SimulationVariable => ({
  name: `v${reference}`,
  reference,
  type,
  negated,
  causality: 'input',
  variability: 'discrete',
  unit: undefined,
  description: undefined,
  items: [],
});

describe('a frame of variables', () => {
  it('takes and gives values in the order of the variables, whatever their types', () => {
    const types = [ValueType.String, ValueType.Real, ValueType.Boolean2, ValueType.Real, ValueType.Binary];
    const frame = new VariableFrame(types.map((type, index) => variable(100 + index, type)));
    const values = ['one', 2.5, true, -4, Buffer.from('five')];
    expect(frame.decode(frame.encode(values))).toEqual(values);
    // Two reals (references 101 and 103) are the first sub-frame.
    const words = new Uint32Array(Uint8Array.from(frame.frame).buffer);
    expect([...words.subarray(0, 5)]).toEqual([4, ValueType.Real, 2, 101, 103]);
  });

  it('has values of negated aliases with the sign that the model has', () => {
    const negated = [ValueType.Boolean, ValueType.Real].map((type, index) => variable(index, type, true));
    const frame = new VariableFrame([...negated, variable(2, ValueType.Real)]);
    const bytes = frame.encode([true, 2.5, 4]);
    expect([...new Float64Array(Uint8Array.from(bytes.subarray(0, 16)).buffer)]).toEqual([-2.5, 4]);
    expect(bytes[16]).toBe(0);
    expect(frame.decode(bytes)).toEqual([true, 2.5, 4]);
  });

  it('may be empty', () => {
    const frame = new VariableFrame([]);
    expect(frame.decode(frame.encode([]))).toEqual([]);
  });
});
