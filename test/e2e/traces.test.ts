/**
 * The heart of the suite: a patched FMU does exactly what the original does. The same program calls every function of
 * both libraries, in legal and illegal ways, and the two traces are equal to the byte.
 */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Fmu } from '../../src/fmu/fmu.js';
import { traceLibrary, whyNoTracer } from '../native/tracer.js';
import { ROOT, uriFor, whyNotRunnable, type TestPlatform } from '../native/wine.js';
import { PatchedFmu } from './support/patched.js';

/** Which library computes, and where the importer runs. */
interface Route {
  readonly importer: TestPlatform;
  readonly computes: TestPlatform;
}

const routes: readonly Route[] = [
  { importer: 'linux64', computes: 'linux64' },
  { importer: 'win64', computes: 'win64' },
  { importer: 'win32', computes: 'win32' },
  { importer: 'win32', computes: 'win64' },
  { importer: 'win64', computes: 'win32' },
];

const perTrace = 120_000;

/** What the tracer is asked for on our own fixtures; on other people's models only what is legal. */
const ownModes: readonly (readonly string[])[] = [
  ['--illegal'],
  ['--three'],
  ['--nested'],
  ['--callbacks', 'no-logger'],
  ['--callbacks', 'no-step-finished'],
  ['--callbacks', 'no-memory'],
  ['--callbacks', 'none'],
];

function fmusIn(folder: string): string[] {
  return existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.fmu'))
        .map((name) => path.join(folder, name))
    : [];
}

const fixtures = fmusIn(path.join(ROOT, 'fixtures', 'fmus')).filter((file) => !file.includes('misbehaving'));
const real = fmusIn(path.join(ROOT, '..', 'shared', 'fmus'));

for (const file of fixtures) describe(path.basename(file), () => compare(file, ownModes));
for (const file of real) describe(`${path.basename(file)} of another vendor`, () => compare(file, [[]]));
describe.skipIf(real.length > 0)('FMUs of other vendors', () => {
  it.skip('../shared/fmus is not there', () => undefined);
});

function compare(file: string, modes: readonly (readonly string[])[]): void {
  for (const { importer, computes } of routes) {
    const missing =
      whyNotRunnable(importer) ?? whyNotRunnable(computes) ?? whyNoTracer(importer) ?? whyNoTracer(computes);
    const name = importer === computes ? `isolated on ${importer}` : `${computes} in a ${importer} importer`;
    describe.skipIf(missing !== undefined)(missing === undefined ? name : `${name} (${missing})`, () => {
      let patched: PatchedFmu | undefined;
      beforeAll(async () => {
        const fmu = await Fmu.open(file);
        const served = fmu.archive.entries.some((entry) => entry.name.startsWith(`binaries/${computes}/`));
        if (served && fmu.modelDescription.fmiMajor === 2) {
          patched = await PatchedFmu.make(file, [computes], [importer]);
        }
      });
      afterAll(() => patched?.remove());

      for (const kind of ['coSimulation', 'modelExchange'] as const) {
        for (const options of modes) {
          it(`${kind} ${options.join(' ')}`, { timeout: 2 * perTrace }, async (context) => {
            if (patched === undefined) return context.skip('not for this FMU');
            const { description, resources } = patched;
            if (!description.interfaces.some((one) => one.kind === kind)) return context.skip('no such interface');
            const trace = (which: 'original' | 'patched', platform: TestPlatform): Promise<string> =>
              traceLibrary({
                library: patched!.library(which, platform, kind),
                description,
                kind,
                platform,
                scenario: { resources: uriFor(platform, resources) },
                options: [...options, ...tolerated(file)],
                deadline: perTrace,
              });
            const original = await trace('original', computes);
            expect(original.length).toBeGreaterThan(1000);
            expect(await trace('patched', importer)).toBe(original);
          });
        }
      }
    });
  }
}

// What differs between two runs of the original itself, and what its library needs of an importer.
function tolerated(file: string): string[] {
  return file.includes('dymola') ? ['--mask', 'state-bytes', '--mask', 'cpu-time', '--libm'] : [];
}
