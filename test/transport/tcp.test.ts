// What TCP and TLS promise beyond what every transport does.
import net from 'node:net';
import tls from 'node:tls';
import { once } from 'node:events';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Endpoint, Listener, TlsOptions, TransportOptions } from '../../src/transport/endpoint.js';
import { connect, listen } from '../../src/transport/ports.js';
import { meaningOf } from '../../src/transport/tls-errors.js';
import { certificates, trusting } from './certificates.js';
import { Collector } from './collector.js';
import { fails } from './conversation.js';
import { pattern } from './pattern.js';

let listener: Listener | undefined;
const opened: Endpoint[] = [];
const sockets: net.Socket[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await Promise.all(opened.splice(0).map((endpoint) => endpoint.close()));
  await listener?.close();
  listener = undefined;
});

async function open(options: TransportOptions): Promise<number> {
  listener = await listen(0, options);
  return listener.port;
}

/** The server's end of the next connection. */
async function accepted(): Promise<Endpoint> {
  const endpoint = await listener?.accept();
  if (endpoint === undefined) throw new Error('the listener has closed');
  opened.push(endpoint);
  return endpoint;
}

/** A client that is no endpoint. */
async function dial(port: number): Promise<net.Socket> {
  const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  sockets.push(socket);
  await once(socket, 'connect');
  return socket;
}

describe('TCP', () => {
  it('gives up a message whose rest does not come in time, however steadily', async () => {
    const port = await open({ messageTimeMilliseconds: 200 });
    const socket = await dial(port);
    const server = await accepted();
    socket.write(Buffer.from('0a000000', 'hex'));
    const dripping = setInterval(() => socket.write('x'), 60);
    await expect(server.receive()).rejects.toEqual(fails('timeout'));
    clearInterval(dripping);
  });

  it('lets a peer be silent between two messages', async () => {
    const port = await open({ messageTimeMilliseconds: 20 });
    const socket = await dial(port);
    const server = await accepted();
    socket.write(Buffer.from('0100000061', 'hex'));
    expect(String(await server.receive())).toBe('a');
    await new Promise((resolve) => setTimeout(resolve, 100)); // longer than a message may take
    socket.write(Buffer.from('0100000062', 'hex'));
    expect(String(await server.receive())).toBe('b');
  });

  it('tells the last words to a peer that goes on sending', async () => {
    const port = await open({});
    const socket = await dial(port);
    const server = await accepted();
    const talking = setInterval(() => socket.write(Buffer.from('0100000061', 'hex')), 1);
    socket.on('error', () => undefined);
    const heard: Buffer[] = [];
    socket.on('data', (piece: Buffer) => heard.push(piece));
    const ended = once(socket, 'end');
    server.post(pattern(100_000));
    const closed = server.close(5000);
    await ended;
    clearInterval(talking);
    socket.end();
    await closed;
    expect(Buffer.concat(heard)).toHaveLength(100_004);
  });

  it('does not wait for ever for a peer that does not close', async () => {
    const port = await open({});
    const socket = await dial(port);
    socket.on('error', () => undefined);
    const server = await accepted();
    server.post(pattern(10));
    await server.close(50);
  });

  it('resets the connection to a peer that is given up', async () => {
    const port = await open({});
    const socket = await dial(port);
    const server = await accepted();
    const failed = once(socket, 'error') as Promise<[NodeJS.ErrnoException]>;
    server.abort();
    expect((await failed)[0].code).toBe('ECONNRESET');
  });

  it('answers a peer that has said that it will send nothing more', async () => {
    const port = await open({});
    const socket = await dial(port);
    const server = await accepted();
    const handler = new Collector();
    server.handle(handler);
    socket.end(Buffer.from('0100000061', 'hex'));
    await handler.ended;
    const heard = once(socket, 'data') as Promise<[Buffer]>;
    server.post(Buffer.from('b'));
    expect((await heard)[0].toString('hex')).toBe('0100000062');
  });

  it('takes no more connections than allowed', async () => {
    const port = await open({ maxConnections: 1 });
    await dial(port);
    await accepted();
    const refused = await dial(port);
    refused.on('error', () => undefined).resume();
    await once(refused, 'end');
  });
});

describe('TLS', () => {
  const asking = certificates('server');
  const notAsking: TlsOptions = { cert: asking.cert, key: asking.key };

  async function exchange(server: TlsOptions, client: TlsOptions): Promise<string> {
    const port = await open({ tls: server });
    const endpoint = await connect(port, { tls: client });
    opened.push(endpoint);
    const arrived = accepted();
    await endpoint.send(Buffer.from('question'));
    const there = await arrived;
    const question = await there.receive();
    await there.send(Buffer.from(`${String(question)}, answer`));
    return String(await endpoint.receive());
  }

  it('asks for no certificates of clients unless told to', async () => {
    expect(await exchange(notAsking, trusting())).toBe('question, answer');
  });

  it('accepts a client whose certificate is signed by an authority that it trusts', async () => {
    expect(await exchange(asking, certificates('client'))).toBe('question, answer');
  });

  it('refuses a client without a certificate, and tells it so', async () => {
    const told: string[] = [];
    const port = await open({ tls: asking, refused: (peer, why) => told.push(`${peer.replace(/\d+$/, 'N')}: ${why}`) });
    const client = await connect(port, { tls: trusting() });
    opened.push(client);
    await expect(client.receive()).rejects.toMatchObject({
      code: 'untrusted',
      message: expect.stringMatching(/: the other side (?:wants a|refuses the) certificate$/) as unknown,
    });
    expect(told).toEqual(['127.0.0.1:N: the client shows no certificate']);
  });

  it('refuses a client with a certificate of another authority', async () => {
    const told: string[] = [];
    const port = await open({ tls: asking, refused: (peer, why) => told.push(`${peer.replace(/\d+$/, 'N')}: ${why}`) });
    const client = await connect(port, { tls: certificates('stranger', 'authority') });
    opened.push(client);
    expect(await client.receive().catch(() => undefined)).toBeUndefined();
    await vi.waitFor(() => expect(told).toEqual(['127.0.0.1:N: no trusted authority has signed the certificate']));
    // No client has arrived: the next one is the one that may.
    const welcome = await connect(port, { tls: certificates('client') });
    opened.push(welcome);
    const there = await accepted();
    await welcome.send(Buffer.from('welcome'));
    expect(String(await there.receive())).toBe('welcome');
  });

  it.each([
    ['is signed by another authority', trusting('another')],
    ['has another name', { ...trusting(), name: 'elsewhere.example' }],
    ['no authority vouches for', {}],
  ])('refuses a server whose certificate %s', async (_, tls) => {
    const port = await open({ tls: notAsking });
    await expect(connect(port, { tls })).rejects.toEqual(fails('untrusted'));
  });

  it('knows the server by a name that is given', async () => {
    expect(await exchange(notAsking, { ...trusting(), name: 'localhost' })).toBe('question, answer');
  });

  it('says so when the server does not speak it', async () => {
    listener = await listen(0, {});
    const answering = accepted().then((server) => server.send(Buffer.from('no TLS at all')));
    await expect(connect(listener.port, { tls: trusting() })).rejects.toEqual(fails('mismatch'));
    await answering.catch(() => undefined);
  });

  it('closes on a client that does not speak it', async () => {
    const told: string[] = [];
    const port = await open({ tls: notAsking, refused: (_, why) => told.push(why) });
    const socket = await dial(port);
    socket.on('error', () => undefined).resume();
    socket.on('end', () => socket.end());
    socket.write('hello, this is no TLS\r\n');
    await once(socket, 'close');
    expect(told).toEqual(['the other side does not speak TLS']);
  });

  it('says that a client speaks another version of it', async () => {
    const told: string[] = [];
    const port = await open({ tls: notAsking, refused: (_, why) => told.push(why) });
    const old = { ...trusting(), port, host: '127.0.0.1', ciphers: 'ALL:@SECLEVEL=0' } as const;
    const socket = tls.connect({ ...old, minVersion: 'TLSv1', maxVersion: 'TLSv1.1' });
    sockets.push(socket);
    const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
    expect(meaningOf(error)?.text).toBe('the two sides have no version or cipher of TLS in common');
    await vi.waitFor(() => expect(told).toEqual(['the two sides have no version or cipher of TLS in common']));
  });

  it('lets the oldest silent ones of a host give way to newer ones, and none of another host', async () => {
    const told: string[] = [];
    const port = await open({ tls: notAsking, refused: (_, why) => told.push(why) });
    const elsewhere = net.connect({ port, host: '127.0.0.1', localAddress: '127.0.0.2' });
    await once(elsewhere, 'connect');
    const first = await dial(port);
    const firstClosed = once(first.on('error', () => undefined).resume(), 'end');
    for (let count = 0; count < 300; ++count) (await dial(port)).on('error', () => undefined);
    await firstClosed;
    const secured = tls.connect({ socket: elsewhere, ...trusting(), servername: 'localhost' });
    sockets.push(secured);
    await once(secured, 'secureConnect');
    expect(new Set(told)).toEqual(new Set(['too many others wait to get through TLS']));
  });

  it('ends with the listener also for clients that have not got through it', async () => {
    const port = await open({ tls: notAsking });
    const socket = await dial(port);
    socket.on('error', () => undefined).resume();
    socket.on('end', () => socket.end());
    const closed = once(socket, 'close');
    await listener?.close();
    await closed;
  });

  it.each([
    ['no certificate', { cert: 'nothing', key: 'nothing' }, 'the certificate has no certificate in PEM format in it'],
    ['no key', { cert: asking.cert, key: 'nothing' }, 'the key has no private key in PEM format in it'],
    [
      'a key that does not fit',
      { cert: asking.cert, key: certificates('client').key },
      'the key does not belong to the certificate',
    ],
    [
      'no authority to trust',
      { ...asking, ca: '# none' },
      'the list of authorities has no certificate in PEM format in it',
    ],
  ])('does not listen with %s', async (_, tls, why) => {
    await expect(listen(0, { tls })).rejects.toMatchObject({
      code: 'untrusted',
      message: `the certificates cannot be used: ${why}`,
    });
  });
});
