// What makes traces comparable: the same library gives the same trace each time, on every platform.
import { afterAll, describe, expect, it } from 'vitest';
import { PLATFORMS, titleFor, whyNot } from './platforms.js';
import { UnpackedFmu, fixtureFmu } from './unpacked-fmu.js';

const fixtures = ['everything', 'misbehaving', 'once', 'two-libraries', 'companion', 'partial'];
const unpacked = new Map(fixtures.map((name) => [name, UnpackedFmu.at(fixtureFmu(name), name)]));

afterAll(() => {
  for (const fmu of unpacked.values()) fmu.remove();
});

/** Everything the tracer can do with `everything`, apart from killing. */
const variants: readonly (readonly string[])[] = [
  ['--illegal'],
  ['--three'],
  ['--quiet'],
  ['--callbacks', 'no-logger'],
  ['--callbacks', 'no-step-finished'],
  ['--callbacks', 'no-memory'],
  ['--callbacks', 'none'],
  ['--callbacks', 'null'],
  ['--cycles', '20'],
];

describe.each(PLATFORMS)('traces on %s', (platform) => {
  describe.skipIf(whyNot(platform))(titleFor(platform), () => {
    for (const [name, fmu] of unpacked) {
      for (const { kind } of fmu.description.interfaces) {
        if (kind === 'scheduledExecution') continue;
        it(`${name} as ${kind} gives the same trace twice`, async () => {
          const first = await fmu.trace({ platform, kind });
          expect(first).toContain('fmi2FreeInstance\n');
          expect(first).toMatch(/blocks held 0\n$/);
          expect(await fmu.trace({ platform, kind })).toBe(first);
        });
      }
    }

    it.each(variants)('everything gives the same trace twice with %s %s', async (...options) => {
      const fmu = unpacked.get('everything')!;
      for (const kind of ['coSimulation', 'modelExchange'] as const) {
        const first = await fmu.trace({ platform, kind, options });
        expect(first).toMatch(/blocks held 0\n$/);
        expect(await fmu.trace({ platform, kind, options })).toBe(first);
      }
    });

    it('getters called from within the logger are in the trace', async () => {
      const trace = await unpacked
        .get('two-libraries')!
        .trace({ platform, kind: 'coSimulation', options: ['--nested'] });
      // FMI 2.0 has no getters before initialization mode, so the one in fmi2SetDebugLogging is refused.
      expect(trace).toContain('"logging is on for 8 categories"\nfmi2GetReal [4]\n');
      expect(trace).toContain('"initialization begins at 0"\nfmi2GetReal [4]\n  = OK [4034000000000000=20]\n  = OK\n');
    });
  });
});

const traceable = PLATFORMS.filter((platform) => whyNot(platform) === undefined);

describe.skipIf(traceable.length < 2)('traces of everything', () => {
  it.each(['coSimulation', 'modelExchange'] as const)('are the same on all platforms as %s', async (kind) => {
    const fmu = unpacked.get('everything')!;
    const [first, ...others] = await Promise.all(
      traceable.map((platform) => fmu.trace({ platform, kind, options: ['--illegal'] })),
    );
    for (const other of others) expect(other).toBe(first);
  });
});
