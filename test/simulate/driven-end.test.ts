// The driver of co-simulation on this machine knows the version of the model: what a discarded step means depends on it.
import { describe, expect, it } from 'vitest';
import type { FmiMajor } from '../../src/fmu/fmi-major.js';
import type { ModelDescription } from '../../src/fmu/model-description.js';
import type { Call, Outcome } from '../../src/runtime/calls.js';
import { simulateFmi3CoSimulation } from '../../src/simulate/fmi3-co-simulation.js';

/** Says in its second step that it has ended the simulation, and that it came to an earlier time than it was at. */
const model = {
  steps: 0,
  run(calls: readonly Call[]): Outcome {
    const nothing = { lastTime: undefined, terminated: false, log: [] } as const;
    const results = calls.map(({ call }) => (call === 'get' ? Buffer.alloc(0) : undefined));
    const place = calls.findIndex(({ call }) => call === 'step');
    if (place >= 0) this.steps += 1;
    if (place < 0 || this.steps < 2) return { ...nothing, status: 'ok', failed: undefined, results };
    const discarded = { status: 'discard', failed: 'DoStep', terminated: true, lastTime: 0.5 } as const;
    return { ...nothing, ...discarded, results: results.slice(0, place) };
  },
};

describe('a model that ends the simulation before the time that it was at', () => {
  it.each<[FmiMajor, string]>([
    [2, 'problem'],
    [3, 'model'],
  ])('of FMI %i.0 has the end %s', async (fmiMajor, reason) => {
    model.steps = 0;
    const description = { fmiMajor, variables: [], interfaces: [] } as unknown as ModelDescription;
    const result = await simulateFmi3CoSimulation(model, description, {
      experiment: { startTime: 0, stopTime: 3, stepSize: 1, tolerance: undefined },
      startValues: [],
      inputs: undefined,
      record: [],
      onRow: () => undefined,
      constantSteps: false,
      eventMode: false,
    });
    expect(result).toMatchObject({ reason, stopTime: 1, steps: 1 });
  });
});
