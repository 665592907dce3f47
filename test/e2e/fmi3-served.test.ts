// What an FMU of FMI 3.0 gives on a server is what it gives here, bit for bit: every type, arrays of every size, clocks, events
// and the end that the model wants, over the extension XTND of RFMI.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RfmiClient } from '../../src/rfmi/client/client.js';
import { whyNotRunnableAlone } from '../native/wine.js';
import { workspace } from '../remoting/support/workspace.js';
import { ServeProcess } from '../rfmi/server/started-process.js';
import { fixture } from '../runtime/models.js';
import { fmutool } from './support/executable.js';

const reason = whyNotRunnableAlone('linux64');
const MEMORY = -(process.pid * 100) - 31;

const INPUTS = `time,thrust,int8_input[1],boolean_input[2],triggered_clock,colour_input,string_input[1],binary_input[2]
0,0,1,false,false,1,a,00ff
0.3,9.5,5,true,true,2,"b c",
0.77,3,-5,false,false,3,ü,0102030405
1.2,3,-5,true,true,1,,ff
`;

describe.skipIf(reason !== undefined)(
  `a served FMU of FMI 3.0${reason === undefined ? '' : ` (skipped: ${reason})`}`,
  { timeout: 120_000 },
  () => {
    let served: ServeProcess;
    let ports: readonly number[] = [];

    beforeAll(async () => {
      served = await ServeProcess.start([fixture('everything-3'), '--port', '0', '--port', String(MEMORY)]);
      ports = served.ports;
    });
    afterAll(() => served.process.end());

    const address = (over: 'tcp' | 'shm'): string =>
      over === 'tcp' ? `rfmi://127.0.0.1:${ports.find((port) => port > 0)}` : `rfmi+shm://${-MEMORY}`;

    /** The file of results, and what the simulation said of its end. */
    async function simulated(target: string, args: readonly string[]): Promise<{ csv: string; said: string }> {
      const folder = workspace();
      writeFileSync(path.join(folder, 'inputs.csv'), INPUTS);
      const run = await fmutool(['simulate', target, '--output', 'results.csv', ...args], { cwd: folder });
      const said = `${run.status} ${run.stdout}`.replaceAll(target, 'it');
      return { csv: readFileSync(path.join(folder, 'results.csv'), 'utf8'), said };
    }

    it.each([
      ['everything that there is', ['--record', '*']],
      ['steps that do not divide the time', ['--record', '*', '--step', '0.07', '--stop', '1']],
      ['inputs of every kind', ['--record', '*', '--input', 'inputs.csv']],
      ['structural parameters of 0', ['--record', '*', '--set', 'rows=0', '--set', 'columns=0']],
      ['structural parameters of 1', ['--record', '*', '--set', 'rows=1', '--set', 'columns=1']],
      ['structural parameters of 3', ['--record', '*', '--set', 'rows=3', '--input', 'inputs.csv']],
      ['start values of arrays', ['--record', '*', '--set', 'int64_input=9007199254740993 -1', '--set', 'rows=2']],
      ['start values that are 64 bits wide', ['--record', 'uint64_*', '--set', 'uint64_input=18446744073709551615 0']],
      ['a model that wants to end', ['--record', '*', '--set', 'end_time=0.33']],
      ['a step that fails', ['--record', 'height', '--set', 'step_result=3']],
    ])('gives the same with %s', async (_what, args) => {
      const all = ['--stop', '1.5', '--step', '0.05', ...args];
      const [here, there] = [await simulated(fixture('everything-3'), all), await simulated(address('tcp'), all)];
      expect(there.csv === here.csv, 'the results').toBe(true);
      expect(there.said).toBe(here.said);
    });

    it('gives the same over shared memory, with 10,000 elements of every type', async () => {
      const args = [
        '--stop',
        '0.1',
        '--step',
        '0.05',
        '--set',
        'rows=10000',
        '--record',
        '*_output',
        '--record',
        'decay',
      ];
      const [here, there] = [await simulated(fixture('everything-3'), args), await simulated(address('shm'), args)];
      expect(there.csv === here.csv, 'the results').toBe(true);
      expect(here.csv.length).toBeGreaterThan(100_000);
    });

    it.each(['little', 'big'] as const)('is read in the other byte order as well: %s', async (byteOrder) => {
      const client = await RfmiClient.connect(address('tcp'), { byteOrder });
      const extended = await client.extend();
      await client.selectFmu('everything-3');
      await client.beginInitialization();
      await extended?.enterConfiguration();
      await client.set({ rows: 3n });
      await extended?.exitConfiguration();
      const int64 = client.selected?.find('int64_input')?.reference ?? 0;
      const output = client.selected?.find('int64_output')?.reference ?? 0;
      const frame = (reference: number) => [{ type: 0x0126, references: [reference], elements: [3] }];
      await client.setVariables(frame(int64), [1n, -(2n ** 63n), 2n ** 63n - 1n]);
      await client.beginSimulation(0, 1);
      while ((await extended?.updateDiscreteStates())?.newDiscreteStatesNeeded === true);
      await extended?.enterStepMode();
      await client.step({ time: 0, size: 0.5 });
      // One more than the inputs, beyond the greatest number from the least on.
      expect(await client.getVariables(frame(output))).toEqual([2n, -(2n ** 63n) + 1n, -(2n ** 63n)]);
      await client.shutdown();
    });

    it('is to a client without the extension what it was', async () => {
      const client = await RfmiClient.connect(address('tcp'));
      await client.selectFmu('everything-3');
      const names = client.selected?.variables.map(({ name }) => name) ?? [];
      expect(names.filter((name) => /clock|matrix|int64|float32|_input$/.test(name))).toEqual(['colour_input']);
      await client.beginInitialization();
      await client.beginSimulation(0, 2);
      // Without early return a step goes to its end, past a bounce.
      expect(await client.step({ time: 0, size: 1 })).toMatchObject({ time: 1, early: false, eventsNeeded: false });
      await client.shutdown();
    });
  },
);
