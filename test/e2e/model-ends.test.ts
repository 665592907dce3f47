// Models that fail at the very end: what `simulate`, `smoke` and the log of `serve` say of them.
import { execa } from 'execa';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { RfmiClient } from '../../src/rfmi/client/client.js';
import { whyNotRunnable } from '../native/wine.js';
import { workspace } from '../remoting/support/workspace.js';
import { executable, fmutool } from './support/executable.js';
import { smokeFmu, tamper, type SmokeItem } from './support/smoke-fmu.js';
import { FMI2_EXCHANGE_STUB, FMI2_STUB, fmuOf } from './support/tiny-model.js';

const no64 = whyNotRunnable('linux64');
const title64 = no64 === undefined ? '' : ` (skipped: ${no64})`;

async function smoke(file: string, env: Readonly<Record<string, string>> = {}) {
  const { status, stdout } = await fmutool(['smoke', '--json', file], { env });
  return { status, items: JSON.parse(stdout) as SmokeItem[] };
}

/** A model of model exchange whose library crashes when it is unloaded. */
const CRASHING_EXCHANGE = `${FMI2_STUB}
  ${FMI2_EXCHANGE_STUB}
  static double value(unsigned reference) { return reference; }
  __attribute__((destructor)) static void gone(void) { *(volatile int *)0 = 1; }`;

describe.skipIf(no64 !== undefined)(`a model that fails at its end${title64}`, { timeout: 180_000 }, () => {
  it.each([
    ['fmi2Terminate', /fmi2Terminate returned fatal: The process of the model .* was ended by signal 11/],
    ['fmi2FreeInstance', /the model failed while it was freed: The process of the model .* was ended by signal 11/],
    [
      'unload',
      /signal 11 \(SIGSEGV, an invalid memory access\), after fmi2FreeInstance, while its library was unloaded/,
    ],
  ])('in %s: simulate keeps the results, says so and exits with 1', async (where, how) => {
    for (const add of [[], ['linux64']]) {
      const output = path.join(workspace(), 'results.csv');
      const file = await smokeFmu('misbehaving', { add });
      const env = { FMUTOOL_FIXTURE_ACTION: `${where}:crash` };
      const { status, stderr } = await fmutool(['simulate', file, '--record', 'output', '-o', output], { env });
      expect(status).toBe(1);
      expect(stderr).toMatch(how);
      expect(stderr).toMatch(/^fmutool: .*: the simulation ended at 1 s, after 10 steps: /);
      expect(readFileSync(output, 'utf8').trimEnd().split('\n')).toHaveLength(12);
    }
  });

  it('in model exchange too (needs gcc)', async (context) => {
    if (!existsSync('/usr/bin/gcc')) context.skip('there is no gcc');
    const output = path.join(workspace(), 'results.csv');
    const file = await fmuOf(CRASHING_EXCHANGE, { modelExchange: true });
    const { status, stderr } = await fmutool(['simulate', file, '-o', output]);
    expect(stderr).toMatch(/the model failed while it was freed: .*signal 11.* while its library was unloaded\.$/m);
    expect(status).toBe(1);
    expect(readFileSync(output, 'utf8')).toMatch(/^time,tame,wild\n0,0,1\n[^]*\n1,0,1\n$/);
    const { status: smoked, items } = await smoke(file);
    expect(smoked).toBe(1);
    expect(items).toMatchObject([{ verdict: 'problem', problems: [{ kind: 'crash', side: 'both' }] }]);
  });

  it('shows what it complains of there, which is no failure', async () => {
    const file = await smokeFmu('misbehaving', { add: ['linux64'] });
    const env = { FMUTOOL_FIXTURE_ACTION: 'fmi2FreeInstance:complain' };
    const { status, stderr } = await fmutool(['simulate', file], { env });
    expect(stderr).toMatch(/: fmi2FreeInstance: the model complains\n$/);
    expect(status).toBe(0);
    const smoked = await smoke(file, env);
    expect(smoked.status).toBe(0);
    for (const { notes } of smoked.items) {
      expect(notes.slice(0, 1)).toEqual([
        'while it is terminated and freed the model says: fmi2FreeInstance: the model complains',
      ]);
    }
  });

  it.each(['fmi2Terminate', 'fmi2FreeInstance', 'unload'])('in %s is a problem for smoke', async (where) => {
    const file = await smokeFmu('misbehaving', { add: ['linux64'] });
    for (const action of ['crash', 'exit']) {
      const { status, items } = await smoke(file, { FMUTOOL_FIXTURE_ACTION: `${where}:${action}` });
      expect(status).toBe(1);
      expect(items).toHaveLength(2);
      for (const { verdict, problems } of items) {
        expect([verdict, problems]).toMatchObject(['problem', [{ kind: 'crash', side: 'both', step: 10 }]]);
        expect(problems[0]?.['message']).toMatch(/[^.]; the original does the same$/);
      }
    }
  });

  it.each([
    ['tested', 'FMUTOOL_FIXTURE_AKTION'],
    ['original', 'FMUTOOL_FIXTURE_ACTION'],
  ])('is named where it is the %s side alone', async (side, variable) => {
    const file = await smokeFmu('misbehaving', { add: ['linux64'] });
    // What poses as the client listens to another variable of the environment.
    tamper(file, 'misbehaving', Buffer.from('FMUTOOL_FIXTURE_ACTION'), Buffer.from('FMUTOOL_FIXTURE_AKTION'));
    const { status, items } = await smoke(file, { [variable]: 'unload:crash' });
    expect(status).toBe(1);
    for (const { problems } of items) expect(problems).toMatchObject([{ kind: 'crash', side }]);
  });

  it('is in the log of serve, and the answer to SDWN', async () => {
    const file = await smokeFmu('misbehaving', { add: ['linux64'] });
    const child = execa(process.execPath, [executable, 'serve', '--json', '--port', '0', file], {
      env: { FMUTOOL_FIXTURE_ACTION: 'unload:exit' },
      reject: false,
      stdin: 'ignore',
      timeout: 50_000,
      killSignal: 'SIGKILL',
    });
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    const { listening } = JSON.parse(line) as { listening: readonly { port: number }[] };
    const client = await RfmiClient.connect({ port: listening[0]!.port }, { reconnectMilliseconds: 0 });
    await client.selectFmu('misbehaving');
    await client.beginInitialization();
    await client.beginSimulation(0, 1);
    const how = /ended with exit status 3, after fmi2FreeInstance, while its library was unloaded\./;
    await expect(client.shutdownSimulation()).rejects.toMatchObject({
      errorCode: 5,
      text: expect.stringMatching(how) as string,
    });
    await client.shutdownSimulation();
    await client.shutdown();
    child.kill('SIGINT');
    expect((await child).stderr).toMatch(how);
  });
});
