import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { STANDARD_FUNCTIONS } from '../../src/remoting/standard-functions.js';

it.each([1, 2, 3] as const)('knows the same functions of FMI %s as the native table', (major) => {
  const table = readFileSync(new URL(`../../native/fmi/fmi${major}.inc`, import.meta.url), 'utf8');
  const native = [...table.matchAll(/^FMI_(?:LOCAL|CREATE|FREE|CALL)\((\w+)/gm)].map((match) => match[1]);
  expect([...STANDARD_FUNCTIONS[major]].sort()).toEqual([...native].sort());
});
