// `fmutool simulate` with FMUs for model exchange, as its users run it.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../repository/checkout.js';
import { fmutool, type RunResult } from './support/executable.js';

const fixture = (name: string): string => path.join(root, 'fixtures', 'fmus', `${name}.fmu`);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'fmutool-exchange-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const simulate = (...args: readonly string[]): Promise<RunResult> => fmutool(['simulate', ...args]);

const rowsOf = (csv: string): number[][] =>
  readFileSync(csv, 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',').map(Number));

describe('fmutool simulate with model exchange', () => {
  it('says of a simulation that failed what was recorded last', async () => {
    const csv = path.join(folder, 'failed.csv');
    const { status, stdout } = await simulate(fixture('smooth'), '--set', 'rate=-1000', '--json', '--output', csv);
    expect(status).toBe(1);
    const { stopTime, final } = JSON.parse(stdout) as { stopTime: number; final: { decay: number } };
    const [time, decay] = rowsOf(csv).at(-1)!;
    expect([stopTime, final.decay]).toEqual([time, decay]);
    expect(decay! / Math.exp(1000 * stopTime)).toBeCloseTo(1, 2);
  });

  it('writes the rows on both sides of the events, with times as they should be', async () => {
    const csv = path.join(folder, 'ball.csv');
    const { status, stdout } = await simulate(fixture('bouncing-ball'), '--json', '--output', csv);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      interface: 'modelExchange',
      reason: 'stop-time',
      stopTime: 3,
      final: { height: 0, velocity: 0, bounces: 11, resting: true },
    });
    expect(readFileSync(csv, 'utf8').split('\n')[0]).toMatch(/time.*height.*velocity.*bounces.*resting/);
    const rows = rowsOf(csv);
    const impact = rows.findIndex(([time], index) => index > 0 && time === rows[index - 1]![0]);
    expect(rows[impact]![0]).toBeCloseTo(Math.sqrt(2 / 9.81), 10);
    expect(rows[impact]![2]! / rows[impact - 1]![2]!).toBeCloseTo(-0.7, 12);
  });

  it('takes start values, inputs, a tolerance and a solver', async () => {
    const input = path.join(folder, 'input.csv');
    writeFileSync(input, 'time,input\n0,0\n1,2\n2,0\n');
    const options = ['--set', 'stiffness=1e6', '--input', input, '--tolerance', '1e-8', '--solver', 'rodas'];
    const { status, stdout } = await simulate(fixture('smooth'), '--json', ...options);
    expect(status).toBe(0);
    const { final, steps } = JSON.parse(stdout) as { final: Record<string, number>; steps: number };
    expect(final['integral']).toBeCloseTo(2, 7);
    expect(final['decay']).toBeCloseTo(Math.exp(-2), 7);
    expect(final['stiff']).toBeCloseTo(Math.cos(2), 7);
    expect(steps).toBeLessThan(1000);
  });

  it('says what the model does wrong, with exit status 1', async () => {
    const { status, stderr } = await simulate(fixture('smooth'), '--set', 'limit=0.5');
    expect(status).toBe(1);
    expect(stderr).toMatch(/the solver cannot get past 0 s: the model refuses to compute its derivatives/);
  });

  it('takes the interface that is asked for', async () => {
    const options = ['--json', '--stop', '0.4', '--step', '0.1', '--record', 'height'];
    const heights: number[] = [];
    for (const kind of ['me', 'cs']) {
      const { stdout } = await simulate(fixture('everything'), '--interface', kind, ...options);
      const document = JSON.parse(stdout) as { interface: string; final: Record<string, number> };
      expect(document.interface).toBe(kind === 'me' ? 'modelExchange' : 'coSimulation');
      heights.push(document.final['height']!);
    }
    expect(heights[0]).toBeCloseTo(1 - (9.81 / 2) * 0.4 ** 2, 9);
  });

  it.each([
    [['--solver', 'euler'], /auto, dopri5, rodas/],
    [['--solver', 'rodas'], /co-simulation has its own solver; leave out --solver, or choose --interface me/],
  ])('refuses %j for an FMU in co-simulation', async (options, message) => {
    const { status, stderr } = await simulate(fixture('once'), ...options);
    expect(status).toBe(2);
    expect(stderr).toMatch(message);
  });
});
