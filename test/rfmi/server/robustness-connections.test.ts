// Connections that no client should make, and ends that come at any time: the server, and the clients that behave, go
// on.
import { spawn, type ChildProcess } from 'node:child_process';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../../src/transport/ports.js';
import { Random } from '../../random.js';
import { DEADLINE } from './hostile-clients.js';
import { wholeSession } from './hostile-sessions.js';
import { ServeProcess, type Holdings } from './started-process.js';
import { beside, eventually, simulation } from './well-behaved.js';

const CHANNEL = -7322;
const HELLO = Buffer.from('52464d49 00000000 18000000 00000000 0100 0000 00000000'.replaceAll(' ', ''), 'hex');
const XML = Buffer.from('46584d4c 00000000 10000000 00000000'.replaceAll(' ', ''), 'hex');

/** The messages up to the first of that code, without it. */
function upTo(code: string): Buffer {
  const messages = wholeSession('little', new Random(3));
  const end = messages.findIndex((message) => message.toString('latin1', 0, 4) === code);
  return Buffer.concat(messages.slice(0, end));
}

describe('a server', () => {
  let served: ServeProcess;
  let tcp: number;
  let idle: Holdings;

  beforeAll(async () => {
    const ports = ['--port', '0', '--port', String(CHANNEL)];
    const limits = ['--session-timeout', '1', '--timeout', '10', '--max-sessions', '300'];
    served = await ServeProcess.start(['fixtures/fmus/everything.fmu', '--quiet', ...ports, ...limits]);
    tcp = served.ports[0]!;
    for (const port of [tcp, CHANNEL]) await simulation(port);
    idle = served.process.holdings();
  });

  afterAll(async () => {
    expect(await served.process.end()).toBe(0);
  });

  /** Nothing is left of clients that have gone. */
  const cleaned = (): Promise<void> =>
    eventually(() => {
      const now = served.process.holdings();
      const left =
        now.processes > idle.processes ||
        now.descriptors > idle.descriptors ||
        now.temporaryFiles.length > idle.temporaryFiles.length;
      return left ? `left behind: ${JSON.stringify({ now, idle })}` : undefined;
    });

  /** A connection, and what has been read from it. */
  const dial = async (): Promise<{ socket: net.Socket; received: () => Buffer }> => {
    const socket = net.connect({ port: tcp, host: '127.0.0.1', noDelay: true });
    socket.on('error', () => undefined);
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    const pieces: Buffer[] = [];
    socket.on('data', (piece: Buffer) => pieces.push(piece));
    return { socket, received: () => Buffer.concat(pieces) };
  };

  it('serves a thousand connections at once', async () => {
    const count = await beside(tcp, async () => {
      const all = await Promise.all(Array.from({ length: 1000 }, dial));
      for (const { socket } of all.slice(0, 200)) socket.write(HELLO);
      await eventually(() => {
        const answered = all.filter(({ received }) => received().length === 24).length;
        return answered === 200 ? undefined : `${answered} of 200 are answered`;
      });
      for (const { socket } of all) socket.destroy();
    });
    expect(count).toBeGreaterThan(0);
    await cleaned();
  });

  it('ends a connection on which no hello is said', async () => {
    const silent = await Promise.all(Array.from({ length: 50 }, dial));
    await beside(tcp, async () => {
      await Promise.all(silent.map(({ socket }) => new Promise((resolve) => socket.once('close', resolve))));
    });
    for (const { received } of silent) expect(received().toString('latin1', 0, 4)).toBe('fatl');
    await cleaned();
  });

  it('does not mind a client that sends byte by byte', async () => {
    const { socket, received } = await dial();
    await beside(tcp, async () => {
      for (const byte of HELLO) {
        socket.write(Buffer.of(byte));
        await after(40);
      }
      await eventually(() => (received().length === 24 ? undefined : `${received().length} bytes of 24`));
    });
    socket.destroy();
    await cleaned();
  });

  it('holds back a client that does not read, and needs no memory for it', async () => {
    const { socket } = await dial();
    socket.pause();
    socket.write(upTo('INIT'));
    const before = served.process.residentMegabytes();
    // Each of these is answered with a file of 20 kB: a gigabyte altogether.
    await beside(tcp, async () => {
      for (let count = 0; count < 500; count += 1) {
        if (!socket.write(Buffer.concat(Array<Buffer>(100).fill(XML))))
          await Promise.race([drained(socket), after(20)]);
      }
    });
    expect(served.process.residentMegabytes() - before).toBeLessThan(200);
    socket.destroy();
    await cleaned();
  });

  it('takes no more sessions than it may have, and has room again later', async () => {
    const greeted = async (count: number): Promise<Awaited<ReturnType<typeof dial>>[]> => {
      const all = await Promise.all(Array.from({ length: count }, dial));
      for (const { socket } of all) socket.write(HELLO);
      await eventually(() =>
        all.every(({ received }) => received().length >= 24) ? undefined : 'not all are answered',
      );
      return all;
    };
    const refused = ({ received }: { received: () => Buffer }): boolean =>
      received().toString('latin1', 0, 4) === 'fatl';
    // Sessions of the tests before may still be waiting for their clients.
    const first = await greeted(200);
    const second = await greeted(160);
    expect(first.filter(refused)).toHaveLength(0);
    expect(second.filter(refused).length).toBeGreaterThanOrEqual(60);
    for (const { socket } of [...first, ...second]) socket.destroy();
    await eventually(async () => {
      const others = await greeted(100);
      for (const { socket } of others) socket.destroy();
      return others.some(refused) ? 'there is no room for another session' : undefined;
    });
    await cleaned();
  });

  it('answers a flood of hellos one by one', async () => {
    const { socket, received } = await dial();
    socket.write(Buffer.concat(Array<Buffer>(5000).fill(HELLO)));
    await beside(tcp, () =>
      eventually(() => {
        const errors = received().toString('latin1').split('eror').length - 1;
        return errors === 4999 ? undefined : `${errors} of 4999 are refused`;
      }),
    );
    socket.destroy();
    await cleaned();
  });

  it.each(['TCP', 'shared memory'])('gets over clients that are killed at any time, over %s', async (way) => {
    const port = way === 'TCP' ? tcp : CHANNEL;
    await beside(port, async () => {
      for (let round = 0; round < 6; round += 1) {
        const client = await hostileProcess(port);
        await after(round * 15);
        client.kill('SIGKILL');
      }
    });
    await cleaned();
  });

  it('drops a client of shared memory that leaves in the middle of everything', async () => {
    await beside(CHANNEL, async () => {
      for (let round = 0; round < 20; round += 1) {
        const endpoint = await connect(CHANNEL, { timeoutMilliseconds: DEADLINE });
        await endpoint.send(HELLO);
        if (round % 2 === 0) await endpoint.receive();
        endpoint.abort();
      }
    });
    await cleaned();
  });
});

describe('a server that is killed', () => {
  it('leaves nothing behind', async () => {
    const served = await ServeProcess.start(['fixtures/fmus/everything.fmu', '--quiet', '--port', '0']);
    const sockets = await Promise.all(
      Array.from({ length: 3 }, async () => {
        const socket = net.connect(served.ports[0]!, '127.0.0.1');
        socket.on('error', () => undefined).resume();
        await new Promise((resolve) => socket.once('connect', resolve));
        socket.write(upTo('SDWN'));
        return socket;
      }),
    );
    await eventually(() => (served.process.holdings().processes > 3 ? undefined : 'no model has been started'));
    served.process.child.kill('SIGKILL');
    await served.process.ended;
    await eventually(() => {
      const { processes, temporaryFiles } = served.process.holdings();
      return processes === 0 && temporaryFiles.length === 0
        ? undefined
        : `${processes} processes and these files are left: ${temporaryFiles.join(', ')}`;
    });
    for (const socket of sockets) socket.destroy();
    await served.process.end();
  });
});

function drained(socket: net.Socket): Promise<unknown> {
  return new Promise((resolve) => socket.once('drain', resolve));
}

/** A client in a process of its own that begins one simulation after the other. */
async function hostileProcess(port: number): Promise<ChildProcess> {
  const program = path.join(import.meta.dirname, 'endless-client.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', program, String(port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  return child;
}
