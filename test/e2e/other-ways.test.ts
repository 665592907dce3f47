// The less usual layouts work as well: the model in a sub-folder, and a platform whose own library is set aside.
import AdmZip from 'adm-zip';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { Fmu } from '../../src/fmu/fmu.js';
import { traceLibrary, whyNoTracer } from '../native/tracer.js';
import { ROOT, whyNotRunnable, type TestPlatform } from '../native/wine.js';
import { workspace } from '../remoting/support/workspace.js';
import { fmutool } from './support/executable.js';

const fixture = path.join(ROOT, 'fixtures', 'fmus', 'everything.fmu');

const ways: [string, string[], TestPlatform, TestPlatform][] = [
  ['--keep-name on win64', ['win64', '--keep-name'], 'win64', 'win64'],
  ['--keep-name on linux64', ['linux64', '--keep-name'], 'linux64', 'linux64'],
  ['--via win32 on win64, which has its own', ['win64', '--via', 'win32'], 'win64', 'win32'],
  ['--via win64 on win32, which has its own', ['win32', '--via', 'win64'], 'win32', 'win64'],
];

for (const [name, args, importer, computes] of ways) {
  const missing = [importer, computes].map((each) => whyNotRunnable(each) ?? whyNoTracer(each)).find(Boolean);
  const why = missing ?? (existsSync(fixture) ? undefined : 'fixtures/fmus/everything.fmu is not there');
  it.skipIf(why !== undefined)(
    why === undefined ? name : `${name} (skipped: ${why})`,
    { timeout: 240_000 },
    async () => {
      const folder = workspace();
      const patched = path.join(folder, 'patched.fmu');
      const { status, stderr } = await fmutool(['add-remoting', ...args, fixture, '--output', patched, '--no-sync']);
      expect([status, stderr]).toEqual([0, '']);
      unpack(fixture, path.join(folder, 'original'));
      unpack(patched, path.join(folder, 'patched'));
      const description = Fmu.open(fixture).modelDescription;
      const identifier = description.interfaces.find((each) => each.kind === 'coSimulation')?.modelIdentifier ?? '';
      const trace = (which: string, platform: TestPlatform): Promise<string> => {
        const library = `${identifier}${platform === 'linux64' ? '.so' : '.dll'}`;
        return traceLibrary({
          library: path.join(folder, which, 'binaries', platform, library),
          description,
          kind: 'coSimulation',
          platform,
          deadline: 100_000,
        });
      };
      const original = await trace('original', computes);
      expect(original.length).toBeGreaterThan(1000);
      expect(await trace('patched', importer)).toBe(original);
    },
  );
}

function unpack(fmu: string, folder: string): void {
  for (const entry of new AdmZip(fmu).getEntries().filter((each) => !each.isDirectory)) {
    const file = path.join(folder, entry.entryName);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, entry.getData());
  }
}
