// The suite over both transports, and between processes: TypeScript and C++ in every combination that exists.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../src/transport/endpoint.js';
import { connect, listen } from '../../src/transport/ports.js';
import { endpointPair } from '../../src/transport/pair.js';
import type { Framing } from '../../src/transport/framing.js';
import { certificates } from './certificates.js';
import { conformance } from './conformance.js';
import { conversation } from './conversation.js';
import { library, peerProgram, startPeer } from './native.js';
import { pattern } from './pattern.js';

const onLinux = process.platform === 'linux' && process.arch === 'x64';
let lastPort = -(process.pid * 100);
const freeSharedPort = (): number => --lastPort;

conformance('TCP', () => 0);
conformance('TCP with another framing', () => 0, { framing: () => new WideLength() });
conformance('TLS', () => 0, { tls: certificates('server') });
conversation('within this process', () => Promise.resolve(endpointPair()));
if (onLinux) conformance('shared memory', freeSharedPort);

/** The length in eight bytes, big-endian, in front of the message. */
class WideLength implements Framing {
  readonly headerLength = 8;

  messageLength(header: Buffer): number {
    return 8 + Number(header.readBigUInt64BE());
  }

  prefix(length: number): Buffer {
    const header = Buffer.alloc(8);
    header.writeBigUInt64BE(BigInt(length));
    return header;
  }
}

/** Connects as soon as a server listens. */
async function connectSoon(port: number): Promise<Endpoint> {
  for (let tries = 0; ; ++tries) {
    try {
      return await connect(port, { library });
    } catch (error) {
      if (tries === 1000) throw error;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}

async function exchange(endpoint: Endpoint): Promise<void> {
  for (let i = 0; i < 100; ++i) {
    const message = pattern(i % 20 === 19 ? 500_000 : (i * 37) % 9000, i);
    const sent = endpoint.send(message);
    expect((await endpoint.receive())?.equals(message), `number ${i}`).toBe(true);
    await sent;
  }
}

/** Serves every client that comes with what it sends. */
async function echoServer(port: number): Promise<{ port: number; close: () => Promise<void> }> {
  const listener = await listen(port, { library });
  const echo = async (client: Endpoint): Promise<void> => {
    for (let message; (message = await client.receive()) !== undefined;) await client.send(message);
  };
  const serve = async (): Promise<void> => {
    for (let client; (client = await listener.accept()) !== undefined;) void echo(client).catch(() => undefined);
  };
  void serve();
  return { port: listener.port, close: () => listener.close() };
}

function startNode(
  role: string,
  port: number,
): { status: Promise<number | null>; port: Promise<number>; kill: () => void } {
  const script = fileURLToPath(new URL('echo-process.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, role, String(port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const status = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const shown = new Promise<number>((resolve) => child.stdout.once('data', (text) => resolve(Number(text))));
  return { status, port: shown, kill: () => child.kill('SIGKILL') };
}

describe.each([
  ['TCP', () => 0],
  ['shared memory', freeSharedPort],
])('between two processes of Node.js: %s', (name, freePort) => {
  const skip = name === 'shared memory' && !onLinux;

  it.skipIf(skip)('server_ts_client_ts: the server is another process', async () => {
    const server = startNode('serve', freePort());
    const client = await connectSoon(await server.port);
    await exchange(client);
    await client.send(Buffer.from('quit'));
    expect(await client.receive()).toBeUndefined();
    await client.close();
    expect(await server.status).toBe(0);
  });

  it.skipIf(skip)('server_ts_client_ts: the client is another process', async () => {
    const server = await echoServer(freePort());
    expect(await startNode('ask', server.port).status).toBe(0);
    await server.close();
  });

  it.skipIf(skip)('a killed server is noticed', async () => {
    const server = startNode('serve', freePort());
    const client = await connectSoon(await server.port);
    const received = client.receive();
    server.kill();
    // TCP cannot tell: the kernel closes for the dead in good order.
    if (name === 'TCP') await received.catch(() => undefined);
    else await expect(received).rejects.toMatchObject({ code: 'lost' });
    await client.close();
  });
});

describe.skipIf(!onLinux || !existsSync(peerProgram))(
  'between C++ and Node.js (needs the native build for linux64)',
  () => {
    it('server_cpp_client_ts', async () => {
      const port = freeSharedPort();
      const server = startPeer('serve', port);
      const client = await connectSoon(port);
      await exchange(client);
      await client.send(Buffer.from('shout'));
      expect(String(await client.receive())).toBe('shout');
      await client.send(Buffer.from('quit'));
      expect(await server.status).toBe(0);
      expect(await client.receive()).toBeUndefined();
      await client.close();
    });

    it('server_ts_client_cpp', async () => {
      const server = await echoServer(freeSharedPort());
      const clients = [startPeer('ask', server.port, '300'), startPeer('ask', server.port, '300')];
      expect(await Promise.all(clients.map(({ status }) => status))).toEqual([0, 0]);
      await server.close();
    });

    it('a client in C++ that is killed disturbs no other', async () => {
      const server = await echoServer(freeSharedPort());
      const client = await connectSoon(server.port);
      for (let i = 0; i < 5; ++i) {
        const raging = startPeer('rage', server.port);
        await exchange(client);
        raging.child.kill('SIGKILL');
        await raging.status;
      }
      await exchange(client);
      await client.close();
      await server.close();
    });
  },
);
