// Long curves are drawn with fewer points that look the same.
import { describe, expect, it } from 'vitest';
import { ValueType } from '../../../src/runtime/frames.js';
import { differingAt, seriesOf, thinned } from '../../../src/smoke/report/series.js';
import { bytes, ONE, recording, variable } from '../recordings.js';

const series = (values: number[]) => ({
  variable: variable('x', 1, ValueType.Real),
  times: values.map((_value, index) => index),
  values,
});

describe('a curve', () => {
  it('is there for every output that can be drawn', () => {
    const found = seriesOf(recording([bytes(ONE, 3, 'a'), bytes(ONE, 4, 'b')]));
    expect(found.map(({ variable: { name }, times, values }) => [name, times, values])).toEqual([
      ['x', [0, 0.1], [1, 1]],
      ['n', [0, 0.1], [3, 4]],
    ]);
  });

  it('keeps its ends, its extremes and the marks', () => {
    const values = Array.from({ length: 10_000 }, (_none, index) => Math.sin(index / 500));
    values[1234] = 50;
    values[4321] = -50;
    const kept = thinned(series(values), 100, new Set([777]));
    expect(kept).toEqual(expect.arrayContaining([0, 777, 1234, 4321, 9999]));
    expect(kept.length).toBeLessThanOrEqual(203);
    expect([...kept].sort((a, b) => a - b)).toEqual(kept);
  });

  it('is left as it is when it is short', () => {
    expect(thinned(series([1, 2, 3]), 100, new Set())).toEqual([0, 1, 2]);
  });

  it('differs where its values do, NaN from NaN not', () => {
    expect(differingAt(series([1, NaN, 0, 4]), series([1, NaN, -0, 5, 6]))).toEqual([2, 3]);
  });
});
