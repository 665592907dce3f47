// `fmutool plug-serve` as its users run it: the states of an FMU for clients of the plug remote protocol.
import { describe, expect, it, onTestFinished } from 'vitest';
import { PlugClient } from '../../src/plug/client/client.js';
import { chain, explored, PetriNet } from '../plug/petri-net.js';
import { start } from '../plug/started.js';
import { StartedProcess } from '../rfmi/server/started-process.js';
import { root } from '../repository/checkout.js';
import { executable, fmutool } from './support/executable.js';

const JUGS = 'fixtures/fmus/jugs.fmu';
const CHOICE = ['--choice', 'action=1,2,3,4,5,6'];
/** Of the jugs, as `fmutool explore` counts them: every one of the six actions can be tried in each configuration. */
const COUNTS = { states: 35, edges: 35 * 6, deadlocks: 0 };
const unable = process.platform === 'linux' && process.arch === 'x64' ? '' : 'the FMU is one for Linux on x86-64: ';

interface Announced {
  readonly listening: { readonly host: string; readonly port: number; readonly dialect: 'prefixed' | 'fixed' };
}

/** Starts a server; its end, by a signal as Ctrl-C, is a part of the test. */
async function serve(...args: string[]): Promise<{ served: StartedProcess; client: PlugClient }> {
  const served = await StartedProcess.start([
    executable,
    'plug-serve',
    JUGS,
    ...CHOICE,
    '--port',
    '0',
    '--json',
    ...args,
  ]);
  onTestFinished(() => void served.child.kill('SIGKILL'));
  const { listening } = JSON.parse(served.firstLine) as Announced;
  const client = await PlugClient.connect({ ...listening, sizes: {} });
  onTestFinished(() => client.close());
  return { served, client };
}

describe.skipIf(unable !== '')(`${unable}fmutool plug-serve`, () => {
  it.each(['prefixed', 'fixed'] as const)('serves the states of an FMU in the dialect %s', async (dialect) => {
    const { served, client } = await serve('--dialect', dialect, '--quiet');
    expect(await explored(client)).toEqual(COUNTS);
    const [first] = await client.initialConfigurations();
    const atoms = ['small == 0 && large == 0', 'large > 4', 'no such thing'].map((text) => client.atom(text));
    expect(await client.valuations(atoms, first!)).toEqual([true, false, false]);
    const [transition] = await client.fireableTransitions(first!);
    expect(await client.describe(transition!)).toMatch(/action=.* for 1 s/);
    expect(JSON.stringify(await client.items(first!))).toContain('small');
    expect(await served.end()).toBe(0);
    expect(served.holdings().processes).toBe(0);
  });

  it('serves several clients at the same time, each as if it were alone', async () => {
    const { client, served } = await serve('--quiet');
    const others = await Promise.all([1, 2].map(() => PlugClient.connect(client.address)));
    for (const other of others) onTestFinished(() => other.close());
    expect(await Promise.all([client, ...others].map((each) => explored(each)))).toEqual([COUNTS, COUNTS, COUNTS]);
    expect(await served.end()).toBe(0);
  });

  it('closes the connection over bytes that are no configuration of the FMU, and goes on', async () => {
    const { client, served } = await serve('--quiet');
    for (const hex of ['', '00', 'ffffffffffffffffffffffffffffffff', '00'.repeat(1000)]) {
      const other = await PlugClient.connect(client.address);
      await expect(other.fireableTransitions(Buffer.from(hex, 'hex'))).rejects.toMatchObject({
        code: 'plug-connection',
      });
    }
    expect(await explored(client)).toEqual(COUNTS);
    expect(await served.end()).toBe(0);
  });

  it('says what keeps it from beginning', async () => {
    const { server } = await start({ space: new PetriNet(chain(1)) });
    const taken = ['plug-serve', JUGS, ...CHOICE, '--port', String(server.port)];
    expect(await fmutool(taken, { cwd: root })).toMatchObject({
      status: 2,
      stderr: `fmutool: plug-serve: port ${server.port}: another program listens there (end the other server, or choose another --port; 0 is any free one)\n`,
    });
    expect(await fmutool(['plug-serve', JUGS, '--port', '70000'], { cwd: root })).toMatchObject({
      status: 2,
      stdout: '',
    });
    expect(await fmutool(['plug-serve', 'no-such.fmu'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('no-such.fmu') as string,
    });
  });
});
