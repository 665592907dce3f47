// Where every entry of an FMU stands once remoting is in it, through a reader that shares nothing with the code under test.
import { describe, expect, it } from 'vitest';
import { add, both, change, platform, remove, twoLibraries, win64Only } from './support/change.js';
import { fmu, linuxLibrary, type InterfaceOptions } from './support/fmu.js';
import { readZip, zipMap, zipNames, zipText } from './support/read-zip.js';

describe('isolate', () => {
  it('renames the library in its place and puts client, settings and server at the end', async () => {
    const { after, plans, changed } = await change(win64Only, [add('win64')]);
    expect(changed).toBe(true);
    expect(plans[0]).toMatchObject({
      kind: 'isolate',
      added: ['binaries/win64/model.dll', 'binaries/win64/model.remoting', 'binaries/win64/server_sm.exe'],
      renamed: [{ from: 'binaries/win64/model.dll', to: 'binaries/win64/real-model.dll' }],
      server: 'binaries/win64/server_sm.exe',
    });
    const names = zipNames(win64Only).map((name) => name.replace('win64/model.dll', 'win64/real-model.dll'));
    expect(zipNames(after)).toEqual([...names, ...(plans[0]?.added ?? [])]);
    expect(zipText(after, 'binaries/win64/model.remoting')).toBe(
      [
        'format=1',
        'fmutool=0.1.0',
        'kind=isolate',
        'fmi=2',
        'platform=win64',
        'model=real-model.dll',
        'server=server_sm.exe',
        'transport=sm',
        'timeout=0',
        'original=model.dll',
        '',
      ].join('\n'),
    );
  });

  it('copies every other entry as it is: compressed bytes, times, modes, comment of the archive', async () => {
    const { after } = await change(win64Only, [add('win64')]);
    const now = zipMap(after);
    for (const entry of readZip(win64Only)) {
      const found = now.get(entry.name.replace('win64/model.dll', 'win64/real-model.dll'));
      expect(found?.header, entry.name).toBe(entry.header);
      expect(found?.packed.equals(entry.packed), entry.name).toBe(true);
    }
    expect(after.toString('latin1')).toContain('made by hand');
  });

  it('works for Linux too where prebuilt/ has the programs', async () => {
    const { after } = await change(fmu(['linux64']), [add('x86_64-linux')]);
    const map = zipMap(after);
    expect(map.get('binaries/linux64/real-model.so')?.data.equals(linuxLibrary())).toBe(true);
    expect(zipText(after, 'binaries/linux64/model.remoting')).toContain('server=server_sm\n');
    expect((map.get('binaries/linux64/server_sm')?.mode ?? 0) & 0o777).toBe(0o755);
  });
});

describe('bridge', () => {
  it.each([
    ['win32', 'win64'],
    ['win64', 'win32'],
  ] as const)('lets %s importers use the library of %s', async (asked, has) => {
    const { after, plans } = await change(fmu([has]), [add(asked)]);
    expect(plans[0]).toMatchObject({
      kind: 'bridge',
      renamed: [],
      server: `binaries/${has}/server_sm.exe`,
      added: [`binaries/${asked}/model.dll`, `binaries/${asked}/model.remoting`, `binaries/${has}/server_sm.exe`],
    });
    const text = zipText(after, `binaries/${asked}/model.remoting`);
    expect(text).toContain(
      `kind=bridge\nfmi=2\nplatform=${has}\nmodel=../${has}/model.dll\nserver=../${has}/server_sm.exe\n`,
    );
    expect(text).not.toContain('original=');
  });

  it('replaces a library of its own when --via asks for it, and can be taken back', async () => {
    const { after, plans } = await change(both, [add('win64', { via: platform('win32') })]);
    expect(plans[0]).toMatchObject({ kind: 'bridge', server: 'binaries/win32/server_sm.exe' });
    expect(zipText(after, 'binaries/win64/model.remoting')).toContain('model=../win32/model.dll\n');
    expect(zipNames(after)).toContain('binaries/win64/real-model.dll');
    const back = await change(after, [remove]);
    expect(back.after.equals(both)).toBe(true);
  });
});

describe('several model identifiers', () => {
  it('get a client and a settings file each, and share the server', async () => {
    const { after, plans } = await change(fmu(['win64'], twoLibraries), [add('win32'), add('win64')]);
    expect(plans[1]?.renamed).toHaveLength(2);
    const names = zipNames(after).filter((name) => /win(32|64)\/./.test(name));
    expect(names.sort()).toEqual([
      'binaries/win32/model_cs.dll',
      'binaries/win32/model_cs.remoting',
      'binaries/win32/model_me.dll',
      'binaries/win32/model_me.remoting',
      'binaries/win64/model_cs.dll',
      'binaries/win64/model_cs.remoting',
      'binaries/win64/model_me.dll',
      'binaries/win64/model_me.remoting',
      'binaries/win64/real-model_cs.dll',
      'binaries/win64/real-model_me.dll',
      'binaries/win64/server_sm.exe',
    ]);
    expect(zipText(after, 'binaries/win32/model_me.remoting')).toContain('model=../win64/real-model_me.dll\n');
  });

  it('that are one library for two interfaces get one client', async () => {
    const same: InterfaceOptions[] = [
      { kind: 'ModelExchange', identifier: 'model' },
      { kind: 'CoSimulation', identifier: 'model' },
    ];
    const { plans } = await change(fmu(['win64'], same), [add('win32')]);
    expect(plans[0]?.added).toHaveLength(3);
  });
});
