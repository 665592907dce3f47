// `fmutool serve` as its users run it: readiness, clients, and an end that leaves nothing behind, however it comes.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { zipOf } from '../../fixtures/zip.js';
import { RawClient } from '../rfmi/server/raw-client.js';
import { root } from '../repository/checkout.js';
import { certificateFile, certificates, trusting } from '../transport/certificates.js';
import { executable, fmutool } from './support/executable.js';

const companion = path.join(root, 'fixtures', 'fmus', 'companion.fmu');
const notHere = process.platform === 'linux' && process.arch === 'x64' ? '' : 'runs a library for Linux on x86-64: ';
let lastPort = -(process.pid * 100) - 70;

interface Ready {
  readonly listening: readonly { readonly transport: string; readonly host: string | null; readonly port: number }[];
  readonly fmus: readonly string[];
  readonly pid: number;
}

class Serving {
  readonly child: ChildProcess;
  readonly exit: Promise<unknown[]>;
  stdout = '';
  stderr = '';

  constructor(args: readonly string[], temporary: string) {
    this.child = spawn(process.execPath, [executable, 'serve', ...args], {
      cwd: '/',
      env: { ...process.env, TMPDIR: temporary },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.exit = once(this.child, 'exit');
    this.child.stdout?.on('data', (text: Buffer) => (this.stdout += String(text)));
    this.child.stderr?.on('data', (text: Buffer) => (this.stderr += String(text)));
  }

  async ready(): Promise<Ready> {
    await until(() => this.stdout.includes('\n') || this.child.exitCode !== null);
    return JSON.parse(this.stdout) as Ready;
  }

  async end(signal: NodeJS.Signals): Promise<number | null> {
    this.child.kill(signal);
    const [status] = await this.exit;
    return status as number | null;
  }
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`it does not come about: ${String(condition)}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Every process that has this folder in its command line or its environment. */
function processesWith(folder: string): readonly string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) return false;
    return ['cmdline', 'environ'].some((file) => contains(`/proc/${pid}/${file}`, folder));
  });
}

function contains(file: string, text: string): boolean {
  try {
    return readFileSync(file, 'latin1').includes(text);
  } catch {
    return false; // it has ended meanwhile
  }
}

/** Instantiates the companion, begins its simulation and makes a step; returns the output. */
async function simulate(client: RawClient, time = 0): Promise<number> {
  const values = Buffer.alloc(8);
  values.writeDoubleLE(3);
  const answer = await client.ask({ code: 'STEP', time, size: 0.5, newStep: true, input: 1, output: 2, values });
  if (answer.code !== 'step') throw new Error(JSON.stringify(answer));
  return answer.values.readDoubleLE();
}

describe.skipIf(notHere !== '')(`${notHere}fmutool serve`, () => {
  let temporary = '';
  let serving: Serving | undefined;
  const clients: RawClient[] = [];

  beforeEach(() => {
    temporary = mkdtempSync(path.join(os.tmpdir(), 'fmutool-serve-'));
  });

  afterEach(async () => {
    for (const client of clients.splice(0)) client.endpoint.abort();
    if (serving?.child.exitCode === null && serving.child.signalCode === null) await serving.end('SIGKILL');
    serving = undefined;
    rmSync(temporary, { recursive: true, force: true });
  });

  function start(...args: string[]): Serving {
    serving = new Serving(args, temporary);
    return serving;
  }

  async function join(...args: Parameters<typeof RawClient.connect>): Promise<RawClient> {
    const client = await RawClient.connect(...args);
    clients.push(client);
    return client;
  }

  async function nothingIsLeft(): Promise<void> {
    await until(() => processesWith(temporary).length === 0);
    expect(readdirSync(temporary)).toEqual([]);
  }

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'serves over TCP and shared memory, and ends cleanly on %s',
    async (signal) => {
      const before = readdirSync('/dev/shm').sort();
      const shared = --lastPort;
      const server = start(companion, `plant=${companion}`, '--port', '0', '--port', String(shared), '--json');
      const { listening, fmus, pid } = await server.ready();
      expect(pid).toBe(server.child.pid);
      expect(fmus).toEqual(['companion', 'plant']);
      const port = listening[0]?.port ?? 0;
      expect(listening).toEqual([
        { transport: 'tcp', host: '127.0.0.1', port },
        { transport: 'shm', host: null, port: shared },
      ]);
      for (const [each, name] of [
        [port, 'companion'],
        [shared, 'plant'],
      ] as const) {
        const client = await join(each);
        await client.begin(name);
        expect(await simulate(client)).toBe(7.5);
      }
      expect(await server.end(signal)).toBe(0);
      for (const client of clients) expect(await client.receive()).toMatchObject({ code: 'fatl' });
      await nothingIsLeft();
      expect(readdirSync('/dev/shm').sort()).toEqual(before);
      expect(server.stdout.split('\n')).toHaveLength(2);
    },
  );

  it('goes on with a session over another transport', async () => {
    const shared = --lastPort;
    const { listening } = await start(companion, '--port', '0', '--port', String(shared), '--json').ready();
    const first = await join(listening[0]?.port ?? 0);
    await first.begin('companion');
    await simulate(first);
    first.endpoint.abort();
    const second = await join(shared);
    expect(await second.hello(first.session)).toBe(first.session);
    expect(await simulate(second, 0.5)).toBe(7.5);
  });

  it('leaves no process and no instance of a killed client', async () => {
    const server = start(companion, '--port', '0', '--session-timeout', '0', '--json');
    const { listening } = await server.ready();
    const client = await join(listening[0]?.port ?? 0);
    await client.begin('companion');
    const models = (): number => processesWith(temporary).length;
    const during = models();
    client.endpoint.abort();
    await until(() => models() < during);
    const other = await join(listening[0]?.port ?? 0);
    await other.begin('companion');
    expect(await simulate(other)).toBe(7.5);
  });

  it('leaves nothing when it is killed', async () => {
    const server = start(companion, '--port', '0', '--json');
    const { listening } = await server.ready();
    const client = await join(listening[0]?.port ?? 0);
    await client.begin('companion');
    await server.end('SIGKILL');
    await until(() => readdirSync(temporary).length === 0);
    await nothingIsLeft();
  });

  it('encrypts, and lets in the clients that it is told to', async () => {
    const tls = ['--tls-cert', certificateFile('server.pem'), '--tls-key', certificateFile('server.key')];
    const server = start(companion, '--port', '0', ...tls, '--tls-ca', certificateFile('authority.pem'), '--json');
    const { listening } = await server.ready();
    const port = listening[0]?.port ?? 0;
    const client = await join(port, { tls: certificates('client') });
    await client.begin('companion');
    expect(await simulate(client)).toBe(7.5);
    const stranger = await join(port, { tls: trusting() });
    await expect(stranger.receive()).rejects.toMatchObject({ code: 'untrusted' });
  });

  it('reads a remoteApiConnections.txt, and shows the messages of its debug output', async () => {
    const shared = --lastPort;
    const config = path.join(temporary, 'remoteApiConnections.txt');
    writeFileSync(config, `portIndex1_port = ${shared}\nportIndex1_debug = true\nportIndex1_syncSimTrigger = true\n`);
    const server = start(companion, '--config', config, '--json');
    await server.ready();
    const client = await join(shared);
    await client.begin('companion');
    await simulate(client);
    await until(() => /STEP[^]*step/.test(server.stderr));
    expect(server.stderr).toContain('syncSimTrigger');
    rmSync(config);
    expect(await server.end('SIGTERM')).toBe(0);
  });

  it('leaves out what cannot be served, and warns of an open door', async () => {
    const old = path.join(temporary, 'old.fmu');
    const identity = 'fmiVersion="1.0" modelName="old" modelIdentifier="old" guid="1"';
    const xml = `<fmiModelDescription ${identity} numberOfContinuousStates="0" numberOfEventIndicators="0"/>`;
    writeFileSync(old, zipOf(new Map([['modelDescription.xml', Buffer.from(xml)]])));
    const args = [old, companion, '--port', '0', '--host', '0.0.0.0', '--json', '--log-format', 'json'];
    const server = start(...args);
    expect((await server.ready()).fmus).toEqual(['companion']);
    expect(await server.end('SIGTERM')).toBe(0);
    rmSync(old);
    const entries = server.stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { event: string; level: string; text: string });
    expect(entries.find(({ event }) => event === 'fmu-left-out')?.text).toContain('old.fmu');
    expect(entries.find(({ event }) => event === 'open')).toMatchObject({ level: 'warning' });
    await nothingIsLeft();
  });
});

describe('fmutool serve without a server', () => {
  it.each([
    [['nothing.fmu'], /^fmutool: nothing\.fmu: no such file/],
    // A user that mistypes a name does not want a server without that FMU.
    [[companion, 'nothing.fmu'], /^fmutool: nothing\.fmu: no such file/],
    [[companion, path.join(root, 'README.md')], /^fmutool: .*README\.md: is not a zip archive/],
    [[], /name the FMUs/],
    [['a/x.fmu', 'b/x.fmu'], /both called 'x'/],
    [['x.fmu', '--port', '65536'], /--port/],
    [['x.fmu', '--port', 'http'], /--port/],
    [['x.fmu', '--max-packet', '5'], /--max-packet.*64 bytes at least/],
    [['x.fmu', '--session-timeout', 'long'], /seconds/],
    [['x.fmu', '--config', 'none.json'], /none\.json: cannot be read: there is no such file/],
    [['x.fmu', '--tls-cert', 'c.pem'], /--tls-key/],
    [['x.fmu', '--platform', 'amiga'], /amiga/],
  ])('%j: one line and exit status 2', async (args, message) => {
    const { status, stdout, stderr } = await fmutool(['serve', ...args]);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it.skipIf(!existsSync(companion))('says what has the port', async () => {
    const { createServer } = await import('node:net');
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    const { status, stderr } = await fmutool(['serve', companion, '--port', String(port)]);
    taken.close();
    expect(status).toBe(2);
    expect(stderr).toMatch(/--port/);
  });
});
