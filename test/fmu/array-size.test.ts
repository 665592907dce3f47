// Sizes of arrays are taken from texts that others have written.
import { describe, expect, it } from 'vitest';
import { sizesOf } from '../../src/fmu/array-size.js';
import type { Variable } from '../../src/fmu/model-description.js';

function sizeFrom(start: string): number | undefined {
  const size = { valueReference: 1, type: 'UInt64', start: [start], dimensions: [] } as unknown as Variable;
  return sizesOf({ fmiMajor: 3, variables: [size] })(1);
}

describe('the size that a structural parameter gives', () => {
  it.each([
    ['0', 0],
    ['1', 1],
    ['+2', 2],
    ['007', 7],
    ['100000', 100_000],
  ])('is %j', (text, size) => {
    expect(sizeFrom(text)).toBe(size);
  });

  it.each(['', ' ', '1e3', '0x10', '0b1', '2.0', '-1', 'Infinity', '18446744073709551615'])(
    'is not known from %j',
    (text) => {
      expect(sizeFrom(text)).toBeUndefined();
    },
  );
});
