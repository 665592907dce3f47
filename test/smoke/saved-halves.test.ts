// A model that promises to keep its state is saved in the middle: whether it goes on as if nothing had been is said.
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { smokeFmu } from '../../src/smoke/smoke.js';
import { root } from '../repository/checkout.js';

const notesOf = async (name: string): Promise<readonly (readonly string[])[]> => {
  const file = path.join(root, 'fixtures', 'fmus', `${name}.fmu`);
  const { trials } = await smokeFmu(file, { experiment: { stopTime: 1 } });
  return trials.filter(({ verdict }) => verdict === 'pass').map(({ notes }) => notes);
};

describe('the smoke test of saved states', { timeout: 120_000 }, () => {
  it('says that a model keeps its promise, in every interface', async () => {
    const same = 'saved at 0.5 s and loaded in a new process it gives the same values';
    expect(await notesOf('everything-3')).toEqual([[same], [same], [same]]);
  });

  it('names the first variable that is not part of the state', async () => {
    const [notes] = await notesOf('misbehaving');
    expect(notes).toEqual([
      expect.stringMatching(
        /^saved at 0\.5 s and loaded in a new process it gives other values: "calls" at 0\.6 s is \d+ instead of \d+$/,
      ),
    ]);
  });

  it('says nothing where nothing is promised', async () => {
    for (const notes of await notesOf('smooth')) expect(notes).toEqual([]);
    for (const notes of await notesOf('slave-1')) expect(notes).toEqual([]);
  });
});
