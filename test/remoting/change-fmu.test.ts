// The main job on FMUs made up by hand, seen through a reader that shares nothing with the code under test.
import { existsSync, readFileSync, renameSync, statSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Archive } from '../../src/fmu/archive.js';
import { findPlatform, type Platform } from '../../src/fmu/platforms.js';
import { changeFmu, type ChangeOptions, type ChangeResult } from '../../src/remoting/change-fmu.js';
import { Prebuilt } from '../../src/prebuilt/prebuilt.js';
import type { AddRemoting, Operation } from '../../src/remoting/plan.js';
import { MODEL_FUNCTIONS, fmu, fmuFiles, linuxLibrary, modelLibrary, type InterfaceOptions } from './support/fmu.js';
import { pe } from './support/pe.js';
import { readZip, zipMap, zipNames, zipText } from './support/read-zip.js';
import { listing, madeUpPrebuilt, put, workspace, type PrebuiltOptions } from './support/workspace.js';
import { zip, type ZipFile } from './support/zip.js';

function platform(name: string): Platform {
  const found = findPlatform(name);
  if (found === undefined) throw new Error(name);
  return found;
}

function add(name: string, options: Partial<AddRemoting> = {}): AddRemoting {
  return { action: 'add-remoting', platform: platform(name), ...options };
}

const remove: Operation = { action: 'remove-remoting' };

/** Changes an FMU with these bytes and gives back what came of it. */
async function change(
  before: Buffer,
  operations: readonly Operation[],
  options: ChangeOptions & PrebuiltOptions = {},
): Promise<ChangeResult & { readonly after: Buffer }> {
  const folder = workspace();
  const file = put(folder, 'model.fmu', before);
  const prebuilt = options.prebuilt ?? madeUpPrebuilt(workspace(), options);
  const result = await changeFmu(file, operations, { sync: false, ...options, prebuilt });
  expect(listing(folder), 'nothing else is left').toEqual(['model.fmu']);
  return { ...result, after: readFileSync(result.output) };
}

async function refused(
  before: Buffer,
  operations: readonly Operation[],
  options: ChangeOptions & PrebuiltOptions = {},
): Promise<unknown> {
  const folder = workspace();
  const file = put(folder, 'model.fmu', before);
  const prebuilt = options.prebuilt ?? madeUpPrebuilt(workspace(), options);
  const error: unknown = await changeFmu(file, operations, { sync: false, ...options, prebuilt }).then(
    () => 'not refused',
    (reason: unknown) => reason,
  );
  expect(readFileSync(file).equals(before), 'the old file is whole').toBe(true);
  expect(listing(folder)).toEqual(['model.fmu']);
  return error;
}

/** Everything about the entries that undoing must bring back. */
function essence(bytes: Buffer): unknown[] {
  return readZip(bytes).map(({ name, packed, header }) => [name, header, packed.toString('hex')]);
}

const win64Only = fmu(['win64']);
const both = fmu(['win32', 'win64']);
const twoLibraries: InterfaceOptions[] = [
  { kind: 'ModelExchange', identifier: 'model_me' },
  { kind: 'CoSimulation', identifier: 'model_cs' },
];

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

describe('several platforms', () => {
  const orders: Operation[][] = [
    [add('win32'), add('win64')],
    [add('win64'), add('win32')],
  ];

  it.each([
    ['both libraries', both],
    ['win64 only', win64Only],
    ['win32 only', fmu(['win32'])],
  ])('end the same, byte for byte, whichever came first: %s', async (_name, before) => {
    const results: Buffer[] = [];
    for (const [first, second] of orders) {
      const once = await change(before, [first!]);
      results.push((await change(once.after, [second!])).after);
      results.push((await change(before, [first!, second!])).after);
    }
    for (const result of results) expect(result.equals(results[0]!)).toBe(true);
  });

  it('points a bridge at the library that has since been renamed', async () => {
    const once = await change(win64Only, [add('win32')]);
    const twice = await change(once.after, [add('win64')]);
    expect(twice.plans[0]).toMatchObject({ kind: 'isolate', replaced: ['binaries/win32/model.remoting'] });
    expect(zipText(twice.after, 'binaries/win32/model.remoting')).toContain('model=../win64/real-model.dll\n');
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

describe('repeating, upgrading, undoing', () => {
  const cases: [string, Buffer, Operation[]][] = [
    ['isolate', win64Only, [add('win64')]],
    ['bridge', win64Only, [add('win32')]],
    ['both', both, [add('win32'), add('win64')]],
    ['two libraries', fmu(['win64'], twoLibraries), [add('win32'), add('win64')]],
    ['Linux', fmu(['linux64', 'win64']), [add('linux64'), add('win64')]],
    [
      'a cleared flag',
      fmu(
        ['win64'],
        [{ kind: 'CoSimulation', identifier: 'model', attributes: "canBeInstantiatedOnlyOncePerProcess = '1'" }],
      ),
      [add('win64', { allowMultipleInstances: true })],
    ],
  ];

  it.each(cases)('adding twice changes nothing: %s', async (_name, before, operations) => {
    const once = await change(before, operations);
    const folder = workspace();
    const file = put(folder, 'model.fmu', once.after);
    const past = new Date(1e12);
    utimesSync(file, past, past);
    const twice = await changeFmu(file, operations, { prebuilt: madeUpPrebuilt(workspace()) });
    expect(twice).toMatchObject({ changed: false, written: false, sha256: once.sha256 });
    expect(twice.plans.every((plan) => !plan.changed)).toBe(true);
    expect(statSync(file).mtimeMs).toBe(1e12);
  });

  it.each(cases)('removing gives back every entry, byte for byte, in order: %s', async (_name, before, operations) => {
    const { after } = await change(before, operations);
    const back = await change(after, [remove]);
    expect(readZip(back.after).map((each) => [each.name, each.data.toString('hex')])).toEqual(
      readZip(before).map((each) => [each.name, each.data.toString('hex')]),
    );
    // Where modelDescription.xml was not touched, even the archive is the same.
    if (_name !== 'a cleared flag') expect(essence(back.after)).toEqual(essence(before));
    expect((await change(back.after, [remove])).changed).toBe(false);
  });

  it.each(cases)(
    'programs of another version are replaced, and the result is as if added by it: %s',
    async (_name, before, operations) => {
      const old = await change(before, operations, { edition: 'older' });
      const renewed = await change(old.after, operations.slice(0, 1));
      const fresh = await change(before, operations);
      expect(renewed.changed).toBe(true);
      expect(renewed.plans[0]?.added).toEqual([]);
      expect(renewed.plans[0]?.replaced.length).toBeGreaterThan(1);
      expect(readZip(renewed.after).map(({ name, data }) => [name, data.toString('hex')])).toEqual(
        readZip(fresh.after).map(({ name, data }) => [name, data.toString('hex')]),
      );
    },
  );

  it('keeps a time limit that was set before, unless told another', async () => {
    const limited = await change(win64Only, [add('win64', { timeout: 2.5 })]);
    expect(zipText(limited.after, 'binaries/win64/model.remoting')).toContain('timeout=3\n');
    expect((await change(limited.after, [add('win64')])).changed).toBe(false);
    const { after } = await change(limited.after, [add('win64', { timeout: 0 })]);
    expect(zipText(after, 'binaries/win64/model.remoting')).toContain('timeout=0\n');
  });

  it('the same input gives the same bytes', async () => {
    const first = await change(both, [add('win32'), add('win64')]);
    const second = await change(both, [add('win32'), add('win64')]);
    expect(first.after.equals(second.after)).toBe(true);
    expect(first.sha256).toBe(second.sha256);
  });
});

describe('--allow-multiple-instances', () => {
  const interfaces: InterfaceOptions[] = [
    { kind: 'CoSimulation', identifier: 'model', attributes: 'canBeInstantiatedOnlyOncePerProcess="true"' },
    { kind: 'ModelExchange', identifier: 'model' },
  ];
  const once = fmu(['win64'], interfaces);

  it('changes the bytes of the value and no others', async () => {
    const { after, plans } = await change(once, [add('win64', { allowMultipleInstances: true })]);
    expect(plans[0]?.modified).toEqual(['modelDescription.xml']);
    const before = zipText(once, 'modelDescription.xml');
    expect(zipText(after, 'modelDescription.xml')).toBe(
      before
        .replace('identifier="model" canBeInstantiatedOnlyOncePerProcess="true"', '$&')
        .replace(/(<CoSimulation[^>]*OncePerProcess=")true/, '$1false'),
    );
    expect(zipMap(after).get('modelDescription.xml')?.mode).toBe(0o100644);
  });

  it('leaves modelDescription.xml alone when it is not given, and says what it could do', async () => {
    const { after, plans } = await change(once, [add('win64')]);
    expect(zipMap(after).get('modelDescription.xml')?.packed).toEqual(zipMap(once).get('modelDescription.xml')?.packed);
    expect(plans[0]?.reasons.join()).toContain('--allow-multiple-instances');
  });

  it('warns where the model still runs without remoting, once', async () => {
    const allow = { allowMultipleInstances: true };
    const two = fmu(['win32', 'win64'], interfaces);
    const { plans, after } = await change(two, [add('win64', allow)]);
    expect(plans[0]?.warnings).toEqual([expect.stringContaining('for win32 the model runs without remoting')]);
    const again = await change(after, [add('win64', allow)]);
    expect([again.changed, again.plans[0]?.warnings]).toEqual([false, []]);
  });

  it('does not warn of a platform that the same call adds, or when the flag was not set', async () => {
    const allow = { allowMultipleInstances: true };
    const warnings = async (bytes: Buffer, operations: Operation[]): Promise<readonly string[]> =>
      (await change(bytes, operations)).plans.flatMap((plan) => plan.warnings);
    expect(await warnings(fmu(['win32', 'win64'], interfaces), [add('win64', allow), add('win32', allow)])).toEqual([]);
    expect(await warnings(both, [add('win64', allow)])).toEqual([]);
  });
});

describe('where the result goes', () => {
  it('leaves the FMU as it is when another output is named', async () => {
    const folder = workspace();
    const file = put(folder, 'in.fmu', win64Only);
    const output = path.join(folder, 'out.fmu');
    const result = await changeFmu(file, [add('win32')], { output, prebuilt: madeUpPrebuilt(workspace()) });
    expect(result).toMatchObject({ file, output, changed: true, written: true });
    expect(readFileSync(file).equals(win64Only)).toBe(true);
    expect(listing(folder)).toEqual(['in.fmu', 'out.fmu']);
  });

  it('is a copy when there is nothing to do', async () => {
    const folder = workspace();
    const file = put(folder, 'in.fmu', win64Only);
    const output = path.join(folder, 'out.fmu');
    const result = await changeFmu(file, [remove], { output, prebuilt: madeUpPrebuilt(workspace()) });
    expect(result).toMatchObject({ changed: false, written: true });
    expect(readFileSync(output).equals(win64Only)).toBe(true);
  });

  it('is nowhere with dryRun', async () => {
    const folder = workspace();
    const file = put(folder, 'in.fmu', win64Only);
    const output = path.join(folder, 'out.fmu');
    const result = await changeFmu(file, [add('win32')], {
      output,
      dryRun: true,
      prebuilt: madeUpPrebuilt(workspace()),
    });
    expect(result).toMatchObject({ changed: true, written: false, sha256: null });
    expect(existsSync(output)).toBe(false);
  });
});

describe('what is refused', () => {
  const without = (name: string, files: readonly ZipFile[] = fmuFiles(['win64'])): Buffer =>
    zip(files.filter((file) => file.name !== name));
  const replaced = (name: string, data: Buffer): Buffer =>
    zip(fmuFiles(['win64']).map((file) => (file.name === name ? { ...file, data } : file)));
  const sameName = (name: string, data: Buffer | string): Buffer => zip([...fmuFiles(['win64']), { name, data }]);
  const fmi = (version: string): Buffer =>
    zip([
      {
        name: 'modelDescription.xml',
        data:
          version === '1.0'
            ? '<?xml version="1.0" encoding="UTF-8"?><fmiModelDescription fmiVersion="1.0" modelName="m" modelIdentifier="m" guid="g" numberOfContinuousStates="0" numberOfEventIndicators="0"/>'
            : `<?xml version="1.0" encoding="UTF-8"?><fmiModelDescription fmiVersion="${version}" modelName="m" instantiationToken="g"><CoSimulation modelIdentifier="m"/><ModelVariables/><ModelStructure/></fmiModelDescription>`,
      },
    ]);

  const cases: [string, Buffer, Operation[], string, RegExp][] = [
    [
      'FMI 1.0',
      fmi('1.0'),
      [add('win32')],
      'remoting-fmi-version',
      /FMI 1\.0 is not supported yet.*\(export.*as FMI 2\.0/,
    ],
    [
      'FMI 3.0',
      fmi('3.0'),
      [add('win32')],
      'remoting-fmi-version',
      /FMI 3\.0 is not supported yet.*\(export.*as FMI 2\.0/,
    ],
    // What is said to be possible is what would not be refused for this very FMU.
    ['macOS', win64Only, [add('darwin64')], 'remoting-platform', /macOS \(possible for this FMU: win32 and win64\)$/],
    [
      'a platform without programs',
      fmu(['win64', 'linux64']),
      [add('linux32')],
      'remoting-platform',
      /not supported, .* \(possible for this FMU: win32, win64 and linux64\)$/,
    ],
    [
      'macOS, where the only library is of the wrong machine',
      replaced('binaries/win64/model.dll', modelLibrary(32)),
      [add('darwin64')],
      'remoting-platform',
      /\(no platform is possible for this FMU\)$/,
    ],
    [
      'macOS, where one library of two is missing',
      without('binaries/win64/model_cs.dll', fmuFiles(['win64', 'linux64'], twoLibraries)),
      [add('darwin64')],
      'remoting-platform',
      /\(possible for this FMU: linux64\)$/,
    ],
    [
      'Linux for a Windows FMU',
      win64Only,
      [add('linux64')],
      'remoting-no-route',
      /Wine|Windows libraries on Linux.*possible for this FMU: win32 and win64/,
    ],
    [
      'an FMU without binaries',
      without('binaries/win64/model.dll'),
      [add('win64')],
      'remoting-no-binaries',
      /no library/,
    ],
    [
      'a library of another name',
      zip([...fmuFiles([]), { name: 'binaries/win64/other.dll', data: modelLibrary(64) }]),
      [add('win32')],
      'remoting-library-missing',
      /lacks model\.dll, it has other\.dll/,
    ],
    [
      'one library of two',
      without('binaries/win64/model_cs.dll', fmuFiles(['win64'], twoLibraries)),
      [add('win32')],
      'remoting-library-missing',
      /lacks model_cs\.dll/,
    ],
    [
      'a library of the wrong machine',
      replaced('binaries/win64/model.dll', modelLibrary(32)),
      [add('win64')],
      'remoting-architecture',
      /for x86, not a library for win64/,
    ],
    [
      'the same for a bridge',
      replaced('binaries/win64/model.dll', modelLibrary(32)),
      [add('win32')],
      'remoting-architecture',
      /win64\/model\.dll/,
    ],
    [
      'a program in the place of the library',
      replaced('binaries/win64/model.dll', modelLibrary(64, { kind: 'executable' })),
      [add('win64')],
      'remoting-architecture',
      /executable/,
    ],
    [
      'a Linux library in a Windows folder',
      replaced('binaries/win64/model.dll', linuxLibrary()),
      [add('win64')],
      'remoting-architecture',
      /ELF/,
    ],
    [
      'text in the place of the library',
      replaced('binaries/win64/model.dll', Buffer.from('no')),
      [add('win64')],
      'remoting-architecture',
      /not a library/,
    ],
    [
      'a way round that is none',
      win64Only,
      [add('win32', { via: platform('linux64') })],
      'remoting-via',
      /--via win64 can/,
    ],
    [
      "another tool's server",
      sameName('binaries/win64/server_sm.exe', 'x'),
      [add('win32')],
      'remoting-foreign',
      /server_sm\.exe is in the FMU already/,
    ],
    [
      "another tool's settings",
      sameName('binaries/win64/model.remoting', 'x'),
      [add('win64')],
      'remoting-file',
      /model\.remoting/,
    ],
    ['the second of two operations', win64Only, [add('win32'), add('darwin64')], 'remoting-platform', /macOS/],
  ];

  it.each(cases)('%s', async (_name, before, operations, code, message) => {
    const error = await refused(before, operations);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) as string });
    expect((error as { path: string }).path).toMatch(/model\.fmu$/);
  });

  it('a client that lacks a function of the model: the check finds it before the file is replaced', async () => {
    const clientExports = MODEL_FUNCTIONS.filter((name) => name !== 'fmi2DoStep');
    const error = await refused(win64Only, [add('win32')], { clientExports });
    expect(error).toMatchObject({
      code: 'verification-failed',
      message: expect.stringContaining('fmi2DoStep') as string,
    });
  });

  it('a client that is missing: nothing is written', async () => {
    const prebuilt = madeUpPrebuilt(workspace());
    put(
      prebuilt.folder,
      'manifest.json',
      JSON.stringify({ platforms: { win32: { files: { 'client_sm.dll': { sha256: '00' } } } } }),
    );
    expect(await refused(win64Only, [add('win32')], { prebuilt })).toMatchObject({ code: 'prebuilt-damaged' });
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

  it.each(['model=../../x.dll', 'model=model.dll', 'model=gone.dll', 'model=real-model.dll\noriginal=../../x.dll'])(
    'a settings file with %s',
    async (line) => {
      const settings = `format=1\nfmutool=9\nkind=isolate\nfmi=2\nplatform=win64\nserver=server_sm.exe\n${line}\n`;
      const bad = zip([
        ...fmuFiles(['win64']),
        { name: 'binaries/win64/real-model.dll', data: 'x' },
        { name: 'binaries/win64/model.remoting', data: settings },
      ]);
      expect(await refused(bad, [remove])).toMatchObject({ code: 'remoting-broken' });
    },
  );
});

describe('another program', () => {
  /** Programs that are asked for once the FMU has been read; `meanwhile` runs then. */
  class Slow extends Prebuilt {
    readonly #meanwhile: () => void;

    constructor(folder: string, meanwhile: () => void) {
      super(folder);
      this.#meanwhile = meanwhile;
    }

    override client(...of: Parameters<Prebuilt['client']>): Buffer {
      this.#meanwhile();
      return super.client(...of);
    }
  }

  it.each(['in place', 'elsewhere'])(
    'does not lose what it has put into the place of the result: %s',
    async (where) => {
      const folder = workspace();
      const file = put(folder, 'model.fmu', win64Only);
      const output = where === 'in place' ? file : put(folder, 'patched.fmu', 'older');
      const prebuilt = new Slow(madeUpPrebuilt(workspace()).folder, () => {
        renameSync(put(folder, 'fresh', 'what the other program wrote'), output);
      });
      await expect(changeFmu(file, [add('win32')], { sync: false, output, prebuilt })).rejects.toMatchObject({
        code: 'file-changed',
      });
      expect(readFileSync(output, 'utf8')).toBe('what the other program wrote');
    },
  );
});
