// `fmutool explore` as its users meet it.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ACTIONS, reachable } from '../explore/jugs.js';
import { executable, fmutool } from './support/executable.js';

const fixture = (name: string): string => path.join(path.dirname(executable), '..', 'fixtures', 'fmus', `${name}.fmu`);
const JUGS = [fixture('jugs'), '--choice', `action=${ACTIONS.join(',')}`];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'fmutool-explore-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const explore = (...args: string[]) => fmutool(['explore', ...args], { cwd: folder });
const read = (file: string): string => readFileSync(path.join(folder, file), 'utf8');

describe('fmutool explore', { timeout: 60_000 }, () => {
  it('finds the shortest way, and simulate goes it again', async () => {
    const found = await explore(...JUGS, '--reach', 'large == 4', '--trace', 'way.csv');
    expect({ status: found.status, stderr: found.stderr }).toEqual({ status: 0, stderr: '' });
    expect(found.stdout).toContain('reach large == 4: reached after 6 steps');
    expect(found.stdout).toContain('a simulation with it leads there, too');
    const command = /fmutool (simulate .*)$/m.exec(found.stdout)?.[1]?.split(' ') ?? [];
    const again = await fmutool([...command, '--record', 'large', '--output', '-', '--quiet'], { cwd: folder });
    expect(again.stdout.trimEnd().split('\n')).toEqual(['time,large', '0,0', '1,5', '2,2', '3,2', '4,0', '5,5', '6,4']);
  });

  it('finds what is violated, and simulate shows it bit for bit', async () => {
    const args = ['--step', '0.05', '--until', '2', '--choice', 'real_input_1=0,0.5', '--never', 'height < 0.5'];
    const found = await explore(fixture('everything'), ...args, '--trace', 'way.csv', '--json');
    expect(found.status).toBe(1);
    const { properties } = JSON.parse(found.stdout) as {
      properties: { verdict: string; trace: { time: number; values: { height: number } }[] }[];
    };
    expect(properties[0]?.verdict).toBe('violated');
    const trace = properties[0]?.trace ?? [];
    expect(trace).toHaveLength(8);
    const experiment = ['--start', '0', '--stop', String(trace.at(-1)?.time), '--step', '0.05', '--input', 'way.csv'];
    const again = await fmutool(
      ['simulate', fixture('everything'), ...experiment, '--record', 'height', '--output', '-', '--quiet'],
      { cwd: folder },
    );
    const rows = again.stdout.trimEnd().split('\n').slice(1);
    expect(rows).toEqual(trace.map(({ time, values }) => `${time},${values.height}`));
  });

  it('says what does not happen by its exit status', async () => {
    const statuses = async (...args: string[]) => (await explore(...JUGS, '--quiet', ...args)).status;
    expect(await statuses('--never', 'large == 6')).toBe(0);
    expect(await statuses('--always', 'small + large <= 8')).toBe(0);
    expect(await statuses('--deadlock')).toBe(0);
    expect(await statuses()).toBe(0);
    expect(await statuses('--reach', 'large == 6')).toBe(1);
    expect(await statuses('--always', 'small + large < 8')).toBe(1);
    expect(await statuses('--never', 'large == 6', '--max-states', '5')).toBe(2);
    expect(await statuses('--never', 'large == 6', '--max-states', '5', '--bounded')).toBe(0);
    expect(await statuses('--reach', 'large == 4', '--depth', '5')).toBe(2);
    expect(await statuses('--reach', 'large == 4', '--depth', '6')).toBe(0);
    expect(await statuses('--never', 'large == 4', '--max-states', '30', '--bounded')).toBe(1);
  });

  it('shows with a caret what is no proposition', async () => {
    const { status, stderr, stdout } = await explore(...JUGS, '--never', 'large == 4 && smal < 1');
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(
      /jugs\.fmu: the model has no variable "smal" \(did you mean "small"\?\)\n {2}large == 4 && smal < 1\n {16}\^\n$/,
    );
  });

  it('writes the way and the graph in other forms', async () => {
    const outputs = ['--identity', 'outputs', '--never', 'large == 4'];
    await explore(...JUGS, ...outputs, '--trace', 'way.json', '--graph', 'space.dot');
    const way = JSON.parse(read('way.json')) as { trace: { action: string | null }[] };
    expect(way.trace.map(({ action }) => action).slice(0, 2)).toEqual([null, 'action=fill_large for 1 s']);
    expect(read('space.dot')).toMatch(/^digraph space \{[^]*0 -> 1 [^]*color=red[^]*\}\n$/);
    await explore(...JUGS, '--identity', 'outputs', '--graph', 'space.svg');
    expect(read('space.svg').match(/<rect x/g)).toHaveLength(reachable(false).states);
    expect(read('space.svg').match(/marker-end/g)).toHaveLength(reachable(false).edges);
    await explore(...JUGS, '--identity', 'outputs', '--graph', 'space.html');
    expect(read('space.html')).toMatch(/^<!doctype html>[^]*<svg [^]*<\/html>\n$/);
  });

  it('goes on from a checkpoint to where one search alone comes', async () => {
    const whole = JSON.parse((await explore(...JUGS, '--deadlock', '--json')).stdout) as object;
    let states = 0;
    let last = await explore(...JUGS, '--deadlock', '--json', '--max-states', '1', '--checkpoint', 'seen');
    for (let most = 4; existsSync(path.join(folder, 'seen')); most += 7) {
      last = await explore(...JUGS, '--deadlock', '--json', '--max-states', String(most), '--checkpoint', 'seen');
      states += 1;
    }
    expect(states).toBeGreaterThan(3);
    const counted = ({ seconds: _, frontierBytes: __, ...rest }: Record<string, unknown>) => rest;
    expect(counted(JSON.parse(last.stdout) as Record<string, unknown>)).toEqual(
      counted(whole as Record<string, unknown>),
    );
    expect(last.status).toBe(0);
  });

  it('goes on from no checkpoint of another search, and none that is damaged', async () => {
    const bounded = ['--max-states', '9', '--checkpoint', 'seen'];
    await explore(...JUGS, '--deadlock', ...bounded);
    const other = await explore(...JUGS, '--never', 'large == 4', ...bounded);
    expect([other.status, other.stderr]).toEqual([2, expect.stringContaining('the checkpoint is of another search')]);
    const bytes = readFileSync(path.join(folder, 'seen'));
    for (const length of [0, 10, bytes.indexOf(0x0a), bytes.indexOf(0x0a) + 20, bytes.length - 1]) {
      writeFileSync(path.join(folder, 'seen'), bytes.subarray(0, length));
      const cut = await explore(...JUGS, '--deadlock', ...bounded);
      expect([cut.status, cut.stderr]).toEqual([2, expect.stringContaining('the checkpoint is')]);
    }
  });

  it('walks at random, the same way with the same seed', async () => {
    const walk = ['--strategy', 'random', '--reach', 'large == 4', '--seed', '5', '--json'];
    const [one, other] = [await explore(...JUGS, ...walk), await explore(...JUGS, ...walk)];
    const counted = ({ seconds: _, ...rest }: Record<string, unknown>) => rest;
    expect(one.status).toBe(0);
    expect(counted(JSON.parse(one.stdout) as Record<string, unknown>)).toEqual(
      counted(JSON.parse(other.stdout) as Record<string, unknown>),
    );
  });

  it.each([
    [['--choice', 'u'], 'give a name and values'],
    [['--choice', 'u=1', '--actions', 'x.json'], 'cannot be used with'],
    [['--round', '0.1'], '--round is for --identity outputs'],
    [['--seed', '1'], '--seed is for --strategy random'],
    [['--strategy', 'random', '--checkpoint', 'x'], '--checkpoint is not for --strategy random'],
    [['--trace', 'way.txt'], '--trace takes a file that ends with .csv or .json'],
    [['--graph', 'space.png'], '--graph takes a file that ends with .dot or .svg or .html'],
    [['--depth', '0'], 'give a whole number from 1 on'],
    [['--actions', 'missing.json'], 'missing.json'],
    [['--step', '0'], 'give a number greater than 0'],
  ])('refuses what makes no sense: %s', async (args, reason) => {
    const { status, stderr } = await explore(fixture('jugs'), ...args);
    expect([status, stderr]).toEqual([2, expect.stringContaining(reason)]);
  });
});
