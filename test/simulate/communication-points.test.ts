// Times and sizes of steps; what is expected is counted here from start and step, never added up.
import { describe, expect, it } from 'vitest';
import { fc } from '../random.js';
import { CommunicationPoints } from '../../src/simulate/communication-points.js';

function points(startTime: number, stopTime: number, stepSize: number, constant = false): CommunicationPoints {
  return new CommunicationPoints({ startTime, stopTime, stepSize }, { constant });
}

const times = (from: CommunicationPoints): number[] =>
  Array.from({ length: from.count + 1 }, (_none, point) => from.time(point));
const sizes = (from: CommunicationPoints): number[] =>
  Array.from({ length: from.count }, (_none, point) => from.size(point));

describe('communication points', () => {
  it.each([
    [0, 1, 0.1, 10],
    [0, 1, 0.01, 100],
    [0, 10, 0.1, 100],
    [0, 1, 1 / 3, 3],
    [-1, 1, 0.1, 20],
    [1e6, 1e6 + 1, 0.001, 1000],
    [1e9, 1e9 + 1, 0.1, 10],
    [1e9, 1e9 + 1, 0.001, 1000],
    [0, 1, 1e-5, 100_000],
    [0, 2, 1, 2],
    [0, 1, 1, 1],
    [1, 1, 1, 0],
  ])(
    'from %d to %d in steps of %d are start + n x step, and the last one is the stop time',
    (from, to, step, count) => {
      for (const constant of [false, true]) {
        const all = points(from, to, step, constant);
        expect(all.count).toBe(count);
        expect(all.note).toBeUndefined();
        expect(new Set(sizes(all))).toEqual(new Set(count === 0 ? [] : [step]));
        const expected = Array.from({ length: count + 1 }, (_none, n) => (n === count ? to : from + n * step));
        expect(times(all)).toEqual(expected);
      }
    },
  );

  it.each([
    [0, 3, 0.1, 3.0000000000000004],
    [0, 17, 0.01, 17.000000000000004],
    [0, 1, 0.01, 1],
    [0, 1, 0.3, 1],
    [2, 2, 0.1, 2],
  ])('from %d to %d in steps of %d have the stop time %d for a model that adds', (from, to, step, announced) => {
    expect(points(from, to, step).announcedStop).toBe(announced);
  });

  it('never have a step that ends beyond the stop time that the model is told', () => {
    const time = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    const steps = fc.integer({ min: 1, max: 2000 });
    fc.assert(
      fc.property(
        time,
        fc.double({ min: 1e-3, max: 10, noNaN: true }),
        steps,
        fc.boolean(),
        (from, step, n, constant) => {
          const all = points(from, from + n * step, step, constant);
          const ends = Array.from({ length: all.count }, (_none, point) => all.time(point) + all.size(point));
          expect(Math.max(...ends)).toBeLessThanOrEqual(all.announcedStop);
          expect(all.announcedStop - (from + n * step)).toBeLessThanOrEqual(1e-8 * step + 8 * Number.EPSILON * 1.1e6);
        },
      ),
    );
  });

  it('end with a shorter step where the step does not divide the time, and say so', () => {
    const all = points(0, 1, 0.3);
    expect(times(all)).toEqual([0, 0.3, 0.6, 3 * 0.3, 1]);
    expect(sizes(all)).toEqual([0.3, 0.3, 0.3, 1 - 3 * 0.3]);
    expect(all.note).toBe('steps of 0.3 s do not divide 0 s to 1 s: the last one has 0.1 s');
    expect(times(points(0, 0.5, 2))).toEqual([0, 0.5]);
  });

  it('make one step, however much shorter than a step the whole time is', () => {
    for (const stop of [1e-9, 1e-20, Number.MIN_VALUE]) {
      const all = points(0, stop, 0.1);
      expect([times(all), sizes(all)]).toEqual([[0, stop], [stop]]);
      expect(() => points(0, stop, 0.1, true)).toThrow('the model takes steps of one size only');
    }
  });

  it('end with the last whole step where all have to be of one size, and say so', () => {
    const all = points(0, 1, 0.3, true);
    expect(times(all)).toEqual([0, 0.3, 0.6, 3 * 0.3]);
    expect(sizes(all)).toEqual([0.3, 0.3, 0.3]);
    expect(all.note).toBe(
      'steps of 0.3 s do not divide 0 s to 1 s, and the model takes no others: 3 whole steps, up to 0.9 s (--step, --stop)',
    );
    expect(points(0, 1, 0.6, true).note).toContain('one whole step, up to 0.6 s');
    expect(() => points(0, 0.5, 2, true)).toThrow('not one of 2 s fits between 0 s and 0.5 s; choose a later --stop');
  });

  it('have no step that is not worth one: the last one takes the rest', () => {
    const all = points(0, 1, 0.3333333);
    expect(all.count).toBe(3);
    expect(all.time(3)).toBe(1);
    expect(all.size(2)).toBe(1 - 2 * 0.3333333);
    expect(points(0, 1, 0.3333333, true).time(3)).toBe(3 * 0.3333333);
  });

  it('never go beyond the stop time but for rounding, nor back, whatever the experiment', () => {
    const time = fc.double({ min: -1e9, max: 1e9, noNaN: true });
    const odd = fc.oneof(fc.constant(1), fc.double({ min: 0.5, max: 1, noNaN: true }));
    fc.assert(
      fc.property(
        time,
        fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
        fc.integer({ min: 1, max: 300 }),
        odd,
        fc.boolean(),
        (from, span, count, part, constant) => {
          const to = from + span;
          const all = points(from, to, ((to - from) / count) * part, constant);
          const list = times(all);
          const last = list.at(-1) ?? NaN;
          if (!constant || part === 1) expect(last).toBe(to);
          expect(last).toBeLessThanOrEqual(to);
          for (const [index, size] of sizes(all).entries()) {
            expect(size).toBeGreaterThan(0);
            expect(list[index + 1]).toBeGreaterThan(list[index] ?? NaN);
            expect(Math.abs((list[index] ?? NaN) + size - (list[index + 1] ?? NaN))).toBeLessThanOrEqual(1e-6);
          }
        },
      ),
    );
  });

  it('have a result at every so many of them, and at the last one', () => {
    const all = new CommunicationPoints(
      { startTime: 0, stopTime: 1, stepSize: 0.1, stepsPerResult: 4 },
      { constant: false },
    );
    expect(
      Array.from({ length: 11 }, (_none, point) => all.isResult(point)).flatMap((is, n) => (is ? [n] : [])),
    ).toEqual([0, 4, 8, 10]);
  });

  it('draw in what is there but for rounding, and nothing else', () => {
    const all = points(0, 1, 0.1);
    for (const [time, snapped] of [
      [0.8, 0.8],
      [0.7999999999999999, 0.8],
      [0.3, 3 * 0.1],
      [0.3 + 5e-11, 3 * 0.1],
      [0.3 + 2e-10, 0.3 + 2e-10],
      [1 - 1e-16, 1],
      [-1, -1],
      [1.1, 1.1],
    ] as const) {
      expect(all.snap(time)).toBe(snapped);
    }
    const uneven = points(0, 1, 0.3);
    expect([0.9, 1 + 1e-12, 0.95].map((time) => uneven.snap(time))).toEqual([3 * 0.3, 1, 0.95]);
  });
});
