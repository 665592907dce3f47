// Co-simulation with the fixtures, run as `serve` and `simulate` run them.
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Fmu } from '../../src/fmu/fmu.js';
import type { Call, Outcome } from '../../src/runtime/calls.js';
import { decodeValues, encodeFrame, encodeValues, ValueType, type SubFrame } from '../../src/runtime/frames.js';
import { Model, type ModelOptions } from '../../src/runtime/model.js';
import { root } from '../repository/checkout.js';

const opened: Model[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((model) => model.close()));
});

async function open(name: string, options: ModelOptions = {}): Promise<Model> {
  const fmu = Fmu.open(path.join(root, 'fixtures', 'fmus', `${name}.fmu`));
  try {
    const model = await Model.open(fmu, options);
    opened.push(model);
    return model;
  } finally {
    fmu.close();
  }
}

const start: readonly Call[] = [
  { call: 'setup', startTime: 0 },
  { call: 'enterInitialization' },
  { call: 'exitInitialization' },
];
const good: Partial<Outcome> = { status: 'ok', failed: undefined, lastTime: undefined, log: [] };

describe('a model for co-simulation', () => {
  it('takes and gives values of all types, before and after a step', async () => {
    const model = await open('everything');
    const instance = await model.instantiate({ kind: 'coSimulation' });
    expect(await instance.run(start)).toMatchObject(good);
    const inputs: SubFrame[] = [
      { type: ValueType.Real, references: [30, 31, 32] },
      { type: ValueType.Integer, references: [30, 31] },
      { type: ValueType.Boolean2, references: [30] },
      { type: ValueType.String, references: [30] },
    ];
    const outputs: SubFrame[] = [
      { type: ValueType.Real, references: [42] },
      { type: ValueType.Integer, references: [40] },
      { type: ValueType.Boolean2, references: [40] },
      { type: ValueType.String, references: [40] },
    ];
    const values = encodeValues(inputs, [1, 2, 3, 4, 5, true, 'grün']);
    const outcome = await instance.run([
      { call: 'set', frame: encodeFrame(inputs), values },
      { call: 'step', time: 0, size: 0.01, final: true },
      { call: 'get', frame: encodeFrame(outputs) },
      { call: 'get', frame: encodeFrame(inputs) },
    ]);
    expect(outcome).toMatchObject(good);
    expect(outcome.results.slice(0, 2)).toEqual([undefined, undefined]);
    expect(decodeValues(outputs, outcome.results[2] as Buffer)).toEqual([3, 4, true, 'grün']);
    expect(decodeValues(inputs, outcome.results[3] as Buffer)).toEqual([1, 2, 3, 4, 5, true, 'grün']);
    expect(await instance.run([{ call: 'terminate' }])).toMatchObject(good);
    await instance.close();
  });
});
