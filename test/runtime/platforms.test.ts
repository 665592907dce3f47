// Which library computes: this machine's own, another one that can run here, or none, and then it is said why.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Fmu } from '../../src/fmu/fmu.js';
import { findPlatform, type Platform } from '../../src/fmu/platforms.js';
import { changeFmu } from '../../src/remoting/change-fmu.js';
import { whyNotHere } from '../../src/runtime/host.js';
import { Model } from '../../src/runtime/model.js';
import { ownPlatform } from '../../src/runtime/runner.js';
import { buildFmu } from '../fmu/fmu-samples.js';
import { closeModels, fixture, good, openModel, start, step } from './models.js';

const folders: string[] = [];
afterEach(async () => {
  await closeModels();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function temporary(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'fmutool-test-'));
  folders.push(folder);
  return folder;
}

function platform(name: string): Platform {
  const found = findPlatform(name);
  if (found === undefined) throw new Error(`${name} is no platform`);
  return found;
}

/** A copy of a fixture without the libraries of these platforms. */
function without(name: string, ...gone: string[]): string {
  const fmu = Fmu.open(fixture(name));
  const remove = new Set(
    fmu.archive.entries.filter((entry) => gone.includes(entry.name.split('/')[1] ?? '')).map((entry) => entry.name),
  );
  const file = path.join(temporary(), 'copy.fmu');
  writeFileSync(file, fmu.archive.edit({ remove }).toBuffer());
  fmu.close();
  return file;
}

const own = ownPlatform();
const linux64 = own?.fmi2Name === 'linux64';
const no32 = linux64 ? await whyNotHere(platform('linux32')) : 'needs linux64';
const title32 = no32 === undefined ? '' : ` (skipped: ${no32})`;

describe('the platform that computes', () => {
  it("is this machine's own if the FMU has a library for it", async () => {
    const model = await openModel(fixture('everything'));
    expect(model.platform).toBe(own);
  });

  it.skipIf(no32 !== undefined)(`is the 32-bit one where that is all there is${title32}`, async () => {
    const model = await openModel(without('everything', 'linux64'));
    expect(model.platform.fmi2Name).toBe('linux32');
    const instance = await model.instantiate({ kind: 'coSimulation' });
    expect(await instance.run([...start, step(0, 0.125)])).toMatchObject(good);
  });

  it.skipIf(no32 !== undefined)(`can be asked for${title32}`, async () => {
    const model = await openModel(fixture('everything'), { platform: platform('linux32') });
    expect(model.platform.fmi2Name).toBe('linux32');
    const instance = await model.instantiate({ kind: 'modelExchange' });
    expect(await instance.run([...start, { call: 'newDiscreteStates' }])).toMatchObject(good);
  });

  it.skipIf(own?.os !== 'linux')('is refused if its programs do not run here (on Linux)', async () => {
    for (const name of ['win64', 'darwin64']) {
      await expect(openModel(fixture('everything'), { platform: platform(name) })).rejects.toMatchObject({
        code: 'runtime-platform',
        message: expect.stringContaining(`${name} cannot run here: `) as unknown,
      });
    }
  });

  it.skipIf(!linux64)('is missing, and the message says what there is (on linux64)', async () => {
    await expect(openModel(without('everything', 'linux32', 'linux64'))).rejects.toMatchObject({
      code: 'runtime-platform',
      message: 'the FMU has no library for linux64, it has one for win32, win64 ' + '(run it on one of these)',
    });
    await expect(openModel(without('everything', 'linux32', 'linux64', 'win32', 'win64'))).rejects.toMatchObject({
      code: 'runtime-platform',
      message: 'the FMU has no library for linux64, it has none at all (export the model with binaries)',
    });
  });

  it('is not looked for if the library that is asked for is missing', async () => {
    await expect(openModel(fixture('everything'), { library: 'binaries/nowhere.so' })).rejects.toMatchObject({
      code: 'runtime-library-missing',
      message: 'the FMU has no "binaries/nowhere.so"',
    });
  });
});

describe('an FMU with remoting', () => {
  /** A copy of a fixture whose `loaded` library is remoting to the one of the platform `via`. */
  async function patched(name: string, loaded: string, via?: string): Promise<string> {
    const file = path.join(temporary(), 'patched.fmu');
    const computes = via === undefined ? undefined : platform(via);
    await changeFmu(fixture(name), [{ action: 'add-remoting', platform: platform(loaded), via: computes }], {
      output: file,
    });
    return file;
  }

  it.skipIf(!linux64).each(['everything', 'companion', 'two-libraries'])(
    'runs in a process of its own twice over: %s (on linux64)',
    async (name) => {
      const model = await openModel(await patched(name, 'linux64'));
      const instance = await model.instantiate({ kind: 'coSimulation' });
      expect(await instance.run([...start, step(0, 0.125)])).toMatchObject(good);
    },
  );

  it.skipIf(!linux64)('can have its real library loaded instead (on linux64)', async () => {
    const file = await patched('everything', 'linux64');
    const model = await openModel(file, { library: 'binaries/linux64/real-everything.so' });
    const instance = await model.instantiate({ kind: 'coSimulation' });
    expect(await instance.run([...start, step(0, 0.125)])).toMatchObject(good);
  });

  it.skipIf(no32 !== undefined)(`takes the folder of the platform that computes along${title32}`, async () => {
    const model = await openModel(await patched('everything', 'linux64', 'linux32'));
    const instance = await model.instantiate({ kind: 'coSimulation' });
    expect(await instance.run([...start, step(0, 0.125)])).toMatchObject(good);
  });
});

describe('what comes with the FMU', () => {
  it('is refused if it is no model description', async () => {
    const fmu = Fmu.fromBuffer(buildFmu([], '<nothing/>'), 'broken.fmu');
    await expect(Model.open(fmu)).rejects.toMatchObject({
      code: expect.stringMatching(/^model-description-/) as unknown,
    });
    fmu.close();
  });
});
