// A smoke test is quick: the FMU's own experiment is cut where it would not be, and the user may ask for more.
import { describe, expect, it } from 'vitest';
import { smokeExperiment } from '../../src/smoke/experiment.js';

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
      cutFrom: undefined,
    });
  });

  it('is cut after 1,000 steps, and says so', () => {
    expect(smokeExperiment(description(101, 0.01))).toMatchObject({ steps: 1000, stopTime: 11, cutFrom: 101 });
  });

  it('goes as far as the user says', () => {
    const wanted = { startTime: 0, stopTime: 20, stepSize: 0.01 };
    expect(smokeExperiment(description(3, 0.1), wanted)).toMatchObject({ ...wanted, steps: 2000, cutFrom: undefined });
  });

  it('ends with the last whole step, and has at least one', () => {
    expect(smokeExperiment(description(2, 0.3)).steps).toBe(3);
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
});
