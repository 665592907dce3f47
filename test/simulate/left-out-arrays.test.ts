// Arrays that cannot be simulated with are told, so that no result lacks them without a word.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Archive } from '../../src/fmu/archive.js';
import { MODEL_DESCRIPTION } from '../../src/fmu/fmu.js';
import { simulate } from '../../src/simulate/simulate.js';

const fixture = fileURLToPath(new URL('../../fixtures/fmus/everything-3.fmu', import.meta.url));
const DIMENSION = '<Dimension valueReference="1"/>';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'fmutool-left-out-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** What a simulation of the fixture warns of, with other dimensions of its first array, `decay`, and those like it. */
async function warnings(dimension: string): Promise<string[]> {
  const archive = Archive.open(fixture);
  const xml = archive.read(MODEL_DESCRIPTION).toString().replaceAll(DIMENSION, dimension);
  const fmu = path.join(folder, 'changed.fmu');
  writeFileSync(fmu, archive.edit({ replace: new Map([[MODEL_DESCRIPTION, Buffer.from(xml)]]) }).toBuffer());
  archive.close();
  const told: string[] = [];
  await simulate(fmu, { experiment: { stopTime: 0.5 }, onLog: (text) => told.push(text) });
  return told.filter((text) => text.startsWith('left out'));
}

it('names arrays whose size is not known', { timeout: 60_000 }, async () => {
  expect(await warnings('<Dimension valueReference="17"/>')).toEqual([
    expect.stringMatching(/^left out of the simulation: "decay", .*, \d+ more; the size of an array is not known$/),
  ]);
});

it('refuses arrays with more elements than can be kept', { timeout: 60_000 }, async () => {
  await expect(warnings('<Dimension start="3000000000"/>')).rejects.toMatchObject({
    code: 'array-size',
    message: expect.stringMatching(/the array "decay" has 3000000000 elements, more than 1000000; name/) as unknown,
  });
});

it('says nothing where no array is left out', { timeout: 60_000 }, async () => {
  expect(await warnings(DIMENSION)).toEqual([]);
});
