// A client that does not get through to a server, or is left by it, keeps no descriptor of the attempt.
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import net from 'node:net';
import tls from 'node:tls';
import { afterEach, expect, it } from 'vitest';
import type { ConnectOptions, TlsOptions } from '../../src/transport/endpoint.js';
import { connect } from '../../src/transport/ports.js';
import { eventually } from '../rfmi/server/well-behaved.js';
import { certificates, trusting } from './certificates.js';
import { library } from './native.js';

const EACH = 12;
const descriptors = (): number => readdirSync('/proc/self/fd').length;

let server: net.Server | undefined;
const accepted = new Set<net.Socket>();

afterEach(() => {
  hangUp();
  server?.close();
});

/** The ends of the server are in this process too. */
function hangUp(): void {
  for (const socket of accepted) socket.destroy();
  accepted.clear();
}

/** A server that does `act` to each connection. */
async function serve(act: (socket: net.Socket) => unknown, encrypted?: TlsOptions): Promise<number> {
  const take = (socket: net.Socket): void => {
    accepted.add(socket);
    socket.on('error', () => undefined);
    act(socket);
  };
  server = encrypted === undefined ? net.createServer(take) : tls.createServer(encrypted, take);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as net.AddressInfo).port;
}

/** Connects, waits for what the server does, and closes as a user does after an error. */
async function attempt(port: number, options: ConnectOptions): Promise<string> {
  try {
    const endpoint = await connect(port, { library, ...options });
    const end = await endpoint.receive().then(
      () => 'ended',
      (error: unknown) => (error as { code: string }).code,
    );
    await endpoint.close();
    return end;
  } catch (error) {
    return (error as { code: string }).code;
  }
}

const silent = (): void => undefined;
const talking = (socket: net.Socket): unknown => socket.resume().write('HTTP/1.1 400 Bad Request\r\n\r\n');
const half = (socket: net.Socket): unknown => socket.write(Buffer.of(9, 0, 0, 0, 1), () => socket.end());
const closing = (socket: net.Socket): unknown => socket.destroy();
const resetting = (socket: net.Socket): unknown => socket.resetAndDestroy();

const encrypted = { tls: trusting(), timeoutMilliseconds: 300 };
const ways: readonly [string, string, (socket: net.Socket) => unknown, TlsOptions | undefined, ConnectOptions][] = [
  ['says nothing to TLS', 'timeout', silent, undefined, encrypted],
  ['does not speak TLS', 'mismatch', talking, undefined, encrypted],
  ['closes before TLS', 'lost', closing, undefined, encrypted],
  ['resets before TLS', 'lost', resetting, undefined, encrypted],
  ['has a certificate of another authority', 'untrusted', silent, certificates('server'), { tls: trusting('another') }],
  ['wants a certificate', 'untrusted', silent, { ...certificates('server'), ...asking() }, { tls: trusting() }],
  ['closes after TLS', 'ended', (socket) => socket.end(), certificates('server'), { tls: trusting() }],
  ['closes', 'ended', (socket) => socket.end(), undefined, {}],
  ['resets', 'lost', resetting, undefined, {}],
  ['sends half a message and closes', 'lost', half, undefined, {}],
  [
    'sends half a message and stays',
    'timeout',
    (socket) => socket.write('ab'),
    undefined,
    { messageTimeMilliseconds: 100 },
  ],
];

function asking(): object {
  return { requestCert: true, rejectUnauthorized: true };
}

/** Counts after one attempt, which loads what is loaded once, and after many. */
async function leavesNothing(port: number, code: string, options: ConnectOptions): Promise<void> {
  await attempt(port, options);
  hangUp();
  const before = descriptors();
  const codes = await Promise.all(Array.from({ length: EACH }, () => attempt(port, options)));
  expect(new Set(codes)).toEqual(new Set([code]));
  hangUp();
  await eventually(() => (descriptors() > before ? `${descriptors()} descriptors, not ${before}` : undefined));
}

it.each(ways)('nothing is left of a client whose server %s', async (_, code, act, secured, options) => {
  await leavesNothing(await serve(act, secured), code, options);
});

it.each([
  ['TCP', 1],
  ['shared memory', -7641],
])('nothing is left of a client that finds no server over %s', async (_, port) => {
  await leavesNothing(port, 'no-server', {});
});
