// Negated aliases of FMI 1.0: people see and give what the variable is, the model has the other sign.
import { describe, expect, it } from 'vitest';
import { negated, Signs } from '../../src/simulate/signs.js';

const signs = (...which: readonly boolean[]): Signs => new Signs(which.map((each) => ({ negated: each })));

describe('the other sign', () => {
  it.each([
    [1.5, -1.5],
    [-3, 3],
    [0, 0],
    [-0, 0],
    [Infinity, -Infinity],
    [true, false],
    [false, true],
    ['text', 'text'],
  ])('of %s is %s', (value, expected) => {
    expect(negated(value)).toBe(expected);
  });
});

describe('values of variables', () => {
  it('are turned where the variable is a negated alias, and turned back', () => {
    const values = [1, 2, true, 'x', 5];
    const turned = signs(true, false, true, true, false).turn(values);
    expect(turned).toEqual([-1, 2, false, 'x', 5]);
    expect(signs(true, false, true, true, false).turn(turned)).toEqual(values);
    expect(values, 'what was given is not changed').toEqual([1, 2, true, 'x', 5]);
  });

  it('are the same where there is none', () => {
    const values = [1, 2];
    expect(signs(false, false).turn(values)).toBe(values);
    expect(signs().turn([])).toEqual([]);
  });

  it('may be missing', () => {
    expect(signs(true, true, true).turn([7])).toEqual([-7]);
  });
});
