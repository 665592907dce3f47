// The bound is written here by hand: the larger of 1e-9 of the step and 8 units in the last place of the larger time.
import { describe, expect, it } from 'vitest';
import { isSameTime } from '../../src/runtime/same-time.js';

describe('two times are the same', () => {
  it.each([
    // time, step, the bound
    [0, 0.1, 1e-10],
    [0, 1e-300, 1e-309],
    [0, 0, 8 * 2 ** -1074],
    [1, 1e-3, 1e-12],
    [1, 1e-9, 8 * 2 ** -52],
    [1e6, 1e-3, 8 * 2 ** -33],
    [1e6, 60, 6e-8],
    [1e9, 1e-3, 8 * 2 ** -23],
    [-1e9, 1e-3, 8 * 2 ** -23],
    [1e9, 3600, 3.6e-6],
  ])('at %d with steps of %d up to a difference of %d', (time, step, bound) => {
    for (const sign of [1, -1]) {
      expect(isSameTime(time, time + sign * bound * 0.75, step)).toBe(true);
      expect(isSameTime(time + sign * bound * 0.75, time, step)).toBe(true);
      expect(isSameTime(time, time + sign * bound * 1.5, step)).toBe(false);
    }
  });

  it('never if one is no time', () => {
    for (const other of [NaN, Infinity, -Infinity]) {
      expect(isSameTime(1, other, 0.1)).toBe(false);
      expect(isSameTime(other, 1, 0.1)).toBe(false);
    }
    expect(isSameTime(1, 2, NaN)).toBe(false);
  });
});
