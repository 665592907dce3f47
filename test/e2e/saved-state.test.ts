// A simulation in two halves, the second in another process from a file: its results are those of the whole.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { executable, fmutool } from './support/executable.js';

const fixture = (name: string): string => path.join(path.dirname(executable), '..', 'fixtures', 'fmus', `${name}.fmu`);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'fmutool-saved-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const run = (...args: string[]) => fmutool(['simulate', ...args], { cwd: folder });
const text = (name: string): string => readFileSync(path.join(folder, name), 'utf8');
const rows = (name: string): string => text(name).slice(text(name).indexOf('\n') + 1);

/** Of the fixture `everything`, what does not count the calls. */
const BALL = ['--record', 'height,velocity,real_output*,enumeration_output*'];
/** The same of `everything-3`. */
const ALL = ['--record', 'height,velocity,de*,matrix*,*put*,bounces,time_events,*_ticks,*_clock,last_reference'];

interface Case {
  readonly title: string;
  readonly fmu: string;
  readonly options: readonly string[];
  /** Options of the recording, for both halves. */
  readonly record?: readonly string[];
}

const CASES: readonly Case[] = [
  { title: 'FMI 2.0, co-simulation', fmu: 'everything', options: ['--stop', '2'], record: BALL },
  {
    title: 'FMI 2.0, model exchange',
    fmu: 'everything',
    options: ['--stop', '2', '--interface', 'me'],
    record: BALL,
  },
  {
    title: 'FMI 2.0, an implicit solver and results between its steps',
    fmu: 'everything',
    options: ['--stop', '2', '--interface', 'me', '--solver', 'rodas', '--step', '0.003', '--output-interval', '0.006'],
    record: BALL,
  },
  {
    title: 'FMI 3.0, co-simulation with clocks',
    fmu: 'everything-3',
    options: ['--stop', '2'],
    record: ALL,
  },
  {
    title: 'FMI 3.0, model exchange with clocks',
    fmu: 'everything-3',
    options: ['--stop', '2', '--interface', 'me'],
    record: ALL,
  },
  {
    title: 'FMI 3.0, arrays of another size',
    fmu: 'everything-3',
    options: ['--stop', '2', '--set', 'rows=5', '--set', 'columns=1', '--set', 'gravity=-3'],
    record: ALL,
  },
];

describe('a simulation in two halves', { timeout: 120_000 }, () => {
  it.each(CASES)('has the results of one: $title', async ({ fmu, options, record = [] }) => {
    const model = fixture(fmu);
    expect(await run(model, ...options, ...record, '-o', 'whole.csv')).toMatchObject({ status: 0 });
    for (const at of ['0.37', '1.4']) {
      const pause = ['--pause-at', at, '--save-state', 'state'];
      const begin = await run(model, ...options, ...record, ...pause, '-o', 'begin.csv');
      expect(begin, at).toMatchObject({ status: 0 });
      expect(begin.stdout).toMatch(/\n {2}state +state\n/);
      const end = await run(model, '--load-state', 'state', ...record, '-o', 'end.csv');
      expect(end, at).toMatchObject({ status: 0 });
      expect(text('begin.csv').length).toBeLessThan(text('whole.csv').length);
      expect(text('begin.csv') + rows('end.csv') === text('whole.csv'), `paused at ${at}`).toBe(true);
    }
  });

  it('goes on with its inputs, which may jump, and may be paused as often as one likes', async () => {
    const lines = ['time,thrust,int32_input[1]', '0,0,1', '0.4,2,1', '0.4,5,2', '1.2,-3,7', '3,0,9'];
    writeFileSync(path.join(folder, 'in.csv'), lines.join('\n'));
    const both = ['--input', 'in.csv', ...ALL];
    await run(fixture('everything-3'), '--stop', '2', ...both, '-o', 'whole.csv');
    const first = ['--stop', '2', '--pause-at', '0.2', '--save-state', 'state', '-o', 'r0.csv'];
    expect(await run(fixture('everything-3'), ...both, ...first)).toMatchObject({ status: 0 });
    let all = text('r0.csv');
    for (const at of ['0.4', '0.41', '1.2', '1.9']) {
      const next = ['--load-state', 'state', '--pause-at', at, '--save-state', 'next', '-o', 'r.csv'];
      expect(await run(fixture('everything-3'), ...both, ...next), at).toMatchObject({ status: 0 });
      all += rows('r.csv');
      writeFileSync(path.join(folder, 'state'), readFileSync(path.join(folder, 'next')));
    }
    await run(fixture('everything-3'), ...both, '--load-state', 'state', '-o', 'r.csv');
    expect(all + rows('r.csv') === text('whole.csv')).toBe(true);
  });

  it('says in JSON where it was paused and begins', async () => {
    const pause = ['--pause-at', '0.5', '--save-state', 'state', '--json'];
    const begin = await run(fixture('everything'), '--stop', '1', '--step', '0.1', ...pause);
    expect(JSON.parse(begin.stdout)).toMatchObject({ reason: 'paused', stopTime: 0.5, state: 'state', steps: 5 });
    const end = await run(fixture('everything'), '--load-state', 'state', '--json');
    expect(JSON.parse(end.stdout)).toMatchObject({
      reason: 'stop-time',
      startTime: 0.5,
      stopTime: 1,
      state: null,
      steps: 5,
    });
  });
});

describe('a state', { timeout: 60_000 }, () => {
  const pause = ['--stop', '1', '--pause-at', '0.5', '--save-state', 'state'];

  it('of another FMU is refused', async () => {
    await run(fixture('everything'), ...pause);
    const { status, stderr } = await run(fixture('misbehaving'), '--load-state', 'state');
    expect({ status, stderr }).toMatchObject({ status: 2 });
    expect(stderr).toMatch(/the state was saved with another model: \S+ then, \S+ now\n$/);
  });

  it.each([
    ['slave-1', 'FMI 1.0 cannot save the state of a model; only 2.0 and 3.0 can'],
    [
      'metronome',
      'the model cannot save its state in co-simulation (canSerializeFMUstate is false in its model description)',
    ],
  ])('cannot be had of %s, which is said', async (name, message) => {
    const { status, stderr } = await run(fixture(name), ...pause);
    expect(status).toBe(2);
    expect(stderr).toBe(`fmutool: ${fixture(name)}: ${message}\n`);
  });

  it('is not written where the simulation ends before', async () => {
    const ended = await run(fixture('everything-3'), ...pause, '--set', 'end_time=0.2');
    expect(ended).toMatchObject({ status: 0 });
    expect(ended.stderr).toContain('the model ended before --pause-at: no state was saved');
    expect(() => statSync(path.join(folder, 'state'))).toThrow();
  });

  it.each([
    [['--pause-at', '0.5'], '--pause-at and --save-state belong together'],
    [['--save-state', 's'], '--pause-at and --save-state belong together'],
    [['--load-state', 's', '--stop', '3'], '--stop was decided when the state was saved; leave it out'],
    [['--load-state', 's', '--set', 'a=1'], '--set was decided when the state was saved; leave it out'],
    [['--load-state', 's', '--pause-at', '1', '--save-state', 's'], '--save-state s is the saved state too'],
    [['--stop', '1', '--pause-at', '1', '--save-state', 's'], 'goes from 0 s to 1 s; choose a time between'],
    [['--stop', '1', '--pause-at', '0', '--save-state', 's'], 'goes from 0 s to 1 s; choose a time between'],
  ])('is not had by %j', async (options, message) => {
    writeFileSync(path.join(folder, 's'), 'no state');
    const { status, stderr } = await run(fixture('everything'), ...options);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it('is for files, and a file that is none is refused', async () => {
    const served = await run('rfmi://127.0.0.1:1/x', '--load-state', 's');
    expect(served).toMatchObject({ status: 2 });
    expect(served.stderr).toContain('--load-state is for FMU files');
    writeFileSync(path.join(folder, 's'), 'no state');
    const { status, stderr } = await run(fixture('everything'), '--load-state', 's');
    expect(status).toBe(2);
    expect(stderr).toBe('fmutool: s: this is no saved state of a simulation (fmutool simulate --save-state)\n');
  });
});
