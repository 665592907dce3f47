// `fmutool simulate` as its users meet it.
import { mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ServeProcess } from '../rfmi/server/started-process.js';
import { executable, fmutool, noRealFmus, realFmus } from './support/executable.js';

const fixture = (name: string): string => path.join(path.dirname(executable), '..', 'fixtures', 'fmus', `${name}.fmu`);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'fmutool-simulate-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Waits, so many milliseconds at most, until there are some: the file is written beside its place. */
async function results(most: number): Promise<void> {
  const deadline = Date.now() + most;
  const written = (): boolean => readdirSync(folder).some((name) => readFileSync(path.join(folder, name)).length > 0);
  while (!written() && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe('fmutool simulate', { timeout: 60_000 }, () => {
  it('writes results and a chart, and says what came out', async () => {
    const { status, stdout, stderr } = await fmutool(
      [
        'simulate',
        fixture('everything'),
        '--stop',
        '1',
        '--step',
        '0.25',
        '--record',
        'height,vel*',
        '-o',
        'r.csv',
        '--plot',
        'r.svg',
      ],
      { cwd: folder },
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(
      /everything\.fmu: 0 s to 1 s in 4 steps \(co-simulation\)\n {2}height +\S+ m\n {2}velocity +\S+ m\/s\n/,
    );
    const [head, ...rows] = readFileSync(path.join(folder, 'r.csv'), 'utf8').trimEnd().split('\n');
    expect(head).toBe('time,height,velocity');
    expect(rows.map((row) => row.split(',')[0])).toEqual(['0', '0.25', '0.5', '0.75', '1']);
    expect(readFileSync(path.join(folder, 'r.svg'), 'utf8')).toMatch(/^<svg [^]*height \[m\][^]*<\/svg>\n$/);
    expect(readdirSync(folder).sort()).toEqual(['r.csv', 'r.svg']);
  });

  it('prints the results, and nothing else, where - stands for the file', async () => {
    const args = ['simulate', fixture('once'), '--stop', '1', '--step', '0.5', '--record', 'count'];
    const printed = await fmutool([...args, '-o', '-'], { cwd: folder });
    expect(printed).toMatchObject({ status: 0, stdout: 'time,count\n0,0\n0.5,1\n1,2\n', stderr: '' });
    expect(readdirSync(folder)).toEqual([]);
    for (const [more, message] of [
      [['-o', '-', '--json'], '--output - and --json both want the standard output; write one of them to a file'],
      [['--plot', 'chart.png'], 'chart.png: charts are written as SVG; name a file that ends with .svg'],
      [['--plot', 'chart'], 'chart: charts are written as SVG; name a file that ends with .svg'],
      [['-o', 'results/'], 'results/: the output is a folder (name a file in it)'],
      [['--plot', 'folder.svg/'], 'folder.svg/: charts are written as SVG; name a file that ends with .svg'],
      [['--plot', '-'], '--plot needs a file; only the results can go to the standard output'],
    ] as const) {
      const { status, stdout, stderr } = await fmutool([...args, ...more], { cwd: folder });
      expect({ status, stdout, stderr }).toEqual({ status: 2, stdout: '', stderr: `fmutool: ${message}\n` });
    }
  });

  it('ends quietly when its results are not read any more', async () => {
    const command = `"$0" simulate "$1" --stop 1000000 --step 0.01 -o - | head -1; echo "\${PIPESTATUS[0]}"`;
    const { stdout, stderr } = await execa('bash', ['-c', command, executable, fixture('once')]);
    expect({ stdout, stderr }).toEqual({ stdout: 'time,sum,count\n0', stderr: '' });
  });

  it('never writes over what it reads, nor writes one file twice', async () => {
    const model = readFileSync(fixture('companion'));
    writeFileSync(path.join(folder, 'm.fmu'), model);
    writeFileSync(path.join(folder, 'in.csv'), 'time,input\n0,1\n1,3\n');
    symlinkSync('m.fmu', path.join(folder, 'link.fmu'));
    const refusals = [
      [['-o', 'm.fmu'], '--output m.fmu is the model too; name another file'],
      [['--plot', './link.fmu'], '--plot ./link.fmu is the model too; name another file'],
      [['--input', 'in.csv', '-o', 'in.csv'], '--output in.csv is the input too; name another file'],
      [['-o', 'a', '--plot', './a'], '--plot ./a is --output too; name another file'],
    ] as const;
    for (const [args, message] of refusals) {
      const { status, stderr } = await fmutool(['simulate', 'm.fmu', ...args], { cwd: folder });
      expect({ status, stderr }).toEqual({ status: 2, stderr: `fmutool: ${message}\n` });
    }
    expect(readFileSync(path.join(folder, 'm.fmu')).equals(model)).toBe(true);
  });

  it('has time once in the results, whatever is recorded', async () => {
    for (const args of [['--record-all'], ['--record', '*']]) {
      await fmutool(['simulate', fixture('companion'), '--stop', '1', ...args, '-o', 'r.csv'], { cwd: folder });
      const [head = ''] = readFileSync(path.join(folder, 'r.csv'), 'utf8').split('\n');
      expect(head.split(',').filter((name) => name === 'time')).toEqual(['time']);
    }
  });

  it('prints one JSON document with the fields that scripts rely on', async () => {
    const { status, stdout } = await fmutool(['simulate', fixture('once'), '--json', '--stop', '1', '--step', '0.1']);
    expect(status).toBe(0);
    const document = JSON.parse(stdout) as Record<string, unknown>;
    expect(document).toMatchObject({
      file: fixture('once'),
      startTime: 0,
      stopTime: 1,
      steps: 10,
      output: null,
      problem: null,
    });
    expect(document['final']).toMatchObject({ count: 10 });
  });

  it('says what becomes of steps that do not divide the time, what is no finite number, and what ended it', async () => {
    const args = ['simulate', fixture('metronome'), '--plot', 'r.svg', '--plot-variables', 'hole'];
    const ended = await fmutool([...args, '--set', 'no_number_from=0'], { cwd: folder });
    expect(ended.status).toBe(0);
    expect(ended.stdout).toMatch(
      /: 0 s to 0\.95 s in 10 steps \(co-simulation\)\n[^]*\n {2}ended by the model itself\n$/,
    );
    expect(ended.stderr.replaceAll(fixture('metronome'), 'm.fmu')).toBe(
      'fmutool: m.fmu: warning: "hole" is NaN at 0 s, and not a finite number in 11 rows altogether\n' +
        'fmutool: m.fmu: warning: "pole" is inf at 0.5 s\n',
    );
    const printed = await fmutool([...args, '--set', 'no_number_from=0', '-o', '-'], { cwd: folder });
    expect(printed.stderr).toContain(': ended by the model itself at 0.95 s\n');
    expect(readFileSync(path.join(folder, 'r.svg'), 'utf8')).toContain('nothing to draw, no value is a finite number');
    const uneven = await fmutool(['simulate', fixture('metronome'), '--stop', '0.25', '--json']);
    expect(uneven.status).toBe(0);
    expect(uneven.stderr).toContain(
      'warning: steps of 0.1 s do not divide 0 s to 0.25 s, and the model takes no others',
    );
    expect(JSON.parse(uneven.stdout)).toMatchObject({
      note: expect.stringContaining('2 whole steps') as string,
      stopTime: 0.2,
      notFinite: [],
    });
    const shorter = await fmutool([
      'simulate',
      fixture('once'),
      '--stop',
      '0.25',
      '--output-interval',
      '0.2',
      '-o',
      '-',
    ]);
    expect(shorter.stdout.split('\n').map((line) => line.split(',')[0])).toEqual(['time', '0', '0.2', '0.25', '']);
    expect(shorter.stderr).toContain('steps of 0.1 s do not divide 0 s to 0.25 s: the last one has 0.05 s');
    const json = await fmutool(['simulate', fixture('metronome'), '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({
      reason: 'model',
      note: null,
      notFinite: [
        { variable: 'pole', time: 0.5, value: 'inf', rows: 1 },
        { variable: 'hole', value: 'NaN', rows: 4 },
      ],
    });
  });

  it('gives the model its own tolerance, or the one that is asked for', async () => {
    for (const [args, tolerance] of [
      [[], '0.00020000000000000001'],
      [['--tolerance', '0.25'], '0.25'],
    ] as const) {
      const log = path.join(folder, `calls${args.length}.txt`);
      await fmutool(['simulate', fixture('metronome'), ...args], { env: { FMUTOOL_LOG: log } });
      expect(readFileSync(log, 'utf8')).toContain(`fmi2SetupExperiment(1, ${tolerance}, 0, 1, 1) = fmi2OK`);
    }
  });

  it.each([
    ['an unknown variable', ['--set', 'hieght=1'], /the model has no variable "hieght" \(did you mean "height"\?\)/],
    ['a value that does not fit', ['--set', 'integer_input_1=1.5'], /"integer_input_1" cannot be "1.5"/],
    ['a variable that cannot be set', ['--set', 'real_output_1=1'], /real_output_1/],
    ['no value', ['--set', 'height'], /give a name and a value/],
    [
      'a file of inputs that is missing',
      ['--input', 'nowhere.csv'],
      /nowhere\.csv: cannot be read: there is no such file/,
    ],
    ['a folder that is missing', ['-o', 'nowhere/out.csv'], /out\.csv: the folder nowhere does not exist/],
    ['times that make no sense', ['--start', '5', '--stop', '1'], /lies before the start time/],
    ['a step of no size', ['--step', '0'], /greater than 0/],
    ['an unknown platform', ['--platform', 'amiga'], /unknown platform 'amiga'/],
    ['options for addresses', ['--wait', '3'], /--wait is for addresses/],
    ['a chart of nothing', ['--plot-variables', 'height'], /say where with --plot/],
    ['an interface that is none', ['--interface', 'se'], /allowed choices are cs, me/i],
    ['a pattern that fits nothing', ['--record', 'q*'], /called like "q\*"/],
    ['both ways to record', ['--record', 'height', '--record-all'], /cannot be used with/],
  ])('refuses %s in one line', async (_, args, says) => {
    const { status, stdout, stderr } = await fmutool(['simulate', fixture('everything'), ...args], { cwd: folder });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(says);
    expect(stderr).toMatch(/^fmutool: [^\n]+\n$/);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('says that there is no server at an address', async () => {
    const { status, stderr } = await fmutool(['simulate', 'rfmi+shm://4242424/x', '--wait', '0.1']);
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /^fmutool: rfmi\+shm:\/\/4242424\/x: cannot connect to shared memory, channel 4242424; no server listens/,
    );
  });

  it('keeps what was recorded when it is interrupted', async () => {
    const running = execa(
      process.execPath,
      [
        executable,
        'simulate',
        fixture('everything'),
        '--stop',
        '1e6',
        '--step',
        '0.01',
        '--record',
        'height',
        '-o',
        'r.csv',
      ],
      { cwd: folder, reject: false, timeout: 40_000, killSignal: 'SIGKILL' },
    );
    await results(30_000);
    running.kill('SIGINT');
    const { signal, stdout } = await running;
    expect(signal).toBe('SIGINT');
    expect(stdout).toContain('interrupted; what was recorded until then is kept');
    expect(readFileSync(path.join(folder, 'r.csv'), 'utf8')).toMatch(/^time,height\n0,/);
    expect(readdirSync(folder)).toEqual(['r.csv']);
  });

  it.each([
    [
      'SIGINT',
      /the simulation ended at \S+ s, after \d+ steps: the server ended the connection when it was to make a step: the server ends$/,
    ],
    [
      'SIGKILL',
      /the simulation ended at \S+ s, after \d+ steps: \S+: the .*connection.* \(the server was to make a step\)/,
    ],
  ] as const)('reports a server that ends (%s) with status 1, and keeps what was recorded', async (signal, message) => {
    const served = await ServeProcess.start([fixture('everything'), '--port', '0']);
    const address = `rfmi://127.0.0.1:${served.ports[0]}/everything`;
    const options = ['--stop', '1e6', '--step', '0.01', '--record', 'height', '-o', 'r.csv', '--plot', 'r.svg'];
    const running = execa(process.execPath, [executable, 'simulate', address, ...options], {
      cwd: folder,
      reject: false,
      timeout: 40_000,
      killSignal: 'SIGKILL',
    });
    await results(30_000);
    served.process.child.kill(signal);
    const { exitCode, stderr } = await running;
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(message);
    expect(readFileSync(path.join(folder, 'r.csv'), 'utf8')).toMatch(/^time,height\n0,[^]*\n\d[^\n]*,\S+\n$/);
    expect(readdirSync(folder).sort()).toEqual(['r.csv', 'r.svg']);
    await served.process.end();
  });

  it(`runs a controller of Dymola ${noRealFmus}`, async (context) => {
    if (noRealFmus !== '') context.skip(noRealFmus);
    const file = path.join(realFmus, 'dymola-controller-fmi2.fmu');
    const { status, stderr } = await fmutool(['simulate', file, '--stop', '1', '--step', '0.1', '-o', 'r.csv'], {
      cwd: folder,
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(readFileSync(path.join(folder, 'r.csv'), 'utf8').trimEnd().split('\n')).toHaveLength(12);
  });

  it(`heats a room of 20-sim to the temperature that is wanted ${noRealFmus}`, async (context) => {
    if (noRealFmus !== '') context.skip(noRealFmus);
    const file = path.join(realFmus, '20sim-controlledtemperature-fmi2.fmu');
    const { status, stdout } = await fmutool(['simulate', file, '--stop', '2', '--step', '0.01', '--json']);
    expect(status).toBe(0);
    const { final } = JSON.parse(stdout) as { final: Record<string, number> };
    expect(Math.abs((final['Temperature_Room'] ?? NaN) - 298.15)).toBeLessThan(3);
  });

  it.each([
    [
      'hangs',
      ['--set', 'action=4', '--timeout', '1'],
      /ended at 0 s, after 0 steps: the simulation did not end within 1 s/,
    ],
    ['crashes', ['--set', 'action=1'], /the simulation ended at/],
  ])('reports a model that %s with status 1, and keeps what was recorded', async (_, args, says) => {
    const { status, stderr, stdout } = await fmutool(
      ['simulate', fixture('misbehaving'), '--set', 'where=fmi2DoStep', ...args, '--json', '-o', 'r.csv'],
      { cwd: folder },
    );
    expect(stderr).toMatch(says);
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ reason: 'problem', steps: 0 });
    expect(readFileSync(path.join(folder, 'r.csv'), 'utf8')).toMatch(/^time,.*\n0,[^]*\n$/);
  });

  it.each([
    [
      'crashes',
      '1',
      /fmi2Terminate returned fatal: The process of the model \(binaries\/\w+\/misbehaving\.so\) was ended/,
    ],
    ['fails', '8', /fmi2Terminate returned error: fmi2Terminate: returns 3 on demand/],
  ])('reports a model that %s when it is to end, and keeps all results', async (_, action, says) => {
    const { status, stderr, stdout } = await fmutool(
      [
        'simulate',
        fixture('misbehaving'),
        '--set',
        'where=fmi2Terminate',
        '--set',
        `action=${action}`,
        '--json',
        '-o',
        'r.csv',
      ],
      { cwd: folder },
    );
    expect(stderr).toMatch(says);
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ reason: 'problem', steps: 10, stopTime: 1 });
    expect(readFileSync(path.join(folder, 'r.csv'), 'utf8').trimEnd().split('\n')).toHaveLength(12);
  });

  it('shows what a model warns of, once, also where it gives no reason', async () => {
    const { status, stderr, stdout } = await fmutool(
      ['simulate', fixture('misbehaving'), '--set', 'where=fmi2DoStep', '--set', 'action=6', '--json'],
      { cwd: folder },
    );
    const text = 'misbehaving: a call at 0 s returned warning, and the model does not say why (this is said once)';
    expect(stderr.match(/warning: .*/g)).toEqual([`warning: ${text}`]);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ reason: 'stop-time', warnings: [{ text, count: 1 }] });
  });
});
