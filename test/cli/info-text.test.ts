import { expect, it } from 'vitest';
import { infoText } from '../../src/cli/formats/info-text.js';
import { written } from '../../src/cli/output/line.js';
import type { FmuInfo } from '../../src/fmu/info.js';

/** What stands on the terminal. */
const shown = (...args: Parameters<typeof infoText>): string =>
  infoText(...args)
    .map((line) => written(line))
    .join('\n');

const info: FmuInfo = {
  file: 'model.fmu',
  fmiVersion: '2.0',
  modelName: 'Tank',
  generationTool: null,
  token: '{1-2}',
  interfaces: [
    {
      kind: 'coSimulation',
      modelIdentifier: 'tank',
      capabilities: { canGetAndSetFMUstate: true, needsExecutionTool: false, maxOutputDerivativeOrder: 2 },
    },
  ],
  platforms: [
    {
      platform: 'win32',
      folder: 'binaries/win32',
      binaries: [
        {
          path: 'binaries/win32/tank.dll',
          format: 'pe',
          arch: 'x86',
          bits: 32,
          fmiFunctions: ['fmi2DoStep'],
          imports: ['KERNEL32.dll'],
          role: 'client',
        },
      ],
      remoting: { kind: 'bridge', version: '0.1.0', from: 'win32', to: 'win64', timeout: 0 },
    },
    { platform: 'linux64', folder: 'binaries/linux64', binaries: [], remoting: null },
  ],
  variables: { total: 3, byCausality: { input: 1, output: 2 }, byType: { Real: 3 } },
  defaultExperiment: { startTime: 0, stopTime: 10, tolerance: 1e-6 },
  size: 2_621_440,
  entries: 12,
  nameProblems: [],
  modelProblems: [],
};

it('says what is in the FMU', () => {
  expect(shown(info, false)).toBe(
    `
model.fmu
  model       Tank
  FMI         2.0
  made by     not stated
  token       {1-2}
  file        2.5 MiB, 12 entries
  interfaces  Co-Simulation (tank)
                canGetAndSetFMUstate, maxOutputDerivativeOrder=2
  platforms   win32: remoting (bridge, computed by win64, added by fmutool 0.1.0)
                tank.dll: client, PE for x86, 32 bit, 1 FMI function
              linux64
                no library
  variables   3
              1 input, 2 output
              3 Real
  experiment  start 0, stop 10, tolerance 0.000001`.trimStart(),
  );
});

it('says how long a call may take where there is a limit', () => {
  const platforms = info.platforms.map((each) => ({
    ...each,
    remoting: each.remoting && { ...each.remoting, timeout: 30 },
  }));
  const text = shown({ ...info, platforms }, false);
  expect(text).toContain(
    'win32: remoting (bridge, computed by win64, calls limited to 30 s, added by fmutool 0.1.0)\n',
  );
});

it('names functions and libraries when asked to say more', () => {
  const text = shown(info, true);
  expect(text).toContain('\n                  fmi2DoStep\n                  needs KERNEL32.dll\n');
});

it('prints nothing of what an FMU might do to a terminal', () => {
  const text = shown({ ...info, modelName: '\u001b]0;evil\u0007', token: 'a\nb' }, false);
  expect(text).toContain('\\u001b]0;evil\\u0007');
  expect(text).toContain('a\\nb');
});

it('has so many binaries as can be looked through, and all of them where they are asked for', () => {
  const [first] = info.platforms;
  const [binary] = first?.binaries ?? [];
  if (first === undefined || binary === undefined) throw new Error('no binary');
  const many = Array.from({ length: 100_000 }, (_, place) => ({ ...binary, path: `binaries/win32/x${place}.dll` }));
  const text = shown({ ...info, platforms: [{ ...first, binaries: many }] }, false);
  expect(text.split('\n').length).toBeLessThan(150);
  expect(text).toContain('and 99901 more (--verbose shows all)');
  expect(shown({ ...info, platforms: [{ ...first, binaries: many.slice(0, 200) }] }, true)).toContain('x199.dll');
});

it('cuts texts that are too long to read', () => {
  const long = 'x'.repeat(1_000_000);
  const text = shown({ ...info, modelName: long, token: long, generationTool: long }, true);
  expect(text.length).toBeLessThan(5000);
});
