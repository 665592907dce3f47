// A smoke test is quick: the FMU's own experiment is cut where it would not be, and the user may ask for more.
import { describe, expect, it } from 'vitest';
import { pointsOf, smokeExperiment } from '../../src/smoke/experiment.js';

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
      announcedStop: 3.0000000000000004, // 2.9000000000000004 + 0.1
      wholeStop: 3,
      cutFrom: undefined,
    });
  });

  it('is cut after 1,000 steps, and says so', () => {
    expect(smokeExperiment(description(101, 0.01))).toMatchObject({
      steps: 1000,
      stopTime: 11,
      announcedStop: 101.00000000000001, // 100.99000000000001 + 0.01
      wholeStop: 101,
      cutFrom: 101,
    });
  });

  it('goes as far as the user says', () => {
    const wanted = { startTime: 0, stopTime: 20, stepSize: 0.01 };
    expect(smokeExperiment(description(3, 0.1), wanted)).toMatchObject({ ...wanted, steps: 2000, cutFrom: undefined });
  });

  it('ends with a shorter step, or with the last whole one where the model takes no others', () => {
    const [shorter, whole] = [false, true].map((constant) => smokeExperiment(description(2, 0.3), {}, { constant }));
    expect(shorter).toMatchObject({ steps: 4, stopTime: 2, cutFrom: undefined, announcedStop: 2 });
    expect(whole).toMatchObject({ steps: 3, stopTime: 1 + 3 * 0.3, cutFrom: undefined, announcedStop: 2 });
    expect(smokeExperiment(description(2, 5))).toMatchObject({ steps: 1, stopTime: 2 });
    expect(() => smokeExperiment(description(2, 5), {}, { constant: true })).toThrow('choose a later --stop');
  });

  it('has fewer steps where every one has very many outputs', () => {
    expect(smokeExperiment(description(101, 0.01), {}, { outputs: 100_000 }).steps).toBe(100);
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

  it('keeps its points where it is cut', () => {
    const experiment = smokeExperiment(description(101, 0.01));
    const points = pointsOf(experiment, true);
    expect(points.time(experiment.steps)).toBe(experiment.stopTime);
    expect(points.time(999)).toBe(1 + 999 * 0.01);
  });
});
