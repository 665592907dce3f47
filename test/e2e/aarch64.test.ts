/** The Arm binaries, in an emulator: a patched FMU does what the original does. */
import AdmZip from 'adm-zip';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { whyNot } from '../native/platforms.js';
import { fixtureFmu } from '../native/unpacked-fmu.js';
import { ROOT } from '../native/wine.js';
import { PatchedFmu, comparable } from './support/patched.js';

const platform = 'aarch64-linux';
const model = path.join(ROOT, 'build', 'native', platform, 'fixtures', 'everything', 'everything.so');
const reason = whyNot(platform) ?? (existsSync(model) ? undefined : `${model} has not been built`);
const deadline = 240_000;

describe.skipIf(reason !== undefined)(reason === undefined ? platform : `${platform} (skipped: ${reason})`, () => {
  let fmu: PatchedFmu | undefined;

  beforeAll(async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'fmutool-arm-'));
    try {
      // The fixtures have no library for this platform.
      const zip = new AdmZip(fixtureFmu('everything'));
      zip.addLocalFile(model, `binaries/${platform}`);
      const file = path.join(folder, 'everything.fmu');
      zip.writeZip(file);
      fmu = await PatchedFmu.make(file, [platform], [platform]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
  afterAll(() => fmu?.remove());

  for (const kind of ['coSimulation', 'modelExchange'] as const) {
    // Nested calls of a co-simulation are so many that the emulator needs a minute for them.
    const nested = kind === 'modelExchange' ? [['--nested']] : [];
    for (const options of [['--illegal'], ['--three'], ...nested]) {
      it(`${kind} ${options.join(' ')}`, { timeout: deadline }, async () => {
        const request = { kind, options, deadline: deadline / 2 };
        const { original, patched } = await fmu!.traces(request, platform, platform);
        expect(original.length).toBeGreaterThan(1000);
        expect(comparable(patched)).toBe(comparable(original));
      });
    }
  }
});
