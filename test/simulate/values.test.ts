import { describe, expect, it } from 'vitest';
import { fc } from '../random.js';
import { formatNumber, formatValue, jsonValue, parseNumber, parseValue } from '../../src/simulate/values.js';
import { ValueType } from '../../src/runtime/frames.js';
import { inputs, variable } from './model-variables.js';

const { u, count, on, mode, label, blob } = inputs;
const single = variable('single', { type: ValueType.Float32 });

describe('values as text', () => {
  it.each([
    [u, ' 1.5e-3 ', 0.0015],
    [u, '-.5', -0.5],
    [u, 'inf', Infinity],
    [u, '-Infinity', -Infinity],
    [u, 'NaN', NaN],
    [count, '-2147483648', -2147483648],
    [count, '+7', 7],
    [on, 'true', true],
    [on, '0', false],
    [on, 'False', false],
    [mode, 'full', -7],
    [mode, '1', 1],
    // As numpy, pandas and spreadsheets write whole numbers.
    [count, '3.0', 3],
    [count, '-0.0', 0],
    [count, '1e3', 1000],
    [on, '1.0', true],
    [on, '0.000', false],
    [on, '0e0', false],
    [mode, '-7.0', -7],
    [label, ' two words ', ' two words '],
    [label, '', ''],
    [blob, '00fF', Buffer.from([0, 255])],
    [single, '0.1', Math.fround(0.1)],
    [single, '3.4028234e38', Math.fround(3.4028234e38)],
    [single, '-inf', -Infinity],
    [single, 'nan', NaN],
  ])('are read as the variable is', (variable, text, value) => {
    expect(parseValue(text, variable)).toEqual(value);
  });

  it.each([
    [u, '1,5', /"u" cannot be "1,5": it takes a number/],
    [u, '', /a number/],
    [u, '0x10', /a number/],
    [u, '1e', /a number/],
    [count, '1.5', /a whole number of 32 bits/],
    [count, '2147483648', /a whole number/],
    [count, '3.0001', /a whole number/],
    [count, '1e10', /a whole number/],
    [count, 'nan', /a whole number/],
    [count, 'inf', /a whole number/],
    [count, '', /a whole number/],
    [on, '', /true or false/],
    [on, '0.5', /true or false/],
    [on, 'nan', /true or false/],
    [on, '2', /true or false/],
    [mode, 'fast', /one of eco \(1\), full \(-7\)/],
    [label, 'a\0b', /text/],
    [blob, 'abc', /hexadecimal/],
    [single, '1e39', /at most 3\.4e38/],
    [single, '-3.5e38', /at most 3\.4e38/],
  ])('are refused with what would be right', (variable, text, message) => {
    expect(() => parseValue(text, variable)).toThrow(message);
  });

  it('of numbers are read back as the same numbers, bit for bit', () => {
    fc.assert(fc.property(fc.double(), (value) => Object.is(parseNumber(formatNumber(value)), value)));
    // What is written as a number is not meant to be infinite.
    expect([parseNumber('1e400'), parseNumber('-1e400'), parseNumber('1e-400')]).toEqual([undefined, undefined, 0]);
  });

  it('are written for other programs', () => {
    expect([0.1 + 0.2, -0, true, false, 'x', Buffer.from([10])].map(formatValue)).toEqual([
      '0.30000000000000004',
      '-0',
      '1',
      '0',
      'x',
      '0a',
    ]);
    expect([NaN, -Infinity, 1.5, true, Buffer.from([10])].map(jsonValue)).toEqual(['NaN', '-inf', 1.5, true, '0a']);
  });
});
