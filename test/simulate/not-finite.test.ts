import { describe, expect, it } from 'vitest';
import { ValueType } from '../../src/runtime/frames.js';
import { NotFiniteValues, notFiniteJson, notFiniteText } from '../../src/simulate/not-finite.js';
import { variable } from './model-variables.js';

describe('values that are not finite', () => {
  it('are named once for each variable, with the first time', () => {
    const values = new NotFiniteValues([
      variable('label', { type: ValueType.String }),
      variable('a'),
      variable('fine'),
      variable('b'),
    ]);
    values.row(0, ['NaN', 1, 1, 2]);
    values.row(0.1 * 3, ['NaN', 1, 1, -Infinity]);
    values.row(0.4, ['NaN', NaN, 1, 2]);
    values.row(0.5, ['NaN', Infinity, 1, 2]);
    expect(values.list.map(notFiniteText)).toEqual([
      '"b" is -inf at 0.3 s',
      '"a" is NaN at 0.4 s, and not a finite number in 2 rows altogether',
    ]);
    expect(values.list.map(notFiniteJson)).toEqual([
      { variable: 'b', time: 0.1 * 3, rows: 1, value: '-inf' },
      { variable: 'a', time: 0.4, rows: 2, value: 'NaN' },
    ]);
  });

  it.each([0, 1, 2, 100_000])('of %d variables are all named', (count) => {
    const values = new NotFiniteValues(Array.from({ length: count }, (_none, index) => variable(`v${index}`)));
    for (const time of [0, 1]) values.row(time, new Array<number>(count).fill(NaN));
    expect(values.list).toHaveLength(count);
    expect(values.list.every(({ time, rows }) => time === 0 && rows === 2)).toBe(true);
  });
});
