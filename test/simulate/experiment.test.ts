import { describe, expect, it } from 'vitest';
import { resolveExperiment } from '../../src/simulate/experiment.js';

const suggested = { defaultExperiment: { startTime: 1, stopTime: 5, tolerance: 1e-5, stepSize: 0.5 } };
const nothing = { defaultExperiment: undefined };

describe('an experiment', () => {
  it('is the one that the model suggests', () => {
    expect(resolveExperiment(suggested)).toEqual({ startTime: 1, stopTime: 5, stepSize: 0.5, tolerance: 1e-5 });
  });

  it('is what the user says, as far as that goes', () => {
    expect(resolveExperiment(suggested, { stopTime: 2, stepSize: 0.1 })).toMatchObject({
      startTime: 1,
      stopTime: 2,
      stepSize: 0.1,
    });
    expect(resolveExperiment(suggested, { startTime: 7 })).toMatchObject({ startTime: 7, stopTime: 8 });
  });

  it('has 500 steps in a second where nothing is said', () => {
    expect(resolveExperiment(nothing)).toEqual({ startTime: 0, stopTime: 1, stepSize: 0.002, tolerance: undefined });
  });

  it.each([
    [{ startTime: 1, stopTime: 0 }, /lies before/],
    [{ stepSize: 0 }, /greater than 0/],
    [{ stopTime: Infinity }, /finite/],
    [{ stepSize: 1e-300 }, /too small/],
    [{ startTime: 1e17, stopTime: 1e17 + 1024, stepSize: 1 }, /too small/],
    [{ startTime: -1e308, stopTime: 1e308 }, /is too long for a number/],
    [{ startTime: 1e308 }, /no number is one step later/],
    [{ stepSize: 1e-320 }, /too small .* choose a greater --step$/],
    [{ outputInterval: 1e-320 }, /too small .* choose a greater --output-interval$/],
    [{ outputInterval: 0 }, /output interval must be a time greater than 0/],
    [{ outputInterval: Infinity }, /output interval must be a time greater than 0/],
    [{ tolerance: 0 }, /tolerance must be a number greater than 0/],
    [{ tolerance: -1 }, /tolerance must be a number greater than 0/],
    [{ tolerance: NaN }, /tolerance must be a number greater than 0/],
  ])('is refused if it cannot be carried out', (wanted, message) => {
    expect(() => resolveExperiment(nothing, wanted)).toThrow(message);
  });

  it.each([
    [{ stopTime: 1e308 }, { stepSize: 2e305 }],
    [{ startTime: -1e307, stopTime: 1e308 }, { startTime: -1e307 }],
    [{ outputInterval: 1e308 }, { stepSize: 0.002, stepsPerResult: 1e12 }],
    [
      { outputInterval: 1e308, stepSize: 0.1 },
      { stepSize: 0.1, stepsPerResult: 1e12 },
    ],
    [{ tolerance: 1e-300 }, { tolerance: 1e-300 }],
  ])('may be as long and as coarse as reals allow', (wanted, expected) => {
    expect(resolveExperiment(nothing, wanted)).toMatchObject(expected);
  });

  it('lasts one step at least where it is not said when it ends', () => {
    const slow = { defaultExperiment: { startTime: 0, stopTime: undefined, tolerance: undefined, stepSize: 3600 } };
    expect(resolveExperiment(slow)).toMatchObject({ stopTime: 3600, stepSize: 3600 });
  });

  it('has results after a number of steps, where the interval of the results is a multiple of them', () => {
    const every = (stepSize: number, outputInterval: number): number | undefined =>
      resolveExperiment(nothing, { stepSize, outputInterval }).stepsPerResult;
    expect(every(0.1, 0.1)).toBe(1);
    expect(every(0.1, 0.3)).toBe(3);
    expect(every(1 / 3, 1)).toBe(3);
    expect(every(1e-5, 1)).toBe(100_000);
    for (const [interval, better] of [
      [0.25, '0.3'],
      [0.05, '0.1'],
      [0.1001, '0.1'],
    ] as const) {
      const message = `the output interval ${interval} s is no multiple of the step 0.1 s; choose --output-interval ${better}`;
      expect(() => every(0.1, interval)).toThrow(message);
    }
  });

  it('has steps that divide the interval of the results where it is not said how long they are', () => {
    const { stepSize, stepsPerResult } = resolveExperiment(nothing, { outputInterval: 0.3 });
    expect(stepSize).toBe(0.002);
    expect(stepsPerResult).toBe(150);
    const odd = resolveExperiment(nothing, { outputInterval: 0.0333 });
    expect((odd.stepsPerResult ?? 0) * odd.stepSize).toBeCloseTo(0.0333, 15);
    expect(odd.stepSize).toBeLessThanOrEqual(0.002);
  });
});
