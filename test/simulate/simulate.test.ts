// Whole experiments on real models: in processes of their own, behind a server in this process or on a port.
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Fmu, MODEL_DESCRIPTION } from '../../src/fmu/fmu.js';
import { RfmiServer } from '../../src/rfmi/server/server.js';
import { Model } from '../../src/runtime/model.js';
import { simulate, type SimulateOptions, type SimulateResult } from '../../src/simulate/simulate.js';

const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/fmus/${name}.fmu`, import.meta.url));
const everything = fixture('everything');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'fmutool-simulate-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function final({ final: values }: SimulateResult): Record<string, unknown> {
  return Object.fromEntries(values.map(({ variable, value }) => [variable.name, value]));
}

/** Serves a fixture on `port` while `work` runs. */
async function serving(port: number, work: (port: number) => Promise<void>, served = everything): Promise<void> {
  const fmu = Fmu.open(served);
  const { modelDescription: description } = fmu;
  const xml = fmu.archive.read(MODEL_DESCRIPTION);
  const model = await Model.open(fmu);
  fmu.close();
  const server = await RfmiServer.start({
    catalogue: [
      { name: 'the model', description, xml, instantiate: () => model.instantiate({ kind: 'coSimulation' }) },
    ],
    endpoints: [{ port }],
  });
  try {
    await work(server.addresses[0]?.port ?? 0);
  } finally {
    await server.close();
    await model.close();
  }
}

describe('an experiment', { timeout: 60_000 }, () => {
  it('gives the same bytes from a file, over TCP and over shared memory', async () => {
    writeFileSync(path.join(folder, 'in.csv'), 'time,real_input_1\n0,0\n1,10\n2,5\n');
    const options = (name: string): SimulateOptions => ({
      input: path.join(folder, 'in.csv'),
      output: path.join(folder, name),
      record: 'all',
      set: [['string_input_1', 'two words']],
    });
    const read = (name: string): string => readFileSync(path.join(folder, name), 'utf8');
    const result = await simulate(everything, options('file.csv'));
    expect(result).toMatchObject({ reason: 'stop-time', steps: 20, startTime: 0, stopTime: 2, kind: 'coSimulation' });
    await serving(0, async (port) => {
      await simulate(`rfmi://127.0.0.1:${port}/the%20model`, options('tcp.csv'));
      await simulate(`rfmi://127.0.0.1:${port}`, options('only.csv'));
    });
    await serving(-(process.pid + 0x100000), async (port) => {
      await simulate(`rfmi+shm://${-port}/the%20model`, options('shm.csv'));
    });
    expect(read('file.csv').length).toBeGreaterThan(2000);
    expect(read('tcp.csv')).toBe(read('file.csv'));
    expect(read('only.csv')).toBe(read('file.csv'));
    expect(read('shm.csv')).toBe(read('file.csv'));
  });

  it('takes start values of every type, and inputs as time goes on', async () => {
    writeFileSync(path.join(folder, 'in.csv'), 'time,real_input_1\n0,0\n1,10\n');
    const record = ['real_input_1', 'integer_input_1', 'boolean_input_1', 'string_input_1'];
    const result = await simulate(everything, {
      experiment: { stopTime: 0.5, stepSize: 0.25 },
      set: [
        ['integer_input_1', '-3'],
        ['boolean_input_1', 'true'],
        ['string_input_1', 'ä=b'],
      ],
      input: path.join(folder, 'in.csv'),
      record,
    });
    // The inputs of the last step are those at its beginning.
    expect(final(result)).toEqual({
      real_input_1: 2.5,
      integer_input_1: -3,
      boolean_input_1: true,
      string_input_1: 'ä=b',
    });
  });

  it('leaves the old results alone if it cannot begin, and nothing else behind', async () => {
    const output = path.join(folder, 'out.csv');
    writeFileSync(output, 'old');
    await expect(simulate(everything, { output, set: [['nothing', '1']] })).rejects.toMatchObject({
      code: 'unknown-variable',
      path: everything,
    });
    await expect(simulate(everything, { output, set: [['real_output_1', '1']] })).rejects.toThrow(/real_output_1/);
    expect(readFileSync(output, 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['out.csv']);
  });

  it('is ended by its caller, and keeps what it has', async () => {
    const output = path.join(folder, 'out.csv');
    const controller = new AbortController();
    const result = await simulate(everything, {
      output,
      record: ['height'],
      experiment: { stopTime: 1000, stepSize: 0.1 },
      signal: controller.signal,
      onProgress: (part) => {
        if (part > 0.001) controller.abort();
      },
    });
    expect(result.reason).toBe('interrupted');
    expect(result.stopTime).toBeLessThan(1000);
    const lines = readFileSync(output, 'utf8').trimEnd().split('\n');
    expect(lines.at(-1)?.split(',')[0]).toBe(String(result.stopTime));
  });

  it('uses model exchange where that is asked for, and says what there is otherwise', async () => {
    await expect(simulate(everything, { kind: 'modelExchange', experiment: { stopTime: 0.1 } })).resolves.toMatchObject(
      { kind: 'modelExchange' },
    );
    await expect(simulate(fixture('once'), { kind: 'modelExchange' })).rejects.toMatchObject({
      code: 'interface-missing',
    });
  });
});

describe('a model that is exact about time', { timeout: 60_000 }, () => {
  const metronome = fixture('metronome');
  const endless: SimulateOptions['set'] = [['ending', '1e30']];

  async function rows(
    options: SimulateOptions,
    target = metronome,
  ): Promise<{ result: SimulateResult; rows: number[][] }> {
    const output = path.join(folder, 'out.csv');
    const result = await simulate(target, { record: ['at', 'sum'], ...options, output });
    const [, ...lines] = readFileSync(output, 'utf8').trimEnd().split('\n');
    return { result, rows: lines.map((line) => line.split(',').map(Number)) };
  }

  it.each([
    ['0.1', 0, 1, 10],
    ['0.01', 0, 1, 100],
    ['0.001', 0, 1, 1000],
    ['0.1', 1e6, 1e6 + 1, 10],
    ['0.001', 1e9, 1e9 + 1, 1000],
  ])(
    'gets start + n x step and the same size each time: %s s from %d s to %d s',
    async (period, startTime, stopTime, steps) => {
      const stepSize = Number(period);
      const { result, rows: all } = await rows({
        experiment: { startTime, stopTime, stepSize },
        set: [
          ['ending', '1e30'],
          ['period', period],
        ],
      });
      expect(result).toMatchObject({ reason: 'stop-time', steps, stopTime, note: undefined });
      const counted = Array.from({ length: steps }, (_none, step) => startTime + step * stepSize);
      expect(all.map(([time]) => time)).toEqual([...counted, stopTime]);
      expect(all.slice(1).map(([, at]) => at)).toEqual(counted);
    },
  );

  it('has a jump of an input in the step that begins there, however its time is written', async () => {
    for (const [point, written] of [
      [3, '0.3'],
      [3, '0.30000000000000004'],
      [7, '0.7'],
      [8, '0.8'],
      [8, '0.79999999999999993'],
    ] as const) {
      const input = path.join(folder, 'in.csv');
      writeFileSync(input, `time,input\n0,0\n${written},0\n${written},10\n2,10\n`);
      const { rows: all } = await rows({ set: endless, input });
      const first = all.findIndex(([, , sum = 0]) => sum > 0);
      expect({ point, sum: all[first]?.[2] }).toEqual({ point: first - 1, sum: expect.closeTo(1, 10) as number });
    }
  });

  it('ends the simulation itself, from a file and from a server', async () => {
    const check = async (target: string): Promise<void> => {
      const { result, rows: all } = await rows({}, target);
      expect(result).toMatchObject({ reason: 'model', problem: undefined, steps: 10, stopTime: 0.95 });
      expect(all.map(([time]) => time)).toEqual([...Array.from({ length: 10 }, (_none, n) => n * 0.1), 0.95]);
      expect(all.at(-1)?.[2]).toBeCloseTo(0.95, 10);
      // Where the last point is the end there is no second row.
      const atPoint = await rows({ set: [['ending', '0.5']] }, target);
      expect(atPoint.result).toMatchObject({ reason: 'model', steps: 5, stopTime: 0.5 });
      expect(atPoint.rows.map(([time]) => time)).toEqual(Array.from({ length: 6 }, (_none, n) => n * 0.1));
    };
    await check(metronome);
    await serving(0, (port) => check(`rfmi://127.0.0.1:${port}`), metronome);
  });

  it('keeps its step, and takes the whole ones that fit', async () => {
    const { result, rows: all } = await rows({ set: endless, experiment: { stopTime: 0.77 } });
    expect(result).toMatchObject({ reason: 'stop-time', steps: 7, stopTime: 7 * 0.1 });
    expect(result.note).toBe(
      'steps of 0.1 s do not divide 0 s to 0.77 s, and the model takes no others: 7 whole steps, up to 0.7 s (--step, --stop)',
    );
    expect(all).toHaveLength(8);
  });

  it('has results that are coarser than its steps, and always the last one', async () => {
    const { result, rows: all } = await rows({ set: endless, experiment: { outputInterval: 0.4 } });
    expect(result).toMatchObject({ steps: 10 });
    expect(all.map(([time]) => time)).toEqual([0, 0.4, 0.8, 1]);
    const { rows: ended } = await rows({ set: [['ending', '0.6']], experiment: { outputInterval: 0.4 } });
    expect(ended.map(([time]) => time)).toEqual([0, 0.4, 6 * 0.1]);
    await expect(rows({ experiment: { outputInterval: 0.25 } })).rejects.toMatchObject({ code: 'experiment' });
  });

  it('has coarser results in model exchange too, and those of its events', async () => {
    const { rows: all } = await rows(
      { record: ['time', 'heating'], kind: 'modelExchange', experiment: { stopTime: 60, outputInterval: 20 } },
      fixture('thermostat'),
    );
    const times = all.map(([time]) => time);
    expect(times).toEqual(expect.arrayContaining([0, 20, 30, 40, 60]));
    expect(times).not.toContain(10);
    expect(times).not.toContain(50);
  });

  it('names what is not a finite number, once, with its time', async () => {
    const { notFinite } = await simulate(metronome, { set: endless });
    expect(notFinite).toEqual([
      { variable: 'pole', time: 0.5, value: Infinity, rows: 1 },
      { variable: 'hole', time: 7 * 0.1, value: NaN, rows: 4 },
    ]);
    expect((await simulate(everything)).notFinite).toEqual([]);
  });

  it('has a tolerance that cannot be sent to a server, unless it is its own', async () => {
    const experiment = { tolerance: 0.01 };
    await expect(simulate(metronome, { experiment })).resolves.toMatchObject({ reason: 'model' });
    await serving(
      0,
      async (port) => {
        const url = `rfmi://127.0.0.1:${port}`;
        await expect(simulate(url, { experiment })).rejects.toThrow(
          'a tolerance cannot be sent to the server, which gives the FMU its own (its own is 0.0002); leave out --tolerance',
        );
        await expect(simulate(url, { experiment: { tolerance: 0.0002 } })).resolves.toMatchObject({ reason: 'model' });
      },
      metronome,
    );
  });
});
