// FMUs that other tools have made, where they are there: two traces of the same library are equal, so that those of an
// original and a patched one can be compared.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { PLATFORMS, titleFor, whyNot } from './platforms.js';
import { REAL_FMUS, REAL_FMU_FOLDER } from './real-fmus.js';
import { UnpackedFmu } from './unpacked-fmu.js';

const unpacked: UnpackedFmu[] = [];
afterAll(() => {
  for (const fmu of unpacked) fmu.remove();
});

describe.each(REAL_FMUS)('$file', ({ file, options, hangsOn = [] }) => {
  const path = join(REAL_FMU_FOLDER, file);
  const fmu = existsSync(path) ? UnpackedFmu.at(path, 'real') : undefined;
  if (fmu === undefined) {
    it.skip(`is not traced: ${path} is not there`);
    return;
  }
  unpacked.push(fmu);
  for (const platform of PLATFORMS) {
    describe.skipIf(whyNot(platform))(titleFor(platform), () => {
      for (const { kind } of fmu.description.interfaces) {
        if (kind === 'scheduledExecution') continue;
        if (!fmu.has(platform, kind)) {
          it.skip(`has no library for ${kind} on ${platform}`);
          continue;
        }
        if (hangsOn.includes(platform)) {
          it.skip(`hangs on ${platform} by itself`);
          continue;
        }
        it(`as ${kind} gives the same trace twice`, async () => {
          const first = await fmu.trace({ platform, kind, options });
          expect(first).toContain('  = instance\n');
          expect(first).toContain('fmi2FreeInstance\n');
          expect(await fmu.trace({ platform, kind, options })).toBe(first);
        });
      }
    });
  }
});
