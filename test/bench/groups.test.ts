// The benchmarks as they are: each subject can be asked for its workloads on any machine, and says what it leaves out.
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { groups } from '../../bench/groups.js';
import { remoting } from '../../bench/workloads/remoting.js';
import type { TestPlatform } from '../native/wine.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'bench-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('benchmarks', () => {
  it.each(Object.entries(groups))('%s names its workloads, without making large files', (_, group) => {
    const found = group(folder);
    expect(found.length).toBeGreaterThan(0);
    expect(new Set(found.map(({ name, ...rest }) => JSON.stringify([name, rest]))).size).toBe(found.length);
    for (const file of readdirSync(folder)) expect(statSync(path.join(folder, file)).size).toBeLessThan(50_000_000);
  });

  it('leave out every pair of platforms with a side that does not run, and say why', () => {
    const refused = (platform: TestPlatform): string | undefined =>
      platform.endsWith('32') ? `no ${platform} here` : undefined;
    const found = remoting(folder, refused);
    const leftOut = found.flatMap((each) => ('why' in each ? [`${each.name}: ${each.why}`] : []));
    expect(leftOut).toEqual(
      expect.arrayContaining([
        'remoting (linux32 -> linux32): no linux32 here',
        'remoting (linux32 -> linux64): no linux32 here',
        'remoting (linux64 -> linux32): no linux32 here',
        'remoting (win32 -> win64): no win32 here',
        'remoting (win64 -> win32): no win32 here',
        'remoting (win32 -> win32): no win32 here',
      ]),
    );
    const measured = found.filter((each) => !('why' in each));
    expect(measured.filter(({ name }) => name.includes('32'))).toEqual([]);
  });

  it('measure nothing of remoting where no platform runs', () => {
    const found = remoting(folder, () => 'nothing runs');
    expect(found).toHaveLength(8);
    expect(found.map((each) => 'why' in each && each.why)).toEqual(Array<string>(8).fill('nothing runs'));
  });
});
