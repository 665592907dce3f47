// A run of the benchmarks comes to its end whatever one of them does, and its answer says what was not measured.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runAll } from '../../bench/table.js';
import type { Group, Samples, Workload } from '../../bench/workload.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'bench-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const workload = (name: string, samples: () => Samples, limit?: number): Workload => ({
  name,
  against: 'nothing',
  unit: 's',
  limit,
  samples,
});
const twice = (): Samples => ({ subject: [2, 2], reference: [1, 1] });
const broken = (): Samples => {
  throw new Error('no such file');
};

/** What a run says below the head of its table, and what it answers. */
async function run(groups: Readonly<Record<string, Group>>, wanted = '') {
  const lines: string[] = [];
  const isGood = await runAll({ groups, folder, wanted, print: (line) => lines.push(line) });
  return { isGood, lines: lines.slice(2) };
}

describe('a run of benchmarks', () => {
  it('goes on after a group and a workload that fail, and answers that they did', async () => {
    const groups = {
      a: () => {
        throw new Error('no group');
      },
      b: () => [workload('breaks', broken), workload('works', twice)],
      c: () => [workload('works, too', twice, 2)],
    };
    expect(await run(groups)).toEqual({
      isGood: false,
      lines: [
        '| works | nothing | 2, 2 s | 1, 1 s | 2 | - | - |',
        '| works, too | nothing | 2, 2 s | 1, 1 s | 2 | 2 | yes |',
        '',
        'failed: a (no group)',
        'failed: breaks (no such file)',
        '2 measured, 0 left out, 2 failed',
      ],
    });
  });

  it('names what is left out, which is no failure', async () => {
    const groups = { a: () => [{ name: 'timing of Arm', why: 'it is emulated' }, workload('works', twice)] };
    const { isGood, lines } = await run(groups);
    expect(isGood).toBe(true);
    expect(lines.slice(-2)).toEqual(['left out: timing of Arm (it is emulated)', '1 measured, 1 left out, 0 failed']);
  });

  it('is no success where a limit is not reached', async () => {
    const { isGood, lines } = await run({ a: () => [workload('slow', twice, 1.9), workload('works', twice)] });
    expect(isGood).toBe(false);
    expect(lines[0]).toMatch(/ 1\.9 \| NO \|$/);
  });

  it.each([
    ['there is nothing', {}],
    ['all is left out', { a: () => [{ name: 'x', why: 'y' }] }],
  ])('is no success where %s', async (_, groups) => {
    expect((await run(groups)).isGood).toBe(false);
  });

  it('runs and names only what is wanted', async () => {
    const groups = { a: () => [workload('one', broken), { name: 'two', why: 'y' }, workload('three', twice)] };
    expect((await run(groups, 'three')).lines.slice(-1)).toEqual(['1 measured, 0 left out, 0 failed']);
  });

  it('gives each group a folder of its own', async () => {
    const given: string[] = [];
    const group: Group = (own) => {
      given.push(own);
      return [];
    };
    await run({ a: group, b: group });
    expect(given).toEqual([path.join(folder, 'a'), path.join(folder, 'b')]);
    expect(readdirSync(folder)).toEqual(['a', 'b']);
  });
});
