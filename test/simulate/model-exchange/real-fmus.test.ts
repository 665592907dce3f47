// A model by another tool, whose own solver for co-simulation is the reference.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Fmu } from '../../../src/fmu/fmu.js';
import { Model } from '../../../src/runtime/model.js';
import { simulationVariables, VariableIndex } from '../../../src/simulate/variables.js';
import { VariableFrame } from '../../../src/simulate/variable-frame.js';
import { REAL_FMU_FOLDER } from '../../native/real-fmus.js';
import { simulatedFmu } from './simulated-fmu.js';

const file = path.join(REAL_FMU_FOLDER, 'dymola-controller-fmi2.fmu');
const outputs = ['y', 'PI.I.y'];
const stop = 1;
const steps = 100;

/** The outputs after each step of a co-simulation with constant inputs. */
async function coSimulated(inputs: Readonly<Record<string, number>>): Promise<number[][]> {
  const fmu = Fmu.open(file);
  const variables = new VariableIndex(simulationVariables(fmu.modelDescription));
  const model = await Model.open(fmu, { timeout: 60 }).finally(() => fmu.close());
  const set = new VariableFrame(Object.keys(inputs).map((name) => variables.require(name)));
  const get = new VariableFrame(outputs.map((name) => variables.require(name)));
  const rows: number[][] = [];
  try {
    const instance = await model.instantiate({ kind: 'coSimulation' });
    const first = await instance.run([
      { call: 'setup', startTime: 0, stopTime: stop, tolerance: 1e-8 },
      { call: 'set', frame: set.frame, values: set.encode(Object.values(inputs)) },
      { call: 'enterInitialization' },
      { call: 'exitInitialization' },
    ]);
    expect(first.failed).toBeUndefined();
    for (let step = 0; step < steps; step++) {
      const size = stop / steps;
      const { results, failed } = await instance.run([
        { call: 'step', time: step * size, size, final: true },
        { call: 'get', frame: get.frame },
      ]);
      expect(failed).toBeUndefined();
      rows.push(get.decode(results[1] as Buffer) as number[]);
    }
    return rows;
  } finally {
    await model.close();
  }
}

describe('a controller made by Dymola', () => {
  it('comes out in model exchange as in its own co-simulation', async (context) => {
    if (!existsSync(file)) context.skip(`${path.basename(file)} is not there (FMUTOOL_TEST_FMUS says where)`);
    const inputs = { u_s: 1, u_m: 0.25 };
    const { rows, reason, problem } = await simulatedFmu(file, {
      ...{ stop, step: stop / steps, tolerance: 1e-8, record: outputs },
      inputs: {
        times: [0, stop],
        values: Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, [value, value]])),
      },
    });
    expect({ reason, problem }).toEqual({ reason: 'stop-time', problem: undefined });
    const reference = await coSimulated(inputs);
    reference.forEach((values, step) => {
      const time = ((step + 1) * stop) / steps;
      const row = rows.findLast(([at]) => Math.abs(at - time) < 1e-9)!;
      values.forEach((value, index) => {
        expect(Math.abs((row[index + 1] as number) - value)).toBeLessThan(1e-5 * Math.max(1, Math.abs(value)));
      });
    });
  });
});
