// Every socket of a server has an end, however its peer fails: descriptors of the server are counted after each way to.
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConnectOptions } from '../../../src/transport/endpoint.js';
import { root } from '../../repository/checkout.js';
import { certificateFile, certificates, trusting } from '../../transport/certificates.js';
import { RawClient } from './raw-client.js';
import { ServeProcess } from './started-process.js';
import { eventually } from './well-behaved.js';

const everything = path.join(root, 'fixtures', 'fmus', 'everything.fmu');
const CHANNEL = -7431;
const LIMIT = 40;
const EACH = 12;
const HELLO = Buffer.from('52464d49 00000000 18000000 00000000 0100 0000 00000000'.replaceAll(' ', ''), 'hex');
/** The head of a record of TLS with a ClientHello of 508 bytes, and the first of them. */
const HALF_CLIENT_HELLO = Buffer.from('16030101fc010001f80303', 'hex');
/** The head of a record of TLS. */
const RECORD = Buffer.from('16030101fc', 'hex');
const ALERT = Buffer.from('15030300020228', 'hex');

/** What the tests have opened. */
const sockets = new Set<net.Socket>();

async function dial(port: number, first?: Buffer): Promise<net.Socket> {
  const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  sockets.add(socket);
  socket.on('error', () => undefined).resume();
  await once(socket, 'connect');
  if (first !== undefined) await new Promise((resolve) => socket.write(first, resolve));
  return socket;
}

/** A client of TLS, until it or the server gives up. */
async function shakeHands(port: number, { cert, key, ca }: tls.ConnectionOptions, more = {}): Promise<void> {
  const socket = tls.connect({ port, host: '127.0.0.1', cert, key, ca, ...more });
  sockets.add(socket);
  socket.on('error', () => undefined).resume();
  await new Promise((resolve) => socket.once('close', resolve));
}

interface Served {
  readonly process: ServeProcess;
  readonly plain: number;
  readonly encrypted: number;
}

async function serve(folder: string): Promise<Served> {
  const [cert, key, ca] = ['server.pem', 'server.key', 'authority.pem'].map(certificateFile);
  const endpoints = [{ port: 0 }, { port: 0, tls: { cert, key, ca } }, { port: CHANNEL }];
  const config = { fmus: [everything], endpoints, maxConnections: LIMIT, sessionTimeout: 1 };
  const file = path.join(folder, 'serve.json');
  writeFileSync(file, JSON.stringify(config));
  const served = await ServeProcess.start(['--config', file, '--quiet']);
  const [plain = 0, encrypted = 0] = served.ports;
  return { process: served, plain, encrypted };
}

/** A client that does everything right. */
async function greet(port: number, options: ConnectOptions = {}): Promise<void> {
  const client = await RawClient.connect(port, options);
  await client.hello();
  await client.endpoint.close();
}

describe('the sockets of a server', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'fmutool-sockets-'));
  let served: Served;
  let idle: number;

  const everywhere = async (): Promise<void> => {
    await greet(served.plain);
    await greet(served.encrypted, { tls: certificates('client') });
    await greet(CHANNEL);
  };
  const descriptors = (): number => served.process.process.holdings().descriptors;
  const cleaned = (): Promise<void> =>
    eventually(() => (descriptors() > idle ? `${descriptors()} descriptors, not ${idle}` : undefined));

  beforeAll(async () => {
    served = await serve(folder);
    await everywhere();
    await eventually(() => {
      const before = idle;
      idle = descriptors();
      return before === idle ? undefined : `${idle} descriptors, just now ${before}`;
    });
  });

  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    expect(await served.process.process.end()).toBe(0);
    rmSync(folder, { recursive: true });
  });

  const both = ['plain', 'encrypted'] as const;
  const firstWords: readonly [string, Buffer | undefined][] = [
    ['nothing', undefined],
    ['a byte', HELLO.subarray(0, 1)],
    ['half a hello', HELLO.subarray(0, 20)],
    ['a hello', HELLO],
    ['a hello and half a message', Buffer.concat([HELLO, HELLO.subarray(0, 9)])],
    ['half a ClientHello', HALF_CLIENT_HELLO],
    ['an alert of TLS', ALERT],
    ['another protocol', Buffer.from('GET / HTTP/1.0\r\n\r\n')],
  ];
  const leaving: readonly [string, (socket: net.Socket) => unknown][] = [
    ['ends', (socket) => socket.end()],
    ['closes', (socket) => socket.destroy()],
    ['resets', (socket) => socket.resetAndDestroy()],
  ];

  it.each(
    both.flatMap((at) =>
      firstWords.flatMap(([what, words]) => leaving.map(([how, leave]) => ({ at, what, words, how, leave }))),
    ),
  )('$at: are gone when a peer says $what and $how', async ({ at, words, leave }) => {
    const all = await Promise.all(Array.from({ length: EACH }, () => dial(served[at], words)));
    all.forEach(leave);
    await cleaned();
  });

  it.each([
    ['has no certificate', trusting(), {}],
    ['has a certificate of another authority', certificates('stranger', 'authority'), {}],
    ['refuses the certificate of the server', certificates('client', 'another'), {}],
    ['expects another name', certificates('client'), { servername: 'elsewhere.example' }],
    ['speaks an old version', certificates('client'), { maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' }],
  ])('encrypted: are gone when a peer %s', async (_, options, more) => {
    const attempt = (): Promise<void> => shakeHands(served.encrypted, options, { minVersion: 'TLSv1', ...more });
    await Promise.all(Array.from({ length: EACH }, attempt));
    await cleaned();
  });

  it('plain: are gone when a peer speaks TLS', async () => {
    await Promise.all(Array.from({ length: EACH }, () => shakeHands(served.plain, trusting())));
    await cleaned();
  });

  it('shared memory: are gone when a peer says nothing, or half a hello, and closes', async () => {
    for (const words of [undefined, HELLO.subarray(0, 20), HELLO]) {
      const clients = await Promise.all(Array.from({ length: EACH }, () => RawClient.connect(CHANNEL)));
      if (words !== undefined) for (const { endpoint } of clients) await endpoint.send(words);
      for (const { endpoint } of clients) endpoint.abort();
      await cleaned();
    }
  });

  it('are gone when their peers stay and say too little', async () => {
    const few = 4; // all of them have room at once
    const all: net.Socket[] = [];
    for (const at of both) {
      for (const words of [undefined, HELLO.subarray(0, 20), HALF_CLIENT_HELLO]) {
        for (let i = 0; i < few; ++i) all.push(await dial(served[at], words));
      }
    }
    const silent = await RawClient.connect(CHANNEL);
    const drips = await Promise.all(both.map((at) => dial(served[at], at === 'plain' ? HELLO.subarray(0, 8) : RECORD)));
    const dripping = setInterval(() => drips.forEach((socket) => socket.writable && socket.write(Buffer.of(0))), 500);
    await cleaned();
    clearInterval(dripping);
    expect(await silent.receive()).toMatchObject({ code: 'fatl' });
    await silent.endpoint.close();
    for (const socket of all) socket.destroy();
  });

  it('do not keep out others, however many say nothing', async () => {
    for (const at of both) for (let i = 0; i < 8 * LIMIT; ++i) await dial(served[at]);
    await everywhere();
    for (const socket of sockets) socket.destroy();
    await cleaned();
    await everywhere();
    await cleaned();
  });

  it('are closed with the server, whatever they wait for', async () => {
    const pair = ['--tls-cert', certificateFile('server.pem'), '--tls-key', certificateFile('server.key')];
    const other = await ServeProcess.start([everything, '--port', '0', '--quiet', ...pair]);
    const port = other.ports[0]!;
    const open = [await dial(port), await dial(port, HALF_CLIENT_HELLO)];
    const greeted = await RawClient.connect(port, { tls: trusting() });
    await greeted.hello();
    const closed = open.map((socket) => once(socket, 'end'));
    expect(await other.process.end()).toBe(0);
    await Promise.all(closed);
    await greeted.endpoint.close();
  });
});
