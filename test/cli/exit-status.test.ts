import { expect, it } from 'vitest';
import { DONE, NOT_DONE, PROBLEM, worst } from '../../src/cli/exit-status.js';

it('of several FMUs the worst counts', () => {
  expect(worst([])).toBe(DONE);
  expect(worst([DONE, PROBLEM, DONE])).toBe(PROBLEM);
  expect(worst([PROBLEM, NOT_DONE, DONE])).toBe(NOT_DONE);
});
