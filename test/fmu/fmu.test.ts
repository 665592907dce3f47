import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Fmu } from '../../src/fmu/fmu.js';
import { type EntrySpec, buildZip } from './archive/zip-builder.js';
import { toolError } from './expect-error.js';
import { LINUX64, WIN64, buildFmu, remotingText } from './fmu-samples.js';

const open = (bytes: Buffer): Fmu => Fmu.fromBuffer(bytes, 'test.fmu');

describe('Fmu', () => {
  it('is opened without reading what is not asked for', () => {
    const broken: EntrySpec = { name: 'binaries/win64/two.dll', data: WIN64, crc: 1 };
    const fmu = open(buildFmu([broken]));
    expect(fmu.modelDescription.modelName).toBe('Two');
    expect(toolError(() => fmu.binaries)).toMatchObject({ code: 'archive-bad-crc', path: 'test.fmu' });
  });

  it('parses its model description once', () => {
    const fmu = open(buildFmu([]));
    expect(fmu.modelDescription).toBe(fmu.modelDescription);
  });

  it('finds its programs and libraries by their headers, also in sub-folders', () => {
    const fmu = open(
      buildFmu([
        { name: 'binaries/win64/two.dll', data: WIN64 },
        { name: 'binaries/win64/notes.txt', data: 'text' },
        { name: 'binaries/win64/deep/helper.dat', data: LINUX64 },
        { name: 'resources/other.dll', data: WIN64 },
        { name: 'binaries/stray.dll', data: WIN64 },
      ]),
    );
    expect(fmu.binaries.map(({ path, folder, info }) => [path, folder, info.format])).toEqual([
      ['binaries/win64/two.dll', 'win64', 'pe'],
      ['binaries/win64/deep/helper.dat', 'win64', 'elf'],
    ]);
  });

  it('reads the .remoting files that stand beside libraries', () => {
    const text = remotingText({
      kind: 'bridge',
      platform: 'win64',
      model: '../win64/two.dll',
      server: '../win64/s.exe',
    });
    const fmu = open(
      buildFmu([
        { name: 'binaries/win32/two.remoting', data: text },
        { name: 'resources/two.remoting', data: 'something else' },
        { name: 'binaries/win32/deep/two.remoting', data: 'something else' },
      ]),
    );
    expect(fmu.remoting).toEqual([
      {
        path: 'binaries/win32/two.remoting',
        file: expect.objectContaining({ kind: 'bridge', platform: 'win64' }) as unknown,
      },
    ]);
  });

  it.each([
    ['broken', 'nonsense', '"binaries/win32/two.remoting": the .remoting file line 1 is not key=value'],
    ['huge', ' '.repeat(70_000), '"binaries/win32/two.remoting" is too big for a .remoting file; remove it'],
  ])('says which .remoting file is %s', (_what, data, message) => {
    const fmu = open(buildFmu([{ name: 'binaries/win32/two.remoting', data }]));
    expect(toolError(() => fmu.remoting)).toMatchObject({ code: 'remoting-file', path: 'test.fmu', message });
  });

  it.each([
    ['has none at all', 'readme.txt', 'has no modelDescription.xml'],
    ['was zipped with its folder', 'model/modelDescription.xml', 'zip the contents of that folder'],
    ['spells it differently', 'ModelDescription.xml', 'the spelling counts'],
  ])('is refused without a modelDescription.xml at its root: one that %s', (_what, name, part) => {
    const error = toolError(() => open(buildZip([{ name, data: 'x' }])));
    expect(error).toMatchObject({ code: 'fmu-no-model-description', path: 'test.fmu' });
    expect(error.message).toContain(part);
  });

  it('names the file in errors of the model description', () => {
    const fmu = open(buildFmu([], '<wrong/>'));
    expect(toolError(() => fmu.modelDescription)).toMatchObject({ code: 'model-description-root', path: 'test.fmu' });
  });

  it('passes limits on to its archive', () => {
    const bytes = buildFmu([{ name: 'resources/big', data: Buffer.alloc(5000) }]);
    const limits = { entryBytes: 4000 };
    expect(toolError(() => Fmu.fromBuffer(bytes, 'x', { limits })).code).toBe('archive-too-large');
  });

  it('gives its file back when it is closed, and when it cannot be opened', () => {
    const folder = mkdtempSync(join(tmpdir(), 'fmutool-fmu-'));
    try {
      const path = join(folder, 'a.fmu');
      writeFileSync(path, buildFmu([]));
      const fmu = Fmu.open(path);
      expect(fmu.path).toBe(path);
      fmu.close();
      renameSync(path, join(folder, 'b.fmu'));
      writeFileSync(path, buildZip([{ name: 'a' }]));
      expect(toolError(() => Fmu.open(path)).path).toBe(path);
      rmSync(path);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
