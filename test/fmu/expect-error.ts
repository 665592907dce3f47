/** Looks at the FmuToolError that something throws. */
import { expect } from 'vitest';
import { FmuToolError } from '../../src/fmu/error.js';

/** The FmuToolError that `work` throws; fails if it throws nothing or anything else. */
export function toolError(work: () => unknown): FmuToolError {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(FmuToolError);
    const found = error as FmuToolError;
    expect(found.message, 'an error is one line').not.toMatch(/[\r\n]/);
    return found;
  }
  throw new Error('expected a FmuToolError, but nothing was thrown');
}

/** What `work` returns, or the FmuToolError it throws; anything else that is thrown passes through. */
export function resultOrToolError<T>(work: () => T): T | FmuToolError {
  try {
    return work();
  } catch (error) {
    if (error instanceof FmuToolError) return error;
    throw error;
  }
}
