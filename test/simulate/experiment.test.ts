import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolveExperiment } from '../../src/simulate/experiment.js';
import { constantSteps, dividing, variableSteps } from '../../src/simulate/steps.js';

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

  it('has 500 steps in a second where nobody says anything', () => {
    expect(resolveExperiment(nothing)).toEqual({ startTime: 0, stopTime: 1, stepSize: 0.002, tolerance: undefined });
  });

  it.each([
    [{ startTime: 1, stopTime: 0 }, /lies before/],
    [{ stepSize: 0 }, /greater than 0/],
    [{ stopTime: Infinity }, /finite/],
    [{ stepSize: 1e-300 }, /too small/],
    [{ startTime: 1e17, stopTime: 1e17 + 1024, stepSize: 1 }, /too small/],
  ])('is refused if it cannot be carried out', (wanted, message) => {
    expect(() => resolveExperiment(nothing, wanted)).toThrow(message);
  });
});

/** All steps, as the server counts time. */
function times(startTime: number, next: (time: number) => number | undefined): number[] {
  const all = [startTime];
  let time = startTime;
  for (let size = next(time); size !== undefined; size = next(time)) all.push((time += size));
  return all;
}

describe('steps', () => {
  it('end exactly at the stop time, and the last one is shorter where it has to be', () => {
    const experiment = resolveExperiment(nothing, { stopTime: 1, stepSize: 0.3 });
    expect(times(0, variableSteps(experiment))).toEqual([0, 0.3, 0.6, 0.8999999999999999, 1]);
  });

  it('have no tiny one at the end, whatever the sum of the others is', () => {
    const experiment = resolveExperiment(nothing, { stopTime: 1, stepSize: 0.1 });
    expect(times(0, variableSteps(experiment))).toHaveLength(11);
  });

  it('end at the stop time, exactly where there is a sum that does', () => {
    const time = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(
        fc.oneof(fc.constant(0), time),
        time,
        fc.integer({ min: 1, max: 500 }),
        fc.double({ min: 0.5, max: 1.5, noNaN: true }),
        (a, b, count, odd) => {
          const startTime = Math.min(a, b);
          const stopTime = Math.max(a, b);
          fc.pre(stopTime - startTime > 1e-3);
          const experiment = {
            startTime,
            stopTime,
            stepSize: ((stopTime - startTime) / count) * odd,
            tolerance: undefined,
          };
          const all = times(startTime, variableSteps(experiment));
          // From zero on the difference of two times is exact where it counts, from elsewhere not always.
          const slack = Number.EPSILON * Math.max(Math.abs(startTime), Math.abs(stopTime));
          expect(Math.abs((all.at(-1) ?? NaN) - stopTime)).toBeLessThanOrEqual(startTime === 0 ? 0 : slack);
          expect(all.length).toBeLessThanOrEqual(Math.ceil(count / odd) + 2);
        },
      ),
    );
  });

  it('of one size end at the stop time but for rounding', () => {
    const experiment = resolveExperiment(nothing, { stopTime: 1, stepSize: 0.1 });
    const all = times(0, constantSteps(experiment));
    expect(all).toHaveLength(11);
    expect(all.at(-1)).toBe(0.9999999999999999);
  });

  it('of one size have to divide the time; where the user did not choose the size, another is chosen', () => {
    const experiment = resolveExperiment(nothing, { stopTime: 1, stepSize: 0.3 });
    expect(() => dividing(experiment, false)).toThrow('0.3 s do not divide 1 s; choose --step 0.25');
    expect(dividing(experiment, true).stepSize).toBe(0.25);
    const even = resolveExperiment(nothing, { stopTime: 1, stepSize: 0.1 });
    expect(dividing(even, false)).toBe(even);
  });

  it('are none if start and stop are the same', () => {
    const experiment = resolveExperiment(nothing, { startTime: 1, stopTime: 1 });
    expect(times(1, variableSteps(experiment))).toEqual([1]);
    expect(times(1, constantSteps(dividing(experiment, false)))).toEqual([1]);
  });
});
