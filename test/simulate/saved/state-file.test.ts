// The file of a simulation that was paused: whole, cut, changed and strange.
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  readStateFile,
  requireOwner,
  stateFileParts,
  type SavedSimulation,
} from '../../../src/simulate/saved/state-file.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'fmutool-state-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const saved = (model = Buffer.from('the state')): SavedSimulation => ({
  owner: {
    fmiVersion: '2.0',
    modelName: 'Höhe',
    token: '{1}',
    platform: 'linux64',
    interface: 'coSimulation',
    library: 'ab',
  },
  experiment: { startTime: 0, stopTime: 1, stepSize: 0.1, stepsPerResult: undefined, tolerance: 1e-6 },
  set: [['gain', '2.5']],
  solver: '',
  time: 0.30000000000000004,
  driver: { next: Infinity, states: Float64Array.of(-0, 1) },
  model,
});

function read(bytes: Buffer): Promise<SavedSimulation> {
  const file = path.join(folder, 'state');
  writeFileSync(file, bytes);
  return readStateFile(file);
}

/** A file whose parts are laid out here, by hand, with the right digest. */
function file(header: string, { length = Buffer.byteLength(header), model = '' } = {}): Buffer {
  const size = Buffer.of(length & 255, (length >> 8) & 255, (length >> 16) & 255, length >>> 24);
  const body = Buffer.concat([Buffer.from('fmutool: state of a simulation, 1\n'), size, Buffer.from(header + model)]);
  return Buffer.concat([body, createHash('sha256').update(body).digest()]);
}

const HEADER = JSON.stringify({
  owner: { fmiVersion: '3.0', modelName: 'm', token: 't', platform: 'p', interface: 'i', library: 'l' },
  experiment: { startTime: 0, stopTime: 2, stepSize: 1, stepsPerResult: 3, tolerance: { $number: 'NaN' } },
  set: [],
  solver: 'rodas',
  time: 1,
  driver: { next: { $number: '-Infinity' }, states: { $reals: 'AAAAAAAA8D8=' } },
});

describe('the file of a paused simulation', () => {
  it.each([0, 1, 2, 1_000_000])('comes back as it was, with %i bytes of the model', async (length) => {
    const given = saved(Buffer.alloc(length, 7));
    const found = await read(Buffer.concat(stateFileParts(given)));
    expect(found.model.equals(given.model)).toBe(true);
    expect({ ...found, model: given.model }).toEqual(given);
  });

  it('is what the documents say, byte by byte', async () => {
    expect(await read(file(HEADER, { model: 'xyz' }))).toEqual({
      owner: { fmiVersion: '3.0', modelName: 'm', token: 't', platform: 'p', interface: 'i', library: 'l' },
      experiment: { startTime: 0, stopTime: 2, stepSize: 1, stepsPerResult: 3, tolerance: undefined },
      set: [],
      solver: 'rodas',
      time: 1,
      driver: { next: -Infinity, states: Float64Array.of(1) },
      model: Buffer.from('xyz'),
    });
  });

  it('is refused wherever it is cut or changed', async () => {
    const whole = Buffer.concat(stateFileParts(saved()));
    for (let size = 0; size < whole.length; size += size < 100 ? 1 : 37) {
      await expect(read(whole.subarray(0, size)), `${size} bytes`).rejects.toMatchObject({ code: 'saved-state' });
      const changed = Buffer.from(whole);
      changed.writeUInt8(changed.readUInt8(size) ^ 1, size);
      await expect(read(changed), `byte ${size}`).rejects.toMatchObject({ code: 'saved-state' });
    }
  });

  it.each([
    ['no JSON', file('{')],
    ['not the parts that it has', file('{}')],
    ['a list of start values that is none', file(HEADER.replace('"set":[]', '"set":[5]'))],
    ['a header that is longer than the file', file(HEADER, { length: 1e9 })],
    ['a header of no bytes', file(HEADER, { length: 0 })],
  ])('is refused with %s', async (_, bytes) => {
    await expect(read(bytes)).rejects.toMatchObject({ code: 'saved-state', path: path.join(folder, 'state') });
  });

  it('is refused where it is no file, or not there', async () => {
    await expect(readStateFile(folder)).rejects.toMatchObject({ code: 'saved-state' });
    await expect(readStateFile(path.join(folder, 'none'))).rejects.toMatchObject({ code: 'file-system' });
  });
});

describe('a state of another model', () => {
  const { owner } = saved();

  it('is refused, with what differs', () => {
    expect(() => requireOwner(owner, { ...owner })).not.toThrow();
    const refusal = (change: Partial<typeof owner>) => () => requireOwner(owner, { ...owner, ...change });
    expect(refusal({ modelName: 'x' })).toThrow('the state was saved with another model: Höhe then, x now');
    expect(refusal({ token: '{2}' })).toThrow('another GUID or instantiation token: {1} then, {2} now');
    expect(refusal({ platform: 'win64' })).toThrow('another platform: linux64 then, win64 now');
    expect(refusal({ fmiVersion: '3.0' })).toThrow('another version of the FMI: 2.0 then, 3.0 now');
    expect(refusal({ library: 'cd' })).toThrow(/another library \(another build of the FMU/);
  });
});
