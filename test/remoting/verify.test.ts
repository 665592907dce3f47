// The check of a changed FMU, before it takes the place of the old one.
import { describe, expect, it } from 'vitest';
import { add, refused, win64Only } from './support/change.js';
import { MODEL_FUNCTIONS } from './support/fmu.js';

describe('what is refused', () => {
  it('a client that lacks a function of the model: the check finds it before the file is replaced', async () => {
    const clientExports = MODEL_FUNCTIONS.filter((name) => name !== 'fmi2DoStep');
    const error = await refused(win64Only, [add('win32')], { clientExports });
    expect(error).toMatchObject({
      code: 'verification-failed',
      message: expect.stringContaining('fmi2DoStep') as string,
    });
  });
});
