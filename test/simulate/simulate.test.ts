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

/** Serves the fixture on `port` while `work` runs. */
async function serving(port: number, work: (port: number) => Promise<void>): Promise<void> {
  const fmu = Fmu.open(everything);
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

  it('is ended by whoever wants to, and keeps what it has', async () => {
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
