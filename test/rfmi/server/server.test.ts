import { afterEach, describe, expect, it } from 'vitest';
import { RfmiServer, type RfmiServerOptions } from '../../../src/rfmi/server/server.js';
import type { LogEntry } from '../../../src/rfmi/server/log.js';
import { RfmiClient } from '../../../src/rfmi/client/client.js';
import { connect } from '../../../src/transport/ports.js';
import { endpointPair } from '../../../src/transport/pair.js';
import { library } from '../../transport/native.js';
import { Integrator } from './integrator.js';
import { outputOf, RawClient, stepCommand } from './raw-client.js';

const onLinux = process.platform === 'linux' && process.arch === 'x64';
let lastPort = -(process.pid * 100) - 50;

/** Where the server listens, and how a client gets to it. */
const ways = {
  TCP: () => 0,
  'shared memory': () => --lastPort,
};

let server: RfmiServer | undefined;
let fmu = new Integrator();
let log: LogEntry[] = [];
const clients: RawClient[] = [];

afterEach(async () => {
  await Promise.all(clients.splice(0).map(({ endpoint }) => endpoint.close()));
  await server?.close();
  server = undefined;
});

async function start(port: number, options: Partial<RfmiServerOptions> = {}): Promise<RfmiServer> {
  fmu = new Integrator();
  log = [];
  server = await RfmiServer.start({
    catalogue: [fmu],
    endpoints: [{ port }],
    library,
    onLog: (entry) => log.push(entry),
    ...options,
  });
  return server;
}

async function join(): Promise<RawClient> {
  const client = await RawClient.connect(server?.addresses[0]?.port ?? 0);
  clients.push(client);
  return client;
}

/** Asks again and again until it is so. */
async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`it does not come about: ${String(condition)}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const inputs = Array.from({ length: 20 }, (_, index) => Math.sin(index));
/** What the integrator puts out for these inputs, added up as it does. */
const outputs: number[] = [];
for (const x of inputs) outputs.push((outputs.at(-1) ?? 0) + 0.5 * x);

describe.each(Object.entries(ways))('a server over %s', (way, freePort) => {
  const skip = way === 'shared memory' && !onLinux; // the library of the tests is that of Linux

  it.skipIf(skip)('serves a simulation from hello to the end of the session', async () => {
    await start(freePort());
    const client = await join();
    await client.begin();
    for (const [index, x] of inputs.entries()) expect(await client.step(index / 2, x)).toBe(outputs[index]);
    expect(await client.ask({ code: 'SDWN' })).toMatchObject({ code: 'sdwn' });
    expect(await client.ask({ code: 'SOFF' })).toMatchObject({ code: 'soff' });
    expect(await client.receive()).toBeUndefined();
    expect(fmu.alive).toBe(0);
  });

  it.skipIf(skip)('goes on with a session whose connection was cut, as if nothing had happened', async () => {
    await start(freePort());
    const first = await join();
    await first.begin();
    for (const [index, x] of inputs.slice(0, 10).entries()) await first.step(index / 2, x);
    first.endpoint.abort();
    const second = await join();
    expect(await second.hello(first.session)).toBe(first.session);
    for (const [index, x] of inputs.entries()) {
      if (index >= 10) expect(await second.step(index / 2, x)).toBe(outputs[index]);
    }
    expect(fmu.steps).toBe(20);
  });

  it.skipIf(skip)('does not carry out a command again whose answer was lost', async () => {
    await start(freePort());
    const first = await join();
    await first.begin();
    await first.step(0, 1);
    await first.step(0.5, 2);
    first.endpoint.abort();
    const second = await join();
    await second.hello(first.session);
    expect(await second.step(0.5, 2)).toBe(1.5);
    expect(fmu.steps).toBe(2);
    // The second time it is a step like any other, at the wrong time.
    expect(await second.ask(stepCommand(0.5, 2))).toMatchObject({ code: 'eror' });
    expect(await second.step(1, 2)).toBe(2.5);
    expect(fmu.steps).toBe(3);
  });

  it.skipIf(skip)('gives the answer of a command that was under way when the connection was lost', async () => {
    await start(freePort());
    const first = await join();
    await first.begin();
    let open = (): void => undefined;
    fmu.gate = new Promise((resolve) => (open = resolve));
    const begun = fmu.nextStep();
    await first.send(stepCommand(0, 3));
    await begun;
    first.endpoint.abort();
    const second = await join();
    await second.hello(first.session);
    await second.send(stepCommand(0, 3));
    open();
    expect(outputOf(await second.receive())).toBe(1.5);
    expect(fmu.steps).toBe(1);
  });

  it.skipIf(skip)('carries out another command after the one that was under way', async () => {
    await start(freePort());
    const first = await join();
    await first.begin();
    let open = (): void => undefined;
    fmu.gate = new Promise((resolve) => (open = resolve));
    const begun = fmu.nextStep();
    await first.send(stepCommand(0, 3));
    await begun;
    const second = await join();
    await second.hello(first.session);
    await second.send(stepCommand(0.5, 1));
    open();
    expect(outputOf(await second.receive())).toBe(2);
    expect(fmu.steps).toBe(2);
  });

  it.skipIf(skip)('lets a session be taken over, and closes the connection that had it', async () => {
    await start(freePort());
    const first = await join();
    await first.begin();
    await first.step(0, 1);
    const second = await join();
    expect(await second.hello(first.session)).toBe(first.session);
    await expect(
      first.endpoint.receive().then((bytes) => bytes ?? Promise.reject(new Error('closed'))),
    ).rejects.toThrow();
    expect(await second.step(0.5, 1)).toBe(1);
  });

  it.skipIf(skip)('cleans up a session to which its client does not come back', async () => {
    await start(freePort(), { sessionTimeout: 0.05 });
    const first = await join();
    await first.begin();
    expect(fmu.alive).toBe(1);
    first.endpoint.abort();
    await until(() => fmu.alive === 0);
    const second = await join();
    const session = await second.hello(first.session);
    expect(session).not.toBe(first.session);
    expect(session).not.toBe(0);
  });

  it.skipIf(skip)('cleans up a session whose step never ends, if its client does not come back', async () => {
    await start(freePort(), { sessionTimeout: 0.05 });
    const client = await join();
    await client.begin();
    fmu.gate = new Promise(() => undefined);
    const begun = fmu.nextStep();
    await client.send(stepCommand(0, 1));
    await begun;
    client.endpoint.abort();
    await until(() => fmu.alive === 0);
  });

  it.skipIf(skip)('does not let the step of one session delay another', async () => {
    await start(freePort());
    const slow = await join();
    const quick = await join();
    await slow.begin();
    await quick.begin();
    let open = (): void => undefined;
    fmu.gate = new Promise((resolve) => (open = resolve));
    const begun = fmu.nextStep();
    await slow.send(stepCommand(0, 1));
    await begun;
    fmu.gate = undefined;
    for (const [index, x] of inputs.entries()) expect(await quick.step(index / 2, x)).toBe(outputs[index]);
    open();
    expect(outputOf(await slow.receive())).toBe(0.5);
  });

  it.skipIf(skip)('answers pipelined commands in their order, one after the other', async () => {
    await start(freePort());
    const client = await join();
    await client.begin();
    fmu.gate = new Promise((resolve) => setTimeout(resolve, 1));
    for (const [index, x] of inputs.entries()) await client.send(stepCommand(index / 2, x));
    for (const output of outputs) expect(outputOf(await client.receive())).toBe(output);
  });

  it.skipIf(skip)('serves many clients, each in a session of its own', async () => {
    await start(freePort());
    const all = await Promise.all(Array.from({ length: 30 }, () => join()));
    await Promise.all(
      all.map(async (client, number) => {
        await client.begin();
        for (let index = 0; index < 20; ++index) {
          expect(await client.step(index / 2, number)).toBe((index + 1) * 0.5 * number);
        }
      }),
    );
    expect(new Set(all.map(({ session }) => session)).size).toBe(30);
  });

  it.skipIf(skip)('says goodbye and frees everything when it is closed', async () => {
    await start(freePort());
    const client = await join();
    await client.begin();
    fmu.gate = new Promise(() => undefined);
    const begun = fmu.nextStep();
    await client.send(stepCommand(0, 1));
    await begun;
    const idle = await join();
    await idle.hello();
    const closing = server?.close();
    expect(await idle.receive()).toMatchObject({ code: 'fatl', message: 'the server ends' });
    await closing;
    expect(fmu.alive).toBe(0);
  });
});

describe('the first message', () => {
  it('has to be a hello, and the client may try again', async () => {
    await start(0);
    const client = await join();
    expect(await client.ask({ code: 'LFMU' })).toMatchObject({ code: 'eror', errorCode: 1 });
    await client.hello();
    expect(await client.ask({ code: 'LFMU' })).toMatchObject({ code: 'lfmu' });
  });

  it.each([
    [0, 0],
    [2, 0],
    [1, 7],
  ])('may ask for version %d.%d and is told ours', async (major, minor) => {
    await start(0);
    const client = await join();
    const response = await client.ask({ code: 'RFMI', major, minor, session: 0 });
    expect(response).toMatchObject({ code: 'rfmi', major: 1, minor: 0 });
  });

  it('may come again, which is an error that changes nothing', async () => {
    await start(0);
    const client = await join();
    await client.hello();
    expect(await client.ask({ code: 'RFMI', major: 1, minor: 0, session: 0 })).toMatchObject({ code: 'eror' });
    expect(await client.ask({ code: 'LFMU' })).toMatchObject({ code: 'lfmu' });
  });

  it('may not have flags', async () => {
    await start(0);
    const client = await join();
    const flagged = await client.ask({ code: 'RFMI', major: 1, minor: 0, session: 0, flags: 1 });
    expect(flagged).toMatchObject({ code: 'unsp' });
    await client.hello();
  });

  it('says the byte order of the answers, which belongs to the connection and not to the session', async () => {
    await start(0);
    const big = new RawClient((await join()).endpoint, 'big');
    await big.hello();
    expect(await big.ask({ code: 'FSEL', name: 'integrator' })).toMatchObject({ code: 'fsel' });
    const little = await join();
    expect(await little.hello(big.session)).toBe(big.session);
    expect(await little.ask({ code: 'LFRM' })).toMatchObject({ code: 'lfrm' });
  });
});

describe('bad streams', () => {
  const header = (length: bigint): Buffer => {
    const bytes = Buffer.from('LFMU            ');
    bytes.writeUInt32LE(0, 4);
    bytes.writeBigUInt64LE(length, 8);
    return bytes;
  };

  it('that are none of RFMI end the connection with a fatal error', async () => {
    await start(0);
    const client = await join();
    const response = await client.ask(Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'));
    expect(response).toMatchObject({ code: 'fatl', message: expect.stringContaining('47455420') as string });
    expect(await client.receive()).toBeUndefined();
  });

  it.each([0n, 15n, 1025n, 1n << 63n])('with a message of %d bytes end in the same way', async (length) => {
    await start(0, { maxMessage: 1024 });
    const client = await join();
    await client.select();
    expect(await client.ask(header(length))).toMatchObject({ code: 'fatl' });
    expect(await client.receive()).toBeUndefined();
    // The session is there still.
    expect(await (await join()).hello(client.session)).toBe(client.session);
  });

  it('are answered up to where they are bad', async () => {
    await start(0);
    const client = await join();
    await client.hello();
    await client.send(Buffer.concat([header(16n), header(3n)]));
    expect(await client.receive()).toMatchObject({ code: 'lfmu' });
    expect(await client.receive()).toMatchObject({ code: 'fatl' });
  });

  it.skipIf(!onLinux)('over shared memory are messages that say another length than they have', async () => {
    await start(--lastPort, { maxMessage: 1024 });
    for (const bytes of [Buffer.alloc(0), Buffer.from('LFMU'), header(15n), header(1n << 40n)]) {
      const client = await join();
      await client.hello();
      expect(await client.ask(bytes)).toMatchObject({ code: 'fatl' });
    }
    const client = await join();
    await client.hello();
    expect(await client.ask(header(17n))).toMatchObject({ code: 'eror', errorCode: 2 });
  });

  it('with a message that cannot be read go on', async () => {
    await start(0);
    const client = await join();
    await client.hello();
    const select = Buffer.concat([header(20n), Buffer.from('ffffffff', 'hex')]);
    select.write('FSEL');
    expect(await client.ask(select)).toMatchObject({ code: 'eror', errorCode: 2 });
    select.write('WHAT');
    expect(await client.ask(select)).toMatchObject({ code: 'unsp' });
    expect(await client.ask({ code: 'LFMU' })).toMatchObject({ code: 'lfmu' });
  });
});

describe('limits', () => {
  it('refuse a session too many, until one has ended', async () => {
    await start(0, { maxSessions: 1 });
    const first = await join();
    await first.hello();
    const refused = await join();
    expect(await refused.ask({ code: 'RFMI', major: 1, minor: 0, session: 0 })).toMatchObject({ code: 'fatl' });
    await first.ask({ code: 'SOFF' });
    await (await join()).hello();
  });

  it('refuse a connection too many', async () => {
    await start(0, { maxConnections: 1 });
    const first = await join();
    await first.hello();
    const refused = await join();
    expect(await refused.receive()).toMatchObject({ code: 'fatl' });
    expect(await first.ask({ code: 'LFMU' })).toMatchObject({ code: 'lfmu' });
  });

  it('close a connection on which nothing is asked for too long', async () => {
    await start(0, { idleTimeout: 0.5 });
    const client = await join();
    await client.select();
    expect(await client.receive()).toMatchObject({ code: 'fatl' });
    expect(await (await join()).hello(client.session)).toBe(client.session);
  });

  it.for(Object.entries(ways))(
    'tell a client that sends a longer message over %s what is allowed',
    async ([way, freePort], context) => {
      if (way === 'shared memory' && !onLinux) context.skip('the library of the tests is that of Linux');
      await start(freePort(), { maxMessage: 1024 });
      for (const bytes of [1025, 1 << 20]) {
        const client = await join();
        await client.hello();
        const message = Buffer.alloc(bytes);
        message.write('LFMU');
        message.writeBigUInt64LE(BigInt(bytes), 8);
        await client.send(message).catch(() => undefined);
        const text = `a message of ${bytes} bytes, of 1024 allowed`;
        expect(await client.receive()).toMatchObject({ code: 'fatl', message: text });
        expect(log).toContainEqual(expect.objectContaining({ level: 'warning', event: 'fatal', text }));
      }
    },
  );

  it.skipIf(!onLinux)(
    'are said by a client of shared memory whose message is longer than can be answered',
    async () => {
      const port = --lastPort;
      await start(port, { maxMessage: 1024 });
      const client = await RfmiClient.connect(async () => connect(port, { library }));
      await client.selectFmu('integrator');
      const references = new Array<number>(3_000_000).fill(1);
      const defining = client.defineFrame({ id: 0x8000_0000, subFrames: [{ type: 0, references }] });
      await expect(defining).rejects.toMatchObject({
        kind: 'connection',
        message: expect.stringContaining(
          'its message of 12000032 bytes may be longer than the server accepts',
        ) as string,
      });
      await client.close();
    },
  );

  it('end a connection whose message does not come to its end, and no other client notices', async () => {
    await start(0, { messageTime: 0.3 });
    const other = await join();
    await other.begin();
    const slow = await join();
    await slow.endpoint.send(Buffer.from('RFMI', 'latin1'));
    for (const [index, x] of inputs.entries()) expect(await other.step(index / 2, x)).toBe(outputs[index]);
    expect(await slow.receive()).toMatchObject({ code: 'fatl' });
    expect(await slow.receive()).toBeUndefined();
    expect(log.filter(({ connection, level }) => connection === 2 && level === 'warning')).toEqual([
      {
        level: 'warning',
        event: 'fatal',
        text: expect.stringMatching(/^127\.0\.0\.1:\d+: the rest of a message does not come$/) as string,
        connection: 2,
      },
    ]);
    expect(await other.ask({ code: 'SDWN' })).toMatchObject({ code: 'sdwn' });
  });

  it('hold back a client that does not read its answers', async () => {
    await start(0);
    const client = await join();
    await client.hello();
    await client.ask({ code: 'FSEL', name: 'integrator' });
    const before = process.memoryUsage().arrayBuffers;
    const sent = Promise.allSettled(Array.from({ length: 100_000 }, () => client.send({ code: 'FXML' })));
    await until(() => log.length > 0);
    await new Promise((resolve) => setTimeout(resolve, 300)); // time to take more than it should
    // The answers would be 90 MB.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20e6);
    for (let left = 100_000; left > 0; --left) expect((await client.receive())?.code).toBe('fxml');
    await sent;
  });
});

describe('within this process', () => {
  it('serves the other end of a pair', async () => {
    const inside = await start(0, { endpoints: [] });
    expect(inside.addresses).toEqual([]);
    const [here, there] = endpointPair();
    inside.attach(there);
    const client = new RawClient(here);
    await client.begin();
    for (const [index, x] of inputs.entries()) expect(await client.step(index / 2, x)).toBe(outputs[index]);
    await client.ask({ code: 'SOFF' });
    expect(await client.receive()).toBeUndefined();
    expect(fmu.alive).toBe(0);
  });
});
