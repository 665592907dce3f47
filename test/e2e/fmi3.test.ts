/** Models of FMI 3.0, run: simulated, served and smoke-tested, co-simulation and model exchange, with remoting and without. */
import AdmZip from 'adm-zip';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { RfmiClient } from '../../src/rfmi/client/client.js';
import { whyNotRunnableAlone } from '../native/wine.js';
import { workspace } from '../remoting/support/workspace.js';
import { fixture } from '../runtime/models.js';
import { ServeProcess } from '../rfmi/server/started-process.js';
import { fmutool } from './support/executable.js';

const reason = whyNotRunnableAlone('linux64');
const deadline = 120_000;

/** The rows of a simulation, by the names of the columns. */
async function simulated(args: readonly string[], status = 0, fmu = fixture('everything-3')): Promise<Row[]> {
  const folder = workspace();
  const results = path.join(folder, 'results.csv');
  const run = await fmutool(['simulate', fmu, '--output', results, ...args], { cwd: folder });
  expect([
    run.status,
    run.stderr.replace(/^.*warning: (bounce|free after|a call returned|never triggered: "triggered_clock").*\n/gm, ''),
  ]).toEqual([status, status === 0 ? '' : (expect.any(String) as unknown)]);
  return rowsOf(readFileSync(results, 'utf8'));
}

type Row = Readonly<Record<string, string>>;

function rowsOf(csv: string): Row[] {
  const [head = [], ...lines] = csv
    .trimEnd()
    .split('\n')
    .map((line) => [...line.matchAll(/("[^"]*"|[^,]*)(?:,|$)/g)].map(([, field = '']) => field.replaceAll('"', '')));
  return lines.map((fields) => Object.fromEntries(head.map((name, place) => [name, fields[place] ?? ''])));
}

/** A copy of the fixture with another model description. */
function changed(from: RegExp, to: string): string {
  const zip = new AdmZip(fixture('everything-3'));
  const text = zip.readAsText('modelDescription.xml');
  expect(text).toMatch(from);
  zip.updateFile('modelDescription.xml', Buffer.from(text.replace(from, to)));
  const file = path.join(workspace(), 'changed.fmu');
  zip.writeZip(file);
  return file;
}

const last = (rows: readonly Row[]): Row => rows.at(-1) ?? {};

describe.skipIf(reason !== undefined).each(['cs', 'me'])(
  `FMI 3.0 in --interface %s${reason === undefined ? '' : ` (skipped: ${reason})`}`,
  { timeout: deadline },
  (kind) => {
    const only = ['--interface', kind];

    it('ticks every clock when it is due, and makes no mistake', async () => {
      const record = ['*_clock', '*_ticks', 'errors'].flatMap((name) => ['--record', name]);
      const rows = await simulated([...only, ...record, '--stop', '1.05', '--step', '0.05']);
      const ticks = (name: string): number[] =>
        rows.filter((row) => row[name] === '1').map((row) => Number(row['time']));
      // By the model description: an interval of 1/8 s; 1/4 s from 1/16 s on; 1/2 s.
      expect(ticks('constant_clock')).toEqual([0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1]);
      expect(ticks('fixed_clock')).toEqual([0.0625, 0.3125, 0.5625, 0.8125]);
      expect(ticks('tunable_clock')).toEqual([0, 0.5, 1]);
      // 1/8 s, 2/8 s, 3/8 s and again; 1/16 s after every second tick of the constant clock.
      expect(ticks('changing_clock')).toEqual([0, 0.25, 0.625, 0.75, 1]);
      expect(ticks('countdown_clock')).toEqual([0.1875, 0.4375, 0.6875, 0.9375]);
      expect(ticks('triggered_clock')).toEqual([]);
      expect(last(rows)).toMatchObject({ constant_ticks: '9', fixed_ticks: '4', tunable_ticks: '3', errors: '0' });
    });

    it('takes triggered clocks from the file of inputs', async () => {
      const input = path.join(workspace(), 'inputs.csv');
      writeFileSync(input, 'time,triggered_clock\n0,0\n0.33,1\n0.4,0\n0.7,1\n0.75,1\n');
      const names = ['triggered_clock', 'triggered_ticks', 'output_clock'].flatMap((name) => ['--record', name]);
      const rows = await simulated([...only, '--input', input, ...names, '--stop', '1']);
      const ticks = rows.filter((row) => row['triggered_clock'] === '1');
      expect(ticks.map((row) => row['time'])).toEqual(['0.33', '0.7000000000000001', '0.75']);
      expect(ticks.every((row) => row['output_clock'] === '1')).toBe(true);
      expect(last(rows)['triggered_ticks']).toBe('3');
    });

    it('has every type, exactly', async () => {
      const set = {
        float32_input: '0.1 -inf',
        int8_input: '-128 127',
        uint8_input: '255 0',
        int16_input: '-32768 32767',
        uint16_input: '65535 1',
        int32_input: '-2147483648 2147483647',
        uint32_input: '4294967295 2',
        int64_input: '-9007199254740993 9007199254740993',
        uint64_input: '18446744073709551614 9007199254740993',
        boolean_input: 'true 0',
        'string_input[2]': 'two words',
        'binary_input[1]': '00ff00',
        colour_input: 'green',
      };
      const outputs = Object.keys(set).map((name) => name.replace(/_input.*/, '_output'));
      const rows = await simulated([
        ...only,
        ...Object.entries(set).flatMap(([name, value]) => ['--set', `${name}=${value}`]),
        ...outputs.flatMap((name) => ['--record', name]),
        ...['--record', 'int64_beyond_doubles', '--record', 'uint64_largest', '--stop', '0.1'],
      ]);
      expect(last(rows)).toMatchObject({
        int64_beyond_doubles: '9007199254740993',
        uint64_largest: '18446744073709551615',
      });
      expect(last(rows)).toMatchObject(EXPECTED);
    });

    it.each([0, 1, 2, 40, 20_000])('has arrays of %s rows', async (count) => {
      const sizes = ['--set', `rows=${count}`, '--set', 'columns=1'];
      const rows = await simulated([...only, ...sizes, '--record', 'decay', '--record', 'bounces', '--stop', '0.2']);
      const names = Object.keys(last(rows)).filter((name) => name.startsWith('decay'));
      expect(names).toHaveLength(count);
      for (const name of [names[0], names.at(-1)]) {
        if (name !== undefined) expect(Math.abs(Number(last(rows)[name]) - Math.exp(-0.2))).toBeLessThan(0.01);
      }
    });

    it('ends where the model wants it', async () => {
      const rows = await simulated([...only, '--set', 'end_time=0.75', '--record', 'height']);
      expect(Number(last(rows)['time'])).toBeGreaterThanOrEqual(0.75);
      expect(Number(last(rows)['time'])).toBeLessThan(0.76);
    });
  },
);

/** Numbers are one more than what was given, and go round at their ends; booleans the opposite; texts have a sign more. */
const EXPECTED = {
  'float32_output[1]': String(Math.fround(Math.fround(0.1) + 1)),
  'float32_output[2]': '-inf',
  'int8_output[1]': '-127',
  'int8_output[2]': '-128',
  'uint8_output[1]': '0',
  'uint8_output[2]': '1',
  'int16_output[1]': '-32767',
  'int16_output[2]': '-32768',
  'uint16_output[1]': '0',
  'uint16_output[2]': '2',
  'int32_output[1]': '-2147483647',
  'int32_output[2]': '-2147483648',
  'uint32_output[1]': '0',
  'uint32_output[2]': '3',
  'int64_output[1]': '-9007199254740992',
  'int64_output[2]': '9007199254740994',
  'uint64_output[1]': '18446744073709551615',
  'uint64_output[2]': '9007199254740994',
  'boolean_output[1]': '0',
  'boolean_output[2]': '1',
  'string_output[2]': 'two words!',
  'binary_output[1]': '00ff00',
  colour_output: '2',
};

describe.skipIf(reason !== undefined)('co-simulation of FMI 3.0', { timeout: deadline }, () => {
  it('goes on with whole steps after an early return where the model takes no others', async () => {
    const fmu = changed(
      /canHandleVariableCommunicationStepSize="true"/,
      'canHandleVariableCommunicationStepSize="false"',
    );
    const rows = await simulated(['--record', 'bounces', '--record', 'errors', '--stop', '1'], 0, fmu);
    const [bounce] = rows.filter((row) => row['bounces'] === '1').map((row) => Number(row['time']));
    expect(Math.abs((bounce ?? NaN) - 0.45)).toBeLessThan(0.01);
    const times = [...new Set(rows.map((row) => Number(row['time'])))];
    const next = times.find((time) => time > (bounce ?? NaN)) ?? NaN;
    expect(next - (bounce ?? NaN)).toBeCloseTo(0.1, 9);
    expect(last(rows)['errors']).toBe('0');
  });

  it('runs without event mode where the model has none', async () => {
    const rows = await simulated(['--record', 'height'], 0, changed(/hasEventMode="true"/, ''));
    expect(rows).toHaveLength(21);
  });

  it.each([
    ['2', 'discard'],
    ['3', 'error'],
    ['4', 'fatal'],
  ])('says that a step returned %s', async (result, word) => {
    const run = await fmutool(['simulate', fixture('everything-3'), '--set', `step_result=${result}`]);
    expect(run.status).toBe(1);
    expect(run.stderr).toContain(`the simulation ended at 0 s, after 0 steps: fmi3DoStep returned ${word} at 0 s`);
  });

  it.each([
    ['rows=-1', /"rows" cannot be "-1": it takes a whole number of 64 bits, not negative/],
    ['int8_input=1', /"int8_input" has 2 elements, and 1 values are given for it/],
    ['int8_input[1]=128', /"int8_input\[1\]" cannot be "128": it takes a whole number from -128 to 127/],
    ['int8_input[3]=1', /the model has no variable "int8_input\[3\]"/],
    ['binary_input[1]=0', /takes hexadecimal digits/],
  ])('refuses --set %s', async (text, message) => {
    const run = await fmutool(['simulate', fixture('everything-3'), '--set', text]);
    expect(run.status).toBe(2);
    expect(run.stderr).toMatch(message);
  });
});

describe.skipIf(reason !== undefined)('an FMU of FMI 3.0', { timeout: deadline }, () => {
  it('passes smoke with remoting, and tells which interface cannot be tested', async () => {
    const file = path.join(workspace(), 'everything.fmu');
    copyFileSync(fixture('everything-3'), file);
    expect((await fmutool(['--add-remoting-linux64', '--allow-multiple-instances', file])).status).toBe(0);
    const { status, stdout } = await fmutool(['smoke', '--timeout', '100', file]);
    expect(stdout).toMatch(/over tcp: pass[^]*over shm: pass[^]*model exchange: pass[^]*scheduled execution cannot/);
    expect(status).toBe(2);
  });

  it('is served with what RFMI 0.91 has types for', async () => {
    const served = await ServeProcess.start([fixture('everything-3'), '--port', '0']);
    const client = await RfmiClient.connect({ port: served.ports[0]! });
    try {
      const [offered] = await client.listFmus();
      expect(offered).toMatchObject({ fmiMajor: 3, fmiMinor: 0 });
      await client.selectFmu(offered?.name ?? '');
      const names = client.selected?.variables.map(({ name }) => name) ?? [];
      expect(names).toContain('altitude');
      expect(names.filter((name) => /clock|matrix|int64|float32/.test(name))).toEqual([]);
      await client.beginInitialization();
      await client.set(
        new Map<string, number | string>([
          ['colour_input', 3],
          ['thrust', 9.81],
          ['string_parameter', 'x'],
        ]),
      );
      await client.beginSimulation(0, 1);
      await client.step({ time: 0, size: 0.5 });
      expect(await client.get(['colour_output', 'height'])).toEqual([1, 1]);
      await client.shutdown();
    } finally {
      await client.close();
      await served.process.end();
    }
  });
});
