// Whatever has a count works with none, one, two, more than any buffer has room for at its beginning, and very many.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ServeProcess } from '../rfmi/server/started-process.js';
import { compileCounted, countedFmu, outputName, type Counts } from './support/counted-fmu.js';
import { fmutool } from './support/executable.js';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'fmutool-counts-'));
  compileCounted(folder);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function make(counts: Counts, where = folder): string {
  const file = path.join(where, 'counted.fmu');
  countedFmu(folder, file, counts);
  return file;
}

/** Names, times and the last value of each row of the results that `command` writes. */
async function results(command: readonly string[], options: Parameters<typeof fmutool>[1] = {}): Promise<string[][]> {
  const file = path.join(folder, 'results.csv');
  const args = [...command, '--quiet', '--output', file];
  const { status, stderr } = await fmutool(args, { limitMilliseconds: 200_000, ...options });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((row) => row.split(','));
}

const TIMES = [0, 0.25, 0.5, 0.75, 1];

/** The rows of a simulation with so many outputs. */
function expectOutputs(rows: readonly string[][], counts: Counts): void {
  const [head, ...values] = rows;
  expect(head?.length).toBe(1 + counts.outputs);
  if (counts.outputs > 0) expect(head?.at(-1)).toBe(outputName(counts.outputs - 1, counts));
  const last = counts.outputs > 0 ? TIMES.map((time) => String(counts.outputs - 1 + time)) : TIMES.map(String);
  expect(values.map((row) => [row.length, row[0], row.at(-1)])).toEqual(
    TIMES.map((time, index) => [1 + counts.outputs, String(time), last[index]]),
  );
}

const OUTPUTS = [0, 1, 2, 244, 245, 260, 5000, 100_000];

describe('outputs', { timeout: 300_000 }, () => {
  it.each(OUTPUTS)('may be %d, in co-simulation', async (outputs) => {
    expectOutputs(await results(['simulate', make({ outputs })]), { outputs });
  });

  it.each(OUTPUTS)('may be %d, in model exchange', async (outputs) => {
    expectOutputs(await results(['simulate', make({ outputs, states: 0 }), '--step', '0.25']), { outputs });
  });

  it.each(OUTPUTS)('may be %d over a server, which goes on serving others', async (outputs) => {
    const served = await ServeProcess.start([make({ outputs }), '--quiet', '--port', '0']);
    try {
      const address = `rfmi://127.0.0.1:${served.ports[0]}/counted`;
      for (let count = 0; count < 2; ++count) {
        expectOutputs(await results(['simulate', address, '--stop', '1', '--step', '0.25']), { outputs });
      }
    } finally {
      expect(await served.process.end()).toBe(0);
    }
  });

  it.each([1, 2, 260])('may be %d in a smoke test', async (outputs) => {
    const { status, stdout } = await fmutool(['smoke', make({ outputs })], { limitMilliseconds: 200_000 });
    expect(stdout).toContain(`pass, ${outputs} output${outputs === 1 ? '' : 's'} in 4 steps`);
    expect(status).toBe(0);
  });

  it('may have names of a thousand characters', async () => {
    const counts = { outputs: 260, name: 1000 };
    expectOutputs(await results(['simulate', make(counts)]), counts);
  });
});

describe('states', { timeout: 300_000 }, () => {
  it.each([0, 1, 2, 31, 32, 33, 300, 999])('may be %d', async (states) => {
    const rows = await results(['simulate', make({ outputs: 1, states }), '--step', '0.25']);
    expect(rows.map((row) => row.join())).toEqual(['time,o0', '0,0', '0.25,0.25', '0.5,0.5', '0.75,0.75', '1,1']);
  });
});

describe('steps', { timeout: 300_000 }, () => {
  it.each([undefined, 0])('may be none (%s states)', async (states) => {
    const file = make({ outputs: 260, ...(states !== undefined && { states }) });
    const [head, ...rows] = await results(['simulate', file, '--start', '1', '--stop', '1']);
    expect(head?.length).toBe(261);
    expect(rows.map((row) => row[0])).toEqual(['1']);
  });

  it.each([1, 2, 100_000])('may be %d', async (steps) => {
    const rows = await results(['simulate', make({ outputs: 1 }), '--stop', String(0.25 * steps)]);
    expect(rows).toHaveLength(2 + steps);
    expect(rows.at(-1)).toEqual([String(0.25 * steps), String(0.25 * steps)]);
  });
});

describe('paths', { timeout: 300_000 }, () => {
  it('may have a thousand characters: that of the FMU, and that of the folder for temporary files', async () => {
    const long = path.join(folder, ...new Array<string>(10).fill('d'.repeat(99)));
    mkdirSync(long, { recursive: true });
    const counts = { outputs: 260 };
    expectOutputs(await results(['simulate', make(counts, long)], { env: { TMPDIR: long } }), counts);
  });
});
