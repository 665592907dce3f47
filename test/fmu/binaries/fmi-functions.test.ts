import { describe, expect, it } from 'vitest';
import { fmiFunctions } from '../../../src/fmu/binaries/fmi-functions.js';

const EXPORTS = [
  'one_fmiDoStep',
  'other_fmiReset',
  'fmi2DoStep',
  'fmi2',
  'fmi2_x',
  'one_fmi2DoStep',
  'fmi3Reset',
  'DllMain',
];

describe('the FMI functions of a library', () => {
  it('have the prefix of a model identifier in FMI 1', () => {
    expect(fmiFunctions(EXPORTS, 1, ['one'])).toEqual(['one_fmiDoStep']);
    expect(fmiFunctions(EXPORTS, 1, ['one', 'other'])).toEqual(['one_fmiDoStep', 'other_fmiReset']);
    expect(fmiFunctions(EXPORTS, 1, ['on'])).toEqual([]);
  });

  it('have the plain names of their version in FMI 2 and 3', () => {
    expect(fmiFunctions(EXPORTS, 2, ['one'])).toEqual(['fmi2DoStep']);
    expect(fmiFunctions(EXPORTS, 3, ['one'])).toEqual(['fmi3Reset']);
  });
});
