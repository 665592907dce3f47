// The main job on made-up FMUs: the file that holds the result, done again, undone, and refused.
import { chmodSync, existsSync, readFileSync, renameSync, statSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Prebuilt } from '../../src/prebuilt/prebuilt.js';
import { changeFmu } from '../../src/remoting/change-fmu.js';
import type { Operation } from '../../src/remoting/plan.js';
import { add, both, change, refused, remove, twoLibraries, win64Only } from './support/change.js';
import { fmu } from './support/fmu.js';
import { readZip, zipText } from './support/read-zip.js';
import { listing, madeUpPrebuilt, put, workspace } from './support/workspace.js';

/** Everything about the entries that undoing must bring back. */
function essence(bytes: Buffer): unknown[] {
  return readZip(bytes).map(({ name, packed, header }) => [name, header, packed.toString('hex')]);
}

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
  it('a client that is missing: nothing is written', async () => {
    const prebuilt = madeUpPrebuilt(workspace());
    put(
      prebuilt.folder,
      'manifest.json',
      JSON.stringify({ platforms: { win32: { files: { 'client_sm_fmi2.dll': { sha256: '00' } } } } }),
    );
    expect(await refused(win64Only, [add('win32')], { prebuilt })).toMatchObject({ code: 'prebuilt-damaged' });
  });
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

describe('a copy with remoting', () => {
  it.each([0o600, 0o640])('has no rights for others where the FMU has none: mode %o', async (mode) => {
    const folder = workspace();
    const [file, output] = [put(folder, 'model.fmu', win64Only), path.join(folder, 'copy.fmu')];
    chmodSync(file, mode);
    await changeFmu(file, [add('win64')], { output, prebuilt: madeUpPrebuilt(workspace()) });
    expect(statSync(output).mode & 0o777 & ~mode).toBe(0);
  });
});
