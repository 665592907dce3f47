// The less usual layouts work as well: the model in a sub-folder, and a platform whose own library is set aside.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { whyNot } from '../native/platforms.js';
import { UnpackedFmu, fixtureFmu } from '../native/unpacked-fmu.js';
import type { TestPlatform } from '../native/wine.js';
import { workspace } from '../remoting/support/workspace.js';
import { fmutool } from './support/executable.js';

const fixture = fixtureFmu('everything');

const ways: [string, string[], TestPlatform, TestPlatform][] = [
  ['--keep-name on win64', ['win64', '--keep-name'], 'win64', 'win64'],
  ['--keep-name on linux64', ['linux64', '--keep-name'], 'linux64', 'linux64'],
  ['--via win32 on win64, which has its own', ['win64', '--via', 'win32'], 'win64', 'win32'],
  ['--via win64 on win32, which has its own', ['win32', '--via', 'win64'], 'win32', 'win64'],
];

for (const [name, args, importer, computes] of ways) {
  const missing = whyNot(importer) ?? whyNot(computes);
  const why = missing ?? (existsSync(fixture) ? undefined : 'fixtures/fmus/everything.fmu is not there');
  it.skipIf(why !== undefined)(
    why === undefined ? name : `${name} (skipped: ${why})`,
    { timeout: 240_000 },
    async () => {
      const folder = workspace();
      const patched = path.join(folder, 'patched.fmu');
      const { status, stderr } = await fmutool(['add-remoting', ...args, fixture, '--output', patched, '--no-sync']);
      expect([status, stderr]).toEqual([0, '']);
      const [before, after] = [UnpackedFmu.at(fixture, 'original'), UnpackedFmu.at(patched, 'patched')];
      onTestFinished(() => {
        before.remove();
        after.remove();
      });
      const traceOf = (fmu: UnpackedFmu, platform: TestPlatform): Promise<string> =>
        fmu.trace({ kind: 'coSimulation', platform, scenario: { resources: '' }, deadline: 100_000 });
      const original = await traceOf(before, computes);
      expect(original.length).toBeGreaterThan(1000);
      expect(await traceOf(after, importer)).toBe(original);
    },
  );
}
