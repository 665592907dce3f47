/** FMUs that other tools made; not part of the repository, so the tests skip themselves where they are absent. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { Archive } from '../../src/fmu/archive.js';
import { Fmu } from '../../src/fmu/fmu.js';
import { fmuInfo } from '../../src/fmu/info.js';

const FOLDER = fileURLToPath(new URL('../../../shared/fmus/', import.meta.url));
const REASON = existsSync(FOLDER) ? undefined : '../shared/fmus is absent';

interface Expected {
  readonly fmiVersion: string;
  readonly kinds: string[];
  readonly entries: number;
  readonly variables: number;
  /** Folder, format, architecture and number of FMI functions of each binary, as nm and objdump say. */
  readonly binaries: [folder: string, format: string, arch: string, functions: number][];
}

const FMUS: Readonly<Record<string, Expected>> = {
  'dymola-controller-fmi2.fmu': {
    fmiVersion: '2.0',
    kinds: ['modelExchange', 'coSimulation'],
    entries: 164,
    variables: 30,
    binaries: [
      ['darwin64', 'macho', 'x86_64', 44],
      ['linux64', 'elf', 'x86_64', 44],
      ['win32', 'pe', 'x86', 44],
      ['win64', 'pe', 'x86_64', 44],
    ],
  },
  'simulink-gain-fmi2.fmu': {
    fmiVersion: '2.0',
    kinds: ['coSimulation'],
    entries: 3,
    variables: 3,
    binaries: [['win64', 'pe', 'x86_64', 44]],
  },
  'simulink-passthrough-fmi3.fmu': {
    fmiVersion: '3.0',
    kinds: ['coSimulation'],
    entries: 3,
    variables: 25,
    binaries: [['x86_64-windows', 'pe', 'x86_64', 75]],
  },
  '20sim-controlledtemperature-fmi2.fmu': {
    fmiVersion: '2.0',
    kinds: ['coSimulation'],
    entries: 38,
    variables: 120,
    binaries: [
      ['linux32', 'elf', 'x86', 35],
      ['win32', 'pe', 'x86', 35],
      ['linux64', 'elf', 'x86_64', 35],
      ['win64', 'pe', 'x86_64', 35],
      ['darwin64', 'macho', 'x86_64', 35],
    ],
  },
  'identity-fmi1.fmu': {
    fmiVersion: '1.0',
    kinds: ['coSimulation'],
    entries: 13,
    variables: 8,
    binaries: [
      ['linux64', 'elf', 'x86_64', 25],
      ['win64', 'pe', 'x86_64', 25],
      ['win32', 'pe', 'x86', 25],
      ['linux32', 'elf', 'x86', 25],
    ],
  },
  'lsbus-cannode-fmi3.fmu': {
    fmiVersion: '3.0',
    kinds: ['coSimulation'],
    entries: 29,
    variables: 6,
    binaries: [
      ['aarch64-darwin', 'macho', 'universal', 75],
      ['x86_64-linux', 'elf', 'x86_64', 75],
      ['x86_64-windows', 'pe', 'x86_64', 75],
    ],
  },
};

describe.each(Object.entries(FMUS))('%s', (name, expected) => {
  it('is described as it is', (context) => {
    context.skip(REASON !== undefined, REASON);
    const fmu = Fmu.open(FOLDER + name);
    const info = fmuInfo(fmu);
    expect(info).toMatchObject({ fmiVersion: expected.fmiVersion, entries: expected.entries });
    expect(info.interfaces.map(({ kind }) => kind)).toEqual(expected.kinds);
    expect(info.variables.total).toBe(expected.variables);
    const binaries = info.platforms.flatMap(({ platform, binaries: list }) =>
      list.map(({ format, arch, fmiFunctions, role }) => [platform, format, arch, fmiFunctions.length, role]),
    );
    expect(binaries).toEqual(expected.binaries.map((each) => [...each, 'model']));
    expect(fmu.binaries.map(({ info: { damage } }) => damage)).toEqual(expected.binaries.map(() => undefined));
    expect(fmu.modelDescription.problems).toEqual([]);
    fmu.close();
  });

  it('is unpacked, changed and restored without losing a byte', (context) => {
    context.skip(REASON !== undefined, REASON);
    const bytes = readFileSync(FOLDER + name);
    const archive = Archive.fromBuffer(bytes, name);
    for (const entry of archive.entries) expect(archive.read(entry.name)).toHaveLength(entry.size);
    expect(archive.edit({}).toBuffer().equals(bytes)).toBe(true);
    const from = archive.entries.find((entry) => /^binaries\/.*\.(dll|so|dylib)$/.test(entry.name))!.name;
    const to = from.replace(/[^/]+$/, 'real-$&');
    const add = [{ name: from, data: Buffer.from('client'), mode: 0o755 }];
    const patched = Archive.fromBuffer(archive.edit({ rename: new Map([[from, to]]), add }).toBuffer(), name);
    const restored = patched.edit({ remove: new Set([from]), rename: new Map([[to, from]]) });
    expect(restored.toBuffer().equals(bytes)).toBe(true);
  });
});
