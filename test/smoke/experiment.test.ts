// A smoke test is quick: the FMU's own experiment is cut where it would not be, and the user may ask for more.
import { describe, expect, it } from 'vitest';
import { sizeOfStep, smokeExperiment } from '../../src/smoke/experiment.js';

const description = (stopTime: number | undefined, stepSize: number | undefined) => ({
  defaultExperiment: { startTime: 1, stopTime, stepSize, tolerance: 1e-4 },
});

describe('the experiment', () => {
  it("is the FMU's own", () => {
    expect(smokeExperiment(description(3, 0.1))).toEqual({
      startTime: 1,
      stopTime: 3,
      stepSize: 0.1,
      tolerance: 1e-4,
      steps: 20,
      announcedStop: 3,
      cutFrom: undefined,
    });
  });

  it('is cut after 1,000 steps, and says so', () => {
    expect(smokeExperiment(description(101, 0.01))).toMatchObject({
      steps: 1000,
      stopTime: 11,
      announcedStop: 101,
      cutFrom: 101,
    });
  });

  it('goes as far as the user says', () => {
    const wanted = { startTime: 0, stopTime: 20, stepSize: 0.01 };
    expect(smokeExperiment(description(3, 0.1), wanted)).toMatchObject({ ...wanted, steps: 2000, cutFrom: undefined });
  });

  it('ends with the last whole step, and has at least one', () => {
    expect(smokeExperiment(description(2, 0.3))).toMatchObject({ steps: 3, cutFrom: 2, announcedStop: 2 });
    expect(smokeExperiment(description(2, 0.3)).stopTime).toBeCloseTo(1.9, 12);
    expect(smokeExperiment(description(2, 5))).toMatchObject({ steps: 1, stepSize: 1 });
  });

  it('has fewer steps where every one has very many outputs', () => {
    expect(smokeExperiment(description(101, 0.01), {}, 100_000).steps).toBe(100);
  });

  it.each([
    [{ stopTime: 1 }, 'choose a later --stop'],
    [{ stopTime: 0.5 }, 'choose a later --stop'],
    [{ stopTime: 1000, stepSize: 0.001 }, 'choose a smaller --stop or a greater --step'],
  ])('does not exist for %j', (wanted, advice) => {
    expect(() => smokeExperiment(description(3, 0.1), wanted)).toThrow(
      expect.objectContaining({ code: 'experiment', message: expect.stringContaining(advice) as string }),
    );
  });

  function times(constant: boolean, stop: number, step: number): number[] {
    const experiment = smokeExperiment(description(stop, step));
    const found = [experiment.startTime];
    for (let left = experiment.steps; left > 0; left--) {
      const size = sizeOfStep(experiment, found.at(-1) ?? NaN, left, constant);
      if (size !== undefined) found.push((found.at(-1) ?? NaN) + size);
    }
    return found;
  }

  it.each([
    [2, 0.1],
    [1.1, 0.0001],
    [1.7, 0.007],
    [8, 0.7],
  ])('never goes beyond the stop time %d in steps of %d', (stop, step) => {
    const [variable, constant] = [times(false, stop, step), times(true, stop, step)];
    for (const time of [...variable, ...constant]) expect(time).toBeLessThanOrEqual(stop);
    const sizes = constant.slice(1).map((time, index) => time - (constant[index] ?? NaN));
    for (const size of sizes) expect(size).toBeCloseTo(step, 12);
    expect(Math.abs(variable.length - constant.length)).toBeLessThanOrEqual(1);
  });

  it('meets the stop time where steps may have any size', () => {
    expect(times(false, 2, 0.1).at(-1)).toBe(2);
    expect(times(false, 2, 0.1)).toHaveLength(11);
  });
});
