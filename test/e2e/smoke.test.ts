// `fmutool smoke` with real servers, real clients and real models: what is sound passes, what is not is found and named,
// and nothing is left behind.
import { execa } from 'execa';
import { copyFileSync, existsSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { workspace } from '../remoting/support/workspace.js';
import { whyNotRunnableAlone } from '../native/wine.js';
import { PATIENCE } from '../patience.js';
import { DEFAULT_TIMEOUT } from '../../src/smoke/options.js';
import { executable, fmutool, noRealFmus, realFmus } from './support/executable.js';
import { FMI2_STUB, fmuOf } from './support/tiny-model.js';
import { describeAnew, realBytes, smokeFmu, tamper, type SmokeItem } from './support/smoke-fmu.js';

const no32 = whyNotRunnableAlone('linux32');
const no64 = whyNotRunnableAlone('linux64');
const title32 = no32 === undefined ? '' : ` (skipped: ${no32})`;
const title64 = no64 === undefined ? '' : ` (skipped: ${no64})`;

/** Its limit is in time of the clock, of which an emulated machine needs more. What a test gives itself comes after it. */
const patient = PATIENCE === 1 ? [] : ['--timeout', String(DEFAULT_TIMEOUT * PATIENCE)];

/** Runs a smoke test in a folder for temporary files of its own, in which nothing may be left. */
async function smoke(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const temporary = await mkdtemp(path.join(tmpdir(), 'smoke-'));
  try {
    const result = await fmutool(['smoke', ...patient, ...args], {
      env: { TMPDIR: temporary, ...env },
      limitMilliseconds: 150_000,
    });
    expect(readdirSync(temporary), 'nothing is left behind').toEqual([]);
    return result;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function items(args: readonly string[], env?: Readonly<Record<string, string>>) {
  const { status, stdout, stderr } = await smoke(['--json', ...args], env);
  return { status, stderr, items: JSON.parse(stdout) as SmokeItem[] };
}

// Each runs several models several times.
const timeout = 180_000 * PATIENCE;

describe.skipIf(no64 !== undefined)(`smoke${title64}`, { timeout }, () => {
  // Each of them has 32 bits in it somewhere.
  it.skipIf(no32 !== undefined).each([
    ['linux64', 'isolate', ['linux64', 'linux32'], 'linux64'],
    ['linux32', 'isolate', ['linux64', 'linux32'], 'linux32'],
    ['linux32', 'bridge', ['linux64'], 'linux64'],
    ['linux64', 'bridge', ['linux32'], 'linux32'],
  ] as const)(`passes on %s, %s${title32}`, async (platform, kind, keep, computes) => {
    const file = await smokeFmu('everything', { keep, add: [platform] });
    const { status, items: found } = await items([file]);
    expect(found.map((each) => [each.interface, each.transport, each.verdict])).toEqual([
      ['coSimulation', 'tcp', 'pass'],
      ['coSimulation', 'shm', 'pass'],
      ['modelExchange', 'none', 'pass'],
    ]);
    expect(status).toBe(0);
    for (const each of found) {
      expect(each).toMatchObject({
        ok: true,
        platform,
        computes,
        remoting: kind,
        reference: 'original',
        maxAbsoluteDifference: 0,
        problems: [],
      });
      expect(each.compared).toEqual(expect.arrayContaining(['height', 'string_output_2', 'boolean_output_1', 'calls']));
      expect(each.comparedAtEnd).toEqual(expect.arrayContaining(['real_nan', 'real_minus_zero', 'string_utf8']));
    }
    expect(found[0]).toMatchObject({ steps: 20 });
    expect(found[0]?.durations.step.median).toBeGreaterThan(0);
  });

  it.each(['once', 'partial', 'two-libraries', 'companion', 'smooth', 'thermostat', 'bouncing-ball', 'metronome'])(
    'passes on the fixture %s, with remoting and without',
    async (name) => {
      const plain = await items([await smokeFmu(name)]);
      expect(plain.items.map(({ verdict, problems }) => [verdict, problems])).toEqual(
        plain.items.map(() => ['pass', []]),
      );
      expect(plain.items.map(({ remoting }) => remoting)).toEqual(plain.items.map(() => null));
      const patched = await items([await smokeFmu(name, { add: ['linux64'] })]);
      expect(patched.items.map(({ verdict, problems }) => [verdict, problems])).toEqual(
        patched.items.map(() => ['pass', []]),
      );
      expect([plain.status, patched.status]).toEqual([0, 0]);
    },
  );

  it('finds one output that differs, and names variable, step, time and both values', async () => {
    const file = await smokeFmu('everything', { keep: ['linux64'], add: ['linux64'] });
    tamper(file, 'everything', realBytes(3), realBytes(3.5));
    const { status, items: found } = await items([file]);
    expect(status).toBe(1);
    expect(found.map(({ verdict }) => verdict)).toEqual(['difference', 'difference', 'difference']);
    const [tcp] = found;
    expect(tcp?.problems[0]).toMatchObject({ kind: 'difference', side: 'tested', variable: 'real_output_2', step: 3 });
    expect(tcp?.problems[0]?.['time']).toBeCloseTo(0.3);
    expect(tcp?.maxAbsoluteDifference).toBeGreaterThan(0);
    const text = await smoke([file]);
    expect(text.status).toBe(1);
    expect(text.stdout).toMatch(
      /linux64 \(isolate\) over tcp: DIFFERENCE: "real_output_2" differs at step 3 \(time 0\.3\): original \S+, patched \S+\n/,
    );
  });

  it.each([
    ['crash', 'crash', /ended by signal 11/],
    ['exit', 'crash', /exit status 3/],
    ['discard', 'discard', /fmi2DoStep/],
    ['error', 'error', /fmi2DoStep/],
    ['fatal', 'crash', /fmi2DoStep/],
  ])("a model's %s is a problem that both sides have: %s", async (action, kind, said) => {
    const file = await smokeFmu('misbehaving', { add: ['linux64'] });
    const { status, items: found } = await items([file], { FMUTOOL_FIXTURE_ACTION: `fmi2DoStep:${action}` });
    expect(status).toBe(1);
    for (const each of found) {
      expect(each).toMatchObject({ ok: false, verdict: 'problem', problems: [{ kind, side: 'both', step: 1 }] });
      expect(each.problems[0]?.['message']).toMatch(said);
      expect(each.problems[0]?.['message']).toMatch(/; the original does the same$/);
    }
    expect(found).toHaveLength(2);
  });

  it.each(['hang', 'spin'])('a %s of both sides is a time-out that says so', async (action) => {
    const file = await smokeFmu('misbehaving', { add: ['linux64'] });
    const env = { FMUTOOL_FIXTURE_ACTION: `fmi2DoStep:${action}` };
    const { status, stdout } = await smoke(['--timeout', '8', file], env);
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /over tcp: PROBLEM: the patched FMU timed out in step 1 \(time 0\): no answer for \d\.\d+ s \(--timeout gives it more\); its processes were ended; the original does the same\n/,
    );
    expect(stdout).toContain('over shm: PROBLEM: not tried over shm, because it timed out over tcp\n');
  });

  it.each([
    ['patched', 'the original came to its end'],
    ['original', 'the patched FMU came to its end'],
  ])('says when only the %s side hangs', async (side, other) => {
    const file = await smokeFmu('misbehaving', { add: ['linux64'] });
    // The library that poses as the client listens to another variable of the environment.
    tamper(file, 'misbehaving', Buffer.from('FMUTOOL_FIXTURE_ACTION'), Buffer.from('FMUTOOL_FIXTURE_AKTION'));
    const name = side === 'patched' ? 'FMUTOOL_FIXTURE_AKTION' : 'FMUTOOL_FIXTURE_ACTION';
    const { status, stdout } = await smoke(['--timeout', '8', file], { [name]: 'fmi2DoStep:hang' });
    expect(status).toBe(1);
    const who = side === 'patched' ? 'the patched FMU' : 'the original';
    expect(stdout).toMatch(
      new RegExp(`over tcp: PROBLEM: ${who} timed out in step 1 .*processes were ended; ${other}\n`),
    );
  });

  it('holds the inputs where the model cannot do with others, and says so', async () => {
    const file = await smokeFmu('everything', { add: ['linux64'] });
    // As an input it varies, and then a step returns warnings, discards and errors.
    describeAnew(
      file,
      /(name="step_result"[^>]*) causality="parameter" variability="tunable" initial="exact"/,
      '$1 causality="input"',
    );
    const { status, items: found } = await items([file]);
    expect(found.map(({ verdict }) => verdict)).toEqual(['pass', 'pass', 'pass']);
    expect(found[0]?.notes).toEqual([
      expect.stringMatching(
        /^the inputs keep their start values: with others the original fails \(fmi2DoStep returned /,
      ),
      expect.stringMatching(/^saved at 0\.5 s and loaded in a new process it gives other values: "calls" /),
    ]);
    expect(status).toBe(0);
  });

  it.skipIf(!existsSync('/usr/bin/gcc'))(
    'does not blame remoting for a model that is not reproducible (needs gcc)',
    async () => {
      const file = await fmuOf(`${FMI2_STUB}
        #include <unistd.h>
        static double value(unsigned reference) { return reference == 0 ? steps : reference == 1 ? getpid() : 0; }`);
      const { status, items: found } = await items([file]);
      expect(found.map(({ verdict }) => verdict)).toEqual(['not-testable', 'not-testable']);
      expect(found[0]?.reason).toBe(
        'the model gives other values each time it is run, without remoting too: "wild"; everything else is equal',
      );
      expect(found[0]?.problems).toMatchObject([{ kind: 'not-reproducible', side: 'original' }]);
      expect(status).toBe(2);
    },
  );

  it('does not test what cannot be tested, and says why', async () => {
    const elsewhere = await smokeFmu('everything', { add: ['win64'] });
    const windows = await items([elsewhere]);
    expect(windows.status).toBe(2);
    for (const each of windows.items) {
      expect(each).toMatchObject({
        ok: false,
        verdict: 'not-testable',
        platform: 'win64',
        reference: 'none',
        steps: 0,
      });
      expect(each.reason).toMatch(/^not testable here: programs for win64 do not run on linux64/);
    }
    const missing = await smoke(['--platform', 'aarch64-linux', elsewhere]);
    expect(missing).toMatchObject({ status: 2 });
    expect(missing.stdout).toMatch(/aarch64-linux: not testable/);
  });

  it('says of a patched platform that cannot run here that it is not tested, in every format, and exits with 2', async () => {
    const file = await smokeFmu('once', { keep: ['linux64', 'win64'], add: ['linux64', 'win64'] });
    const { status, items: found } = await items([file]);
    expect(status).toBe(2);
    expect(found.map(({ platform, transport, verdict }) => [platform, transport, verdict])).toEqual([
      ['linux64', 'tcp', 'pass'],
      ['linux64', 'shm', 'pass'],
      ['win64', 'none', 'not-testable'],
    ]);
    const reason = /not testable here: programs for win64 do not run on linux64/;
    expect(found[2]?.reason).toMatch(reason);
    const text = await smoke([file]);
    expect(text.status).toBe(2);
    expect(text.stdout).toMatch(/once\.fmu: win64 \(isolate\): not testable here: programs for win64 /);
    const page = path.join(workspace(), 'smoke.html');
    const junit = await smoke(['--format', 'junit', '--report', page, file]);
    expect(junit.status).toBe(2);
    expect(junit.stdout).toMatch(/<testcase [^>]*win64[^>]*>\s*<skipped message="[^"]*programs for win64 /);
    expect(readFileSync(page, 'utf8')).toMatch(
      /not testable<\/span> <strong>win64 \(isolate\)<\/strong> programs for win64/,
    );
    expect(await smoke(['--platform', 'linux64', file])).toMatchObject({ status: 0 });
  });

  it('never writes its page over an FMU that it tests', async () => {
    const folder = workspace();
    const model = Buffer.from('no matter what');
    writeFileSync(path.join(folder, 'm.fmu'), model);
    symlinkSync('m.fmu', path.join(folder, 'link.fmu'));
    for (const [fmus, page] of [
      [['m.fmu'], './m.fmu'],
      [['other.fmu', 'link.fmu'], 'm.fmu'],
    ] as const) {
      const { status, stdout, stderr } = await fmutool(['smoke', ...fmus, '--report', page], { cwd: folder });
      const message = `fmutool: --report ${page} is an FMU that is tested too; name another file\n`;
      expect({ status, stdout, stderr }).toEqual({ status: 2, stdout: '', stderr: message });
    }
    expect(readFileSync(path.join(folder, 'm.fmu')).equals(model)).toBe(true);
  });

  it('goes on after an FMU that cannot be read, and the worst status counts', async () => {
    const broken = path.join(workspace(), 'gone.fmu');
    const good = await smokeFmu('smooth');
    const { status, items: found, stderr } = await items([broken, good]);
    expect(status).toBe(2);
    expect(stderr).toMatch(/gone\.fmu: /);
    expect(found[0]).toMatchObject({ file: broken, error: { code: expect.any(String) as string } });
    expect(found.slice(1).every(({ ok }) => ok)).toBe(true);
  });

  it('simulates what it is told to', async () => {
    const file = await smokeFmu('everything');
    const { items: found } = await items(['--start', '1', '--stop', '2', '--step', '0.25', file]);
    expect(found[0]).toMatchObject({
      steps: 4,
      experiment: { startTime: 1, stopTime: 2, stepSize: 0.25, steps: 4 },
      verdict: 'pass',
    });
    const bad = await smoke(['--start', '1', '--stop', '0', file]);
    expect(bad.status).toBe(2);
    expect(bad.stderr).toMatch(/the stop time 0 s lies before the start time 1 s/);
  });

  it('writes a page that needs nothing else, and the XML of build servers', async () => {
    const file = await smokeFmu('everything', { keep: ['linux64'], add: ['linux64'] });
    tamper(file, 'everything', realBytes(3), realBytes(3.5));
    const good = await smokeFmu('smooth');
    const page = path.join(workspace(), 'smoke.html');
    const { status, stdout } = await smoke(['--format', 'junit', '--report', page, file, good]);
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /^<\?xml version="1.0" encoding="UTF-8"\?>\n<testsuites name="fmutool smoke" tests="\d+" failures="3"/,
    );
    expect(stdout).toMatch(/<\/testsuites>\n$/);
    const html = readFileSync(page, 'utf8');
    expect(html).toMatch(/^<!doctype html>/);
    expect(html).toContain('real_output_2');
    expect(html).toMatch(/&#34;real_output_2&#34; differs at step 3/);
    expect(html.match(/<svg/g)?.length).toBeGreaterThan(10);
    expect(html).not.toMatch(/<script|<link|<iframe|@import|src=|url\(/i);
    const both = await smoke(['--format', 'junit', '--json', good]);
    expect(both).toMatchObject({ status: 2, stdout: '' });
    expect(both.stderr).toMatch(/--json and --format junit both say what to print; leave out one of them/);
    const refused = await smoke(['--report', path.join(workspace(), 'no', 'such', 'folder.html'), good]);
    expect(refused.status).toBe(2);
    expect(refused.stdout).toBe('');
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('ends everything when it gets %s', async (signal) => {
    const temporary = await mkdtemp(path.join(tmpdir(), 'smoke-'));
    onTestFinished(() => rm(temporary, { recursive: true, force: true }));
    const file = await smokeFmu('misbehaving', { add: ['linux64'] });
    tamper(file, 'misbehaving', Buffer.from('FMUTOOL_FIXTURE_ACTION'), Buffer.from('FMUTOOL_FIXTURE_AKTION'));
    const child = execa(process.execPath, [executable, 'smoke', file], {
      env: { TMPDIR: temporary, FMUTOOL_FIXTURE_AKTION: 'fmi2DoStep:hang' },
      reject: false,
      stdin: 'ignore',
      timeout: 50_000,
      killSignal: 'SIGKILL',
    });
    // Once the server has unpacked the model the step that hangs is not far.
    await expect.poll(() => readdirSync(temporary).some(hasServer), { timeout: 30_000, interval: 50 }).toBe(true);
    child.kill(signal);
    const ended = await child;
    expect(ended.signal).toBe(signal);
    expect(readdirSync(temporary)).toEqual([]);

    function hasServer(name: string): boolean {
      const folder = path.join(temporary, name);
      return name.startsWith('fmutool-smoke-') && existsSync(folder) && readdirSync(folder).length > 0;
    }
  });
});

const real = existsSync(realFmus) ? readdirSync(realFmus).filter((name) => name.endsWith('.fmu')) : [];

describe.skipIf(noRealFmus !== '' || no64 !== undefined)(
  `FMUs of other tools ${noRealFmus}${title64}`,
  { timeout },
  () => {
    /** What smoke says after remoting was added, where it can be: exit status, and a part of the text. */
    const expected: Readonly<Record<string, Readonly<Record<'linux64' | 'linux32', readonly [number, RegExp]>>>> = {
      '20sim-controlledtemperature-fmi2.fmu': {
        linux64: [0, /over tcp: pass[^]*over shm: pass/],
        linux32: [1, /over tcp: PROBLEM: the patched FMU timed out in step \d+ .*the original does the same/],
      },
      'dymola-controller-fmi2.fmu': {
        linux64: [0, /over tcp: pass[^]*over shm: pass[^]*model exchange: pass/],
        linux32: [0, /bridge to linux64\) over tcp: pass[^]*over shm: pass[^]*model exchange: pass/],
      },
      'identity-fmi1.fmu': {
        linux64: [0, /over tcp: pass[^]*over shm: pass/],
        linux32: [0, /over tcp: pass[^]*over shm: pass/],
      },
      // It wants event mode, which is in the extension of RFMI.
      'lsbus-cannode-fmi3.fmu': {
        linux64: [0, /over tcp: pass, 2 outputs in \d+ rows[^]*over shm: pass/],
        linux32: [0, /over tcp: pass, 2 outputs in \d+ rows[^]*over shm: pass/],
      },
      'simulink-gain-fmi2.fmu': {
        linux64: [2, /win64: not testable here: programs for win64/],
        linux32: [2, /win64: not testable here: programs for win64/],
      },
      'simulink-passthrough-fmi3.fmu': {
        linux64: [2, /win64: not testable here: programs for win64/],
        linux32: [2, /win64: not testable here: programs for win64/],
      },
    };

    it.for(real.flatMap((name) => (['linux64', 'linux32'] as const).map((platform) => [name, platform] as const)))(
      '%s gets its verdict with remoting for %s',
      { timeout: 120_000 },
      async ([name, platform], context) => {
        if (platform === 'linux32' && no32 !== undefined) return context.skip(no32);
        const file = path.join(workspace(), name);
        copyFileSync(path.join(realFmus, name), file);
        const added = await fmutool([`--add-remoting-${platform}`, '--quiet', file]);
        const verdict = expected[name]?.[platform];
        expect(verdict, 'is in the table').toBeDefined();
        if (verdict === undefined) return;
        const hangs = verdict[0] === 1;
        const { status, stdout } = await smoke(['--timeout', hangs ? '8' : '30', file]);
        expect(stdout).toMatch(verdict[1]);
        expect(status).toBe(verdict[0]);
        // Models for Windows are not bridged to Linux.
        expect(added.status).toBe(name.startsWith('simulink') ? 2 : 0);
      },
    );
  },
);
