/**
 * The heart of the suite: a patched FMU does exactly what the original does. The same program calls every function of
 * both libraries, in legal and illegal ways, and the two traces are equal to the byte.
 */
import AdmZip from 'adm-zip';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Fmu } from '../../src/fmu/fmu.js';
import { whyNot } from '../native/platforms.js';
import { REAL_FMUS, REAL_FMU_FOLDER } from '../native/real-fmus.js';
import { fixtureFmu } from '../native/unpacked-fmu.js';
import { emulatorOf, ROOT, type TestPlatform } from '../native/wine.js';
import { PATIENCE } from '../patience.js';
import { PatchedFmu, comparable } from './support/patched.js';

/** Which library computes, and where the importer runs. */
interface Route {
  readonly importer: TestPlatform;
  readonly computes: TestPlatform;
}

const routes: readonly Route[] = [
  { importer: 'linux64', computes: 'linux64' },
  { importer: 'linux32', computes: 'linux32' },
  { importer: 'linux32', computes: 'linux64' },
  { importer: 'linux64', computes: 'linux32' },
  { importer: 'win64', computes: 'win64' },
  { importer: 'win32', computes: 'win32' },
  { importer: 'win32', computes: 'win64' },
  { importer: 'win64', computes: 'win32' },
];

const kinds = ['coSimulation', 'modelExchange'] as const;

/** For both traces together; far more than an idle machine needs. */
const deadline = 240_000 * PATIENCE;

/** What is asked of the model that knows everything; of the other fixtures only the first, of other vendors' the legal. */
const allModes: readonly (readonly string[])[] = [
  ['--illegal'],
  ['--three'],
  ['--nested'],
  ['--callbacks', 'no-logger'],
  ['--callbacks', 'no-step-finished'],
  ['--callbacks', 'no-memory'],
  ['--callbacks', 'none'],
];

describe('fixtures', () => {
  const names = readdirSync(path.join(ROOT, 'fixtures', 'fmus')).map((file) => path.basename(file, '.fmu'));
  for (const name of names.filter((each) => each !== 'misbehaving')) {
    // The tracer calls the functions of FMI 2.0; versions.test.ts has the others.
    if (Fmu.open(fixtureFmu(name)).modelDescription.fmiMajor !== 2) continue;
    const modes = name === 'everything' ? allModes : allModes.slice(0, 1);
    describe(`${name}.fmu`, () => compare(fixtureFmu(name), modes));
  }
});

describe('FMUs of other vendors', () => {
  for (const { file, options, hangsOn } of REAL_FMUS) {
    const fmu = path.join(REAL_FMU_FOLDER, file);
    if (existsSync(fmu)) describe(file, () => compare(fmu, [options], hangsOn));
    else it.skip(`${file} is not there`, () => undefined);
  }
});

function compare(file: string, modes: readonly (readonly string[])[], hangsOn: readonly TestPlatform[] = []): void {
  const folders = new Set(new AdmZip(file).getEntries().map((entry) => entry.entryName.split('/')[1]));
  const { interfaces } = Fmu.open(file).modelDescription;
  for (const { importer, computes } of routes) {
    if (!folders.has(computes) || hangsOn.includes(computes)) continue;
    const missing = whyNot(importer) ?? whyNot(computes);
    const isEmulated = [importer, computes].some((platform) => emulatorOf(platform) !== undefined);
    const name = importer === computes ? `isolated on ${importer}` : `${computes} in a ${importer} importer`;
    describe.skipIf(missing !== undefined)(missing === undefined ? name : `${name} (skipped: ${missing})`, () => {
      let fmu: PatchedFmu | undefined;
      beforeAll(async () => {
        fmu = await PatchedFmu.make(file, [computes], [importer]);
      });
      afterAll(() => fmu?.remove());

      for (const kind of kinds.filter((each) => interfaces.some((one) => one.kind === each))) {
        for (const options of modes) {
          it(`${kind} ${options.join(' ')}`, { timeout: deadline }, async (context) => {
            // Nested calls of a co-simulation are so many that an emulator needs minutes for them.
            const isTooMuch = isEmulated && kind === 'coSimulation' && options.includes('--nested');
            if (isTooMuch) return context.skip('takes minutes in an emulator');
            const { original, patched } = await fmu!.traces(
              { kind, options, deadline: deadline / 2 },
              computes,
              importer,
            );
            expect(original.length).toBeGreaterThan(1000);
            expect(comparable(patched)).toBe(comparable(original));
          });
        }
      }
    });
  }
}
