// Nothing is left behind, neither processes nor files, however a program ends that has run models.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { root } from '../repository/checkout.js';
import { closeModels, fixture, good, openModel, processesWith, start, until } from './models.js';

let folder = '';
const before = process.env['TMPDIR'];

beforeEach(() => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'fmutool-test-')));
  process.env['TMPDIR'] = folder;
});
afterEach(async () => {
  await closeModels();
  if (before === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = before;
  rmSync(folder, { recursive: true, force: true });
});

/** The folders of unpacked FMUs; others put their files there, too. */
const models = (): string[] => readdirSync(folder).filter((name) => name.startsWith('fmutool-model-'));

describe.skipIf(process.platform !== 'linux')('what a model leaves behind (looks at /proc)', () => {
  it('is nothing once it is closed', async () => {
    const model = await openModel(fixture('everything'));
    const [unpacked = ''] = models();
    expect(statSync(path.join(folder, unpacked)).mode & 0o777, 'no other user may look into it').toBe(0o700);
    expect(readdirSync(path.join(folder, unpacked, 'binaries')), 'no other platform is unpacked').toHaveLength(1);
    const instance = await model.instantiate({ kind: 'coSimulation' });
    await model.instantiate({ kind: 'coSimulation' });
    expect(await instance.run(start)).toMatchObject(good);
    expect(processesWith(folder)).toHaveLength(2);
    await instance.close();
    expect(processesWith(folder)).toHaveLength(1);
    await model.close();
    await model.close();
    expect(processesWith(folder)).toEqual([]);
    expect(models()).toEqual([]);
  });

  it('is nothing if it could not be instantiated', async () => {
    const model = await openModel(fixture('companion'), { library: 'resources/gain.txt' });
    await expect(model.instantiate({ kind: 'coSimulation' })).rejects.toMatchObject({ code: 'model-instantiate' });
    await model.close();
    expect(processesWith(folder)).toEqual([]);
    expect(models()).toEqual([]);
  });

  it.each(['SIGKILL', 'SIGTERM', 'exit'] as const)('is nothing after %s of the whole program', async (end) => {
    const child = spawn(process.execPath, ['--import', 'tsx', 'test/runtime/host-process.ts', end], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(child, 'exit');
    await once(child.stdout, 'data');
    if (end !== 'exit') expect(models()).toHaveLength(1);
    if (end !== 'exit') {
      expect(processesWith(folder)).toHaveLength(2);
      child.kill(end);
    }
    await ended;
    await until('the processes end', () => processesWith(folder).length === 0);
    await until('the folder vanishes', () => models().length === 0);
  });
});
