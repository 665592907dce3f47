// Libraries that must keep their names, and what is beside them.
import { describe, expect, it } from 'vitest';
import { Archive } from '../../src/fmu/archive.js';
import { add, both, change, platform, remove, win64Only } from './support/change.js';
import { fmuFiles } from './support/fmu.js';
import { pe } from './support/pe.js';
import { zipMap, zipNames, zipText } from './support/read-zip.js';
import { zip, type ZipFile } from './support/zip.js';

/** The FMU with remoting for win64 in the older layout: what was beside the library moved with it. */
async function inOlderLayout(before: Buffer): Promise<Buffer> {
  const { after } = await change(before, [add('win64')]);
  const archive = Archive.fromBuffer(after, 'new.fmu');
  const ours = new Set(['model.dll', 'model.remoting'].map((name) => `binaries/win64/${name}`));
  const copies = archive.entries.filter(({ name }) => name.startsWith('binaries/win64/real/'));
  const plain = (name: string): string => name.replace('/real/', '/');
  const moved = copies.filter(({ name }) => archive.has(plain(name)) && !ours.has(plain(name)));
  return archive
    .edit({
      remove: new Set(moved.map(({ name }) => name)),
      rename: new Map(moved.map(({ name }) => [plain(name), name])),
    })
    .toBuffer();
}

describe('a companion that looks for the model by its name', () => {
  const helper = pe({ bits: 64, imports: ['MODEL.dll', 'KERNEL32.dll'] });
  const withHelper = zip([
    ...fmuFiles(['win64']),
    { name: 'binaries/win64/helper.dll', data: helper },
    { name: 'binaries/win64/tables/a.txt', data: 'a' },
  ]);

  it('keeps the name of the library, in a sub-folder with copies of everything beside it, and says so', async () => {
    const { after, plans } = await change(withHelper, [add('win64')]);
    expect(plans[0]?.renamed).toEqual([{ from: 'binaries/win64/model.dll', to: 'binaries/win64/real/model.dll' }]);
    expect(plans[0]?.added).toEqual([
      'binaries/win64/real/helper.dll',
      'binaries/win64/real/tables/a.txt',
      'binaries/win64/model.dll',
      'binaries/win64/model.remoting',
      'binaries/win64/real/server_sm.exe',
    ]);
    const entries = zipMap(after);
    for (const name of ['helper.dll', 'tables/a.txt']) {
      const [own, copy] = [entries.get(`binaries/win64/${name}`), entries.get(`binaries/win64/real/${name}`)];
      expect(copy?.packed, name).toEqual(own?.packed);
    }
    expect(plans[0]?.reasons.join()).toContain('helper.dll imports model.dll by its name');
    const text = zipText(after, 'binaries/win64/model.remoting');
    expect(text).toContain('model=real/model.dll\nserver=real/server_sm.exe\n');
    expect(text).toContain('original=model.dll\n');
  });

  it('is taken back exactly, and adding again changes nothing', async () => {
    const { after } = await change(withHelper, [add('win64'), add('win32')]);
    expect((await change(after, [add('win64')])).changed).toBe(false);
    expect((await change(after, [remove])).after.equals(withHelper)).toBe(true);
  });

  it('does not matter when it is for another machine, or when the library is not renamed', async () => {
    const other = zip([
      ...fmuFiles(['win64']),
      { name: 'binaries/win64/helper.dll', data: pe({ bits: 32, imports: ['model.dll'] }) },
    ]);
    expect((await change(other, [add('win64')])).plans[0]?.renamed[0]?.to).toBe('binaries/win64/real-model.dll');
    expect((await change(withHelper, [add('win32')])).plans[0]?.renamed).toEqual([]);
  });

  it('is copied where its platform computes for another one, and stays alone where the library is only put aside', async () => {
    const files = [...fmuFiles(['win32', 'win64']), { name: 'binaries/win64/helper.dll', data: helper }];
    const aside = await change(zip(files), [add('win64', { via: platform('win32') })]);
    expect(zipNames(aside.after).filter((name) => name.endsWith('helper.dll'))).toEqual(['binaries/win64/helper.dll']);
    expect((await change(aside.after, [remove])).after.equals(zip(files))).toBe(true);
    const computing = await change(withHelper, [add('win32'), add('win64')]);
    expect(zipText(computing.after, 'binaries/win32/model.remoting')).toContain('model=../win64/real/model.dll\n');
    expect(zipNames(computing.after)).toContain('binaries/win64/real/helper.dll');
  });

  it.each([0, 1, 2, 3_000])('may be one of %i files beside the library', async (count) => {
    const beside = Array.from({ length: count }, (_none, n): ZipFile => ({
      name: `binaries/win64/t/${n}`,
      data: `${n}`,
    }));
    const before = zip([...fmuFiles(['win64']), ...beside]);
    const { after } = await change(before, [add('win64', { keepName: true })]);
    expect(zipNames(after).filter((name) => name.startsWith('binaries/win64/real/t/'))).toHaveLength(count);
    expect((await change(after, [add('win64')])).changed).toBe(false);
    expect((await change(after, [remove])).after.equals(before)).toBe(true);
  });

  it('is where the model looks for it again after an upgrade: older versions moved everything into the sub-folder', async () => {
    const old = await inOlderLayout(withHelper);
    expect(zipNames(old).filter((name) => name.endsWith('helper.dll'))).toEqual(['binaries/win64/real/helper.dll']);
    const { after, plans } = await change(old, [add('win64')]);
    expect(plans[0]?.renamed).toEqual([
      { from: 'binaries/win64/real/helper.dll', to: 'binaries/win64/helper.dll' },
      { from: 'binaries/win64/real/tables/a.txt', to: 'binaries/win64/tables/a.txt' },
    ]);
    expect(zipNames(after).filter((name) => name.endsWith('helper.dll'))).toEqual([
      'binaries/win64/helper.dll',
      'binaries/win64/real/helper.dll',
    ]);
    expect((await change(after, [remove])).after.equals(withHelper)).toBe(true);
    expect((await change(old, [remove])).after.equals(withHelper)).toBe(true);
  });

  it('is found in resources too', async () => {
    const far = zip([...fmuFiles(['win64']), { name: 'resources/bin/helper.dll', data: helper }]);
    const { plans } = await change(far, [add('win64')]);
    expect(plans[0]?.renamed).toEqual([{ from: 'binaries/win64/model.dll', to: 'binaries/win64/real/model.dll' }]);
  });

  it('is what --keep-name assumes', async () => {
    const { after, plans } = await change(win64Only, [add('win64', { keepName: true })]);
    expect(plans[0]?.renamed).toEqual([{ from: 'binaries/win64/model.dll', to: 'binaries/win64/real/model.dll' }]);
    const again = await change(after, [add('win64')]);
    expect(again.changed).toBe(false);
    expect((await change(after, [remove])).after.equals(win64Only)).toBe(true);
  });

  it('can be asked for later', async () => {
    const first = await change(both, [add('win64'), add('win32')]);
    const { after, plans } = await change(first.after, [add('win64', { keepName: true })]);
    expect(plans[0]?.renamed).toEqual([{ from: 'binaries/win64/real-model.dll', to: 'binaries/win64/real/model.dll' }]);
    expect((await change(after, [remove])).after.equals(both)).toBe(true);
  });

  it('gets another sub-folder where the FMU has one of that name', async () => {
    const taken = zip([
      ...fmuFiles(['win64']),
      { name: 'binaries/win64/real/x.txt', data: 'x' },
      { name: 'binaries/win64/real-model.dll', data: 'y' },
    ]);
    const { after } = await change(taken, [add('win64')]);
    const names = ['real/x.txt', 'real-2/real/x.txt', 'real-2/model.dll'].map((name) => `binaries/win64/${name}`);
    expect(zipNames(after)).toEqual(expect.arrayContaining(names));
    expect((await change(after, [remove])).after.equals(taken)).toBe(true);
  });
});
