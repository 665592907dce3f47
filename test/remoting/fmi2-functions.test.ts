import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { FMI2_FUNCTIONS } from '../../src/remoting/fmi2-functions.js';

it('knows the same functions as the native table', () => {
  const table = readFileSync(new URL('../../native/fmi/fmi2.inc', import.meta.url), 'utf8');
  const native = [...table.matchAll(/^FMI_(?:LOCAL|CREATE|FREE|CALL)\((\w+)/gm)].map((match) => match[1]);
  expect([...FMI2_FUNCTIONS].sort()).toEqual([...native].sort());
});
