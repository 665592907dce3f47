import { expect, it } from 'vitest';
import { Representatives } from '../../src/explore/representatives.js';

const configuration = (number: number): Buffer => Buffer.from([number]);

it('takes the first configuration with the same outputs for all of them', () => {
  const all = new Representatives(undefined);
  expect(all.of(configuration(1), 0, [1, 'a', true])).toEqual(configuration(1));
  expect(all.of(configuration(2), 0, [1, 'a', true])).toEqual(configuration(1));
  expect(all.of(configuration(3), 0, [1.0000000001, 'a', true])).toEqual(configuration(3));
  expect(all.of(configuration(4), 1, [1, 'a', true])).toEqual(configuration(4));
  expect(all.of(configuration(5), 0, [1, 'a","b'])).toEqual(configuration(5));
  expect(all.of(configuration(6), 0, [1, 'a', 'b'])).toEqual(configuration(6));
});

it('rounds reals to multiples, and nothing else', () => {
  const all = new Representatives(0.5);
  expect(all.of(configuration(1), 0, [1.1, 7n])).toEqual(configuration(1));
  expect(all.of(configuration(2), 0, [0.9, 7n])).toEqual(configuration(1));
  expect(all.of(configuration(3), 0, [1.3, 7n])).toEqual(configuration(3));
  expect(all.of(configuration(4), 0, [1.1, 8n])).toEqual(configuration(4));
  expect(all.of(configuration(5), 0, [-0.1, 0n])).toEqual(configuration(5));
  expect(all.of(configuration(6), 0, [0.1, 0n])).toEqual(configuration(5));
  expect(all.of(configuration(7), 0, [NaN, 0n])).toEqual(configuration(7));
  expect(all.of(configuration(8), 0, [NaN, 0n])).toEqual(configuration(7));
  expect(all.of(configuration(9), 0, [Infinity, 0n])).toEqual(configuration(9));
});
