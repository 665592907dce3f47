// Settings files that fmutool has not written: nothing is taken from such an FMU, or put into it.
import { describe, expect, it } from 'vitest';
import { Fmu } from '../../src/fmu/fmu.js';
import { takeInventory } from '../../src/remoting/installed.js';
import { add, expectRefusal, refused, remove } from './support/change.js';
import { fmuFiles, modelLibrary } from './support/fmu.js';
import { zip } from './support/zip.js';

describe('what is refused', () => {
  it("another tool's settings", async () => {
    const foreign = zip([...fmuFiles(['win64']), { name: 'binaries/win64/model.remoting', data: 'x' }]);
    await expectRefusal(foreign, [add('win64')], { code: 'remoting-file', message: /model\.remoting/ });
  });

  it('a settings file that would have remove-remoting take the model itself', async () => {
    const settings =
      'format=1\nfmutool=9\nkind=bridge\nfmi=2\nplatform=win64\nmodel=../win64/model.dll\nserver=../win64/model.dll\n';
    const bad = zip([
      ...fmuFiles(['win64']),
      { name: 'binaries/win32/model.remoting', data: settings },
      { name: 'binaries/win32/model.dll', data: modelLibrary(32) },
    ]);
    expect(await refused(bad, [remove])).toMatchObject({ code: 'remoting-broken' });
  });

  it.each([
    'model=../../x.dll',
    'model=model.dll',
    'model=gone.dll',
    ...['../../x.dll', 'server_sm.exe', 'helper.dll', 'con', '..', ''].map(
      (original) => `model=real-model.dll\noriginal=${original}`,
    ),
  ])('a settings file with %s', async (line) => {
    const settings = `format=1\nfmutool=9\nkind=isolate\nfmi=2\nplatform=win64\nserver=server_sm.exe\n${line}\n`;
    const bad = zip([
      ...fmuFiles(['win64']),
      { name: 'binaries/win64/helper.dll', data: 'helper' },
      { name: 'binaries/win64/server_sm.exe', data: 'server' },
      { name: 'binaries/win64/real-model.dll', data: 'x' },
      { name: 'binaries/win64/model.remoting', data: settings },
    ]);
    expect(await refused(bad, [remove])).toMatchObject({ code: 'remoting-broken' });
  });
});

describe("the model's library", () => {
  it('is never taken for a copy of another file', () => {
    const model = 'real/helper.dll';
    const settings = `format=1\nfmutool=9\nkind=isolate\nfmi=2\nplatform=win64\nserver=server_sm.exe\nmodel=${model}\noriginal=model.dll\n`;
    const fmu = Fmu.fromBuffer(
      zip([
        ...fmuFiles(['win64']),
        { name: 'binaries/win64/server_sm.exe', data: 'server' },
        { name: 'binaries/win64/helper.dll', data: 'helper' },
        { name: `binaries/win64/${model}`, data: 'the only one' },
        { name: 'binaries/win64/model.remoting', data: settings },
      ]),
      'model.fmu',
    );
    const { copies, own } = takeInventory(fmu);
    expect([...copies.keys()]).toEqual([]);
    expect(own.map(({ current }) => current)).toContain(`binaries/win64/${model}`);
  });
});
